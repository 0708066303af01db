"""Runs, their measurements and their networks, as Gatescope first kept them.

Databases of before there were versions have these tables already: the first three steps leave what is there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("config", sa.Text, nullable=False),
        sa.Column("config_hash", sa.String(128), nullable=False),
        sa.Column("code_version", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Float(53), nullable=False),
        sa.Column("started_at", sa.Float(53)),
        sa.Column("finished_at", sa.Float(53)),
        sa.Column("heartbeat_at", sa.Float(53), nullable=False),
        sa.Column("worker", sa.String(128)),
        sa.Column("cancel_requested", sa.Boolean, nullable=False),
        sa.Column("progress", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_runs_status", "runs", ["status"], if_not_exists=True)
    op.create_index("ix_runs_config_hash", "runs", ["config_hash"], if_not_exists=True)
    op.create_table(
        "metrics",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("run_id", sa.String(32), sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("row", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_index("metrics_of_run", "metrics", ["run_id", "number"], if_not_exists=True)
    op.create_table(
        "artifacts",
        sa.Column("run_id", sa.String(32), sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "turnstile",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("turns", sa.Integer),
        if_not_exists=True,
    )
