"""Network files that visitors open."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "opened",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("filename", sa.String(256), nullable=False),
        sa.Column("alphabet", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("opened_at", sa.Float(53), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        if_not_exists=True,
    )
