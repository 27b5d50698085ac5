"""What webhooks name, and how fetching it went."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("system_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("names", sa.LargeBinary(), nullable=False),
        sa.Column("parcel_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"]),
        sa.PrimaryKeyConstraint("system_id", "key"),
    )
    pending, held = sa.text("state in ('owed', 'fetching')"), sa.text("state = 'held'")
    op.create_index("notice_due", "notice", ["system_id", "due_at"], sqlite_where=pending, postgresql_where=pending)
    op.create_index("notice_held", "notice", ["system_id"], sqlite_where=held, postgresql_where=held)
    op.create_table(
        "notice_step",
        sa.Column("system_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["system_id", "key"], ["notice.system_id", "notice.key"]),
        sa.PrimaryKeyConstraint("system_id", "key", "number"),
    )


def downgrade() -> None:
    for table in ("notice_step", "notice"):
        op.drop_table(table)
