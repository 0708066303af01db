"""What visitors want of a run that trains, and the texts that they bring."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("run_id", sa.String(32), sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("pause", sa.Boolean, nullable=False),
        sa.Column("learning_rate", sa.Float(53)),
        if_not_exists=True,
    )
    op.create_table(
        "texts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("filename", sa.String(256), nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Float(53), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        if_not_exists=True,
    )
