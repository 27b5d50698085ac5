"""Systems that are paused, broken or paced; what is done again by plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMNS = {"number": sa.Integer, "shut_until": sa.BigInteger, "per_minute": sa.Integer, "requests": sa.Integer}


def upgrade() -> None:
    with op.batch_alter_table("system") as system:
        for name, kind in COLUMNS.items():
            default = "1" if name == "requests" else "0"
            system.add_column(sa.Column(name, kind(), nullable=False, server_default=default))
    with op.batch_alter_table("system") as system:
        for name in COLUMNS:
            system.alter_column(name, server_default=None)
    op.create_table(
        "system_step",
        sa.Column("system_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"]),
        sa.PrimaryKeyConstraint("system_id", "number"),
    )
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "pace_use",
        sa.Column("delivery_id", serial, autoincrement=False, nullable=False),
        sa.Column("attempt", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("free_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", "attempt"),
    )
    op.create_index("pace_use_taken", "pace_use", ["system_id", "free_at"])
    op.create_table(
        "replay_plan",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("config_digest", sa.Text(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    running, waiting = sa.text("state = 'running'"), sa.text("state = 'waiting'")
    op.create_index("replay_plan_running", "replay_plan", ["id"], sqlite_where=running, postgresql_where=running)
    op.create_table(
        "replay_step",
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["replay_plan.id"]),
        sa.PrimaryKeyConstraint("plan_id", "number"),
    )
    op.create_table(
        "replay_item",
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("forecast", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["replay_plan.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("plan_id", "ordinal"),
    )
    op.create_index("replay_item_waiting", "replay_item", ["plan_id", "ordinal"], sqlite_where=waiting, postgresql_where=waiting)


def downgrade() -> None:
    for table in ("replay_item", "replay_step", "replay_plan", "pace_use", "system_step"):
        op.drop_table(table)
    with op.batch_alter_table("system") as system:
        for name in COLUMNS:
            system.drop_column(name)
