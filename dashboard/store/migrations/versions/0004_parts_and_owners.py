"""Runs consist of parts, which any worker may train; runs, files and texts belong to whoever brought them.

What is there belongs to nobody. Runs get their parts from dashboard.store.earlier, as do those that a server
of the version before begins while it is being replaced: it goes on working with these tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("runs") as runs:
        runs.alter_column("heartbeat_at", existing_type=sa.Float(53), nullable=True)
        runs.alter_column("progress", existing_type=sa.Text, existing_nullable=False, server_default="{}")
        runs.add_column(sa.Column("queued_at", sa.Float(53)))
        runs.add_column(sa.Column("owner", sa.String(64), nullable=False, server_default=""))
        runs.add_column(sa.Column("public", sa.Boolean, nullable=False, server_default=sa.false()))
        runs.add_column(sa.Column("anew", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "parts",
        sa.Column("run_id", sa.String(32), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("config", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("worker", sa.String(128)),
        sa.Column("beats", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("estimate", sa.Float(53), nullable=False),
        sa.Column("started_at", sa.Float(53)),
        sa.Column("finished_at", sa.Float(53)),
        sa.Column("progress", sa.Text, nullable=False),
    )
    op.create_index("ix_parts_status", "parts", ["status"])
    op.create_table(
        "workers",
        sa.Column("name", sa.String(128), primary_key=True),
        sa.Column("seats", sa.Integer, nullable=False),
        sa.Column("seen_at", sa.Float(53), nullable=False),
    )
    op.add_column("metrics", sa.Column("part", sa.Integer, nullable=False, server_default="0"))
    for table in ("opened", "texts"):
        op.add_column(table, sa.Column("owner", sa.String(64), nullable=False, server_default=""))
    for table in ("runs", "opened", "texts"):
        op.create_index(f"ix_{table}_owner", table, ["owner"])
