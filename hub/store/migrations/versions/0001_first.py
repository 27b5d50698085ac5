"""Every table of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite gives only INTEGER PRIMARY KEY a rowid that counts up by itself.
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('checkpoint',
    sa.Column('size', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('root', sa.LargeBinary(), nullable=False),
    sa.Column('note', sa.LargeBinary(), nullable=False),
    sa.Column('signed_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('size')
    )
    op.create_table('configuration',
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('tree', sa.LargeBinary(), nullable=False),
    sa.Column('applied_at', sa.BigInteger(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('active', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('digest')
    )
    op.create_index('configuration_active', 'configuration', ['active'], unique=True, sqlite_where=sa.text('active = 1'), postgresql_where=sa.text('active = 1'))
    op.create_table('counter',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('next', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('idempotency',
    sa.Column('token_id', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('answer', sa.LargeBinary(), nullable=False),
    sa.Column('stored_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('token_id', 'key')
    )
    op.create_table('leaf',
    sa.Column('id', _SERIAL, autoincrement=True, nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('hash')
    )
    op.create_index('leaf_message', 'leaf', ['message_id'], unique=False)
    op.create_table('ledger',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('frontier', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('payload',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('body_id', sa.Text(), nullable=False),
    sa.Column('stored_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('body_id')
    )
    op.create_index('payload_once', 'payload', ['member_id', 'digest'], unique=True)
    op.create_table('payload_chunk',
    sa.Column('body_id', sa.Text(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('bytes', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('body_id', 'ordinal')
    )
    op.create_table('signing_key',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('private', sa.LargeBinary(), nullable=False),
    sa.Column('public', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('retired_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('system',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('cap', sa.Integer(), nullable=False),
    sa.Column('open', sa.Integer(), nullable=False),
    sa.Column('breaker', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('token',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('system_id', sa.Text(), nullable=False),
    sa.Column('scopes', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=True),
    sa.Column('revoked_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('digest')
    )
    op.create_table('leaf_pending',
    sa.Column('leaf_id', _SERIAL, autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['leaf_id'], ['leaf.id']),
    sa.PrimaryKeyConstraint('leaf_id')
    )
    op.create_table('leaf_position',
    sa.Column('position', _SERIAL, autoincrement=False, nullable=False),
    sa.Column('leaf_id', _SERIAL, nullable=False),
    sa.ForeignKeyConstraint(['leaf_id'], ['leaf.id']),
    sa.PrimaryKeyConstraint('position'),
    sa.UniqueConstraint('leaf_id')
    )
    op.create_table('parcel',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('system_id', sa.Text(), nullable=False),
    sa.Column('transport', sa.Text(), nullable=False),
    sa.Column('peer', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('headers', sa.LargeBinary(), nullable=False),
    sa.Column('payload_id', sa.Text(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('test', sa.Integer(), nullable=False),
    sa.Column('findings', sa.LargeBinary(), nullable=False),
    sa.Column('opened', sa.Integer(), nullable=False),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['payload_id'], ['payload.id']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('parcel_held', 'parcel', ['id'], unique=False, sqlite_where=sa.text("state = 'held'"), postgresql_where=sa.text("state = 'held'"))
    op.create_index('parcel_waiting', 'parcel', ['received_at'], unique=False, sqlite_where=sa.text("state = 'received'"), postgresql_where=sa.text("state = 'received'"))
    op.create_table('interchange',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('parcel_id', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('acknowledgement_id', sa.Text(), nullable=True),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['parcel_id'], ['parcel.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    op.create_table('message',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('parcel_id', sa.Text(), nullable=True),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('direction', sa.Text(), nullable=False),
    sa.Column('sender_id', sa.Text(), nullable=False),
    sa.Column('receiver_id', sa.Text(), nullable=False),
    sa.Column('system_id', sa.Text(), nullable=False),
    sa.Column('agreement_id', sa.Text(), nullable=False),
    sa.Column('format', sa.Text(), nullable=False),
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('control_number', sa.Text(), nullable=False),
    sa.Column('document_type', sa.Text(), nullable=False),
    sa.Column('document_key', sa.Text(), nullable=False),
    sa.Column('thread', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('test', sa.Integer(), nullable=False),
    sa.Column('start', sa.BigInteger(), nullable=False),
    sa.Column('end', sa.BigInteger(), nullable=False),
    sa.Column('findings', sa.LargeBinary(), nullable=False),
    sa.Column('coverage', sa.LargeBinary(), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('fault', sa.Text(), nullable=False),
    sa.Column('duplicate_of', sa.Text(), nullable=False),
    sa.Column('causation_id', sa.Text(), nullable=False),
    sa.Column('payload_id', sa.Text(), nullable=True),
    sa.Column('payload_salt', sa.LargeBinary(), nullable=True),
    sa.Column('config_digest', sa.Text(), nullable=False),
    sa.Column('map_digest', sa.Text(), nullable=False),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['parcel_id'], ['parcel.id']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('message_key', 'message', ['document_key'], unique=True, sqlite_where=sa.text("document_key <> ''"), postgresql_where=sa.text("document_key <> ''"))
    op.create_index('message_part', 'message', ['parcel_id', 'ordinal'], unique=True)
    op.create_index('message_receiver', 'message', ['receiver_id', 'id'], unique=False)
    op.create_index('message_sender', 'message', ['sender_id', 'id'], unique=False)
    op.create_index('message_state', 'message', ['state', 'cause'], unique=False, sqlite_where=sa.text("state in ('held','rejected')"), postgresql_where=sa.text("state in ('held','rejected')"))
    op.create_index('message_thread', 'message', ['thread'], unique=False)
    op.create_table('delivery',
    sa.Column('id', _SERIAL, autoincrement=True, nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('system_id', sa.Text(), nullable=False),
    sa.Column('thread', sa.Text(), nullable=False),
    sa.Column('target', sa.Text(), nullable=False),
    sa.Column('agreement_id', sa.Text(), nullable=False),
    sa.Column('state', sa.SmallInteger(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('control_number', sa.BigInteger(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('lease_until', sa.BigInteger(), nullable=False),
    sa.Column('resuming', sa.Integer(), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('fault', sa.Text(), nullable=False),
    sa.Column('receipt', sa.LargeBinary(), nullable=False),
    sa.Column('acknowledged', sa.Text(), nullable=False),
    sa.Column('replay_of', sa.Text(), nullable=False),
    sa.Column('due_at', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('promised_at', sa.BigInteger(), nullable=True),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['message_id'], ['message.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key'),
    sqlite_autoincrement=False
    )
    op.create_index('delivery_control', 'delivery', ['system_id', 'control_number'], unique=False, sqlite_where=sa.text('control_number > 0'), postgresql_where=sa.text('control_number > 0'))
    op.create_index('delivery_head', 'delivery', ['system_id', 'thread'], unique=True, sqlite_where=sa.text('state in (1,2,3)'), postgresql_where=sa.text('state in (1,2,3)'))
    op.create_index('delivery_message', 'delivery', ['message_id'], unique=False)
    op.create_index('delivery_next', 'delivery', ['system_id', 'thread', 'id'], unique=False, sqlite_where=sa.text('state = 0'), postgresql_where=sa.text('state = 0'))
    op.create_index('delivery_ready', 'delivery', ['system_id', 'due_at'], unique=False, sqlite_where=sa.text('state = 1'), postgresql_where=sa.text('state = 1'))
    op.create_index('delivery_running', 'delivery', ['system_id', 'lease_until'], unique=False, sqlite_where=sa.text('state = 2'), postgresql_where=sa.text('state = 2'))
    op.create_index('delivery_stopped', 'delivery', ['cause'], unique=False, sqlite_where=sa.text('state in (3,5,6)'), postgresql_where=sa.text('state in (3,5,6)'))
    op.create_table('document',
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id']),
    sa.PrimaryKeyConstraint('message_id')
    )
    op.create_table('reference',
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id']),
    sa.PrimaryKeyConstraint('member_id', 'value', 'message_id', 'kind')
    )
    op.create_index('reference_message', 'reference', ['message_id'], unique=False)
    op.create_table('attempt',
    sa.Column('delivery_id', _SERIAL, nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('sent_digest', sa.Text(), nullable=False),
    sa.Column('sent_payload_id', sa.Text(), nullable=False),
    sa.Column('sent_salt', sa.LargeBinary(), nullable=False),
    sa.Column('answer', sa.LargeBinary(), nullable=False),
    sa.Column('started_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['delivery_id'], ['delivery.id']),
    sa.PrimaryKeyConstraint('delivery_id', 'ordinal')
    )

    ledger = sa.table("ledger", sa.column("id", sa.Integer), sa.column("size", sa.BigInteger), sa.column("frontier", sa.LargeBinary))
    op.bulk_insert(ledger, [{"id": 1, "size": 0, "frontier": b""}])


def downgrade() -> None:
    op.drop_table("attempt")
    op.drop_table("reference")
    op.drop_table("document")
    op.drop_table("delivery")
    op.drop_table("message")
    op.drop_table("interchange")
    op.drop_table("parcel")
    op.drop_table("leaf_position")
    op.drop_table("leaf_pending")
    op.drop_table("token")
    op.drop_table("system")
    op.drop_table("signing_key")
    op.drop_table("payload_chunk")
    op.drop_table("payload")
    op.drop_table("ledger")
    op.drop_table("leaf")
    op.drop_table("idempotency")
    op.drop_table("counter")
    op.drop_table("configuration")
    op.drop_table("checkpoint")
