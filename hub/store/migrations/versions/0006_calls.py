"""Every request of an attempt, beside the last one's answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Bytes on both databases: SQLite would keep a text as a text.
    none = "x'5b5d'" if op.get_bind().dialect.name == "sqlite" else "'\\x5b5d'"
    op.add_column("attempt", sa.Column("calls", sa.LargeBinary(), nullable=False, server_default=sa.text(none)))


def downgrade() -> None:
    op.drop_column("attempt", "calls")
