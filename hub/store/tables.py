"""Every table of the hub, once, for SQLite and PostgreSQL alike.

Nothing here runs a statement. Times are integers: microseconds since 1970 UTC. Public ids are UUIDv7 text;
`delivery.id` and `leaf.id` are integers because their order carries meaning. JSON is stored as canonical bytes.

>>> delivery.c.state.name
'state'
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)

import hub.store.lead_tables
import hub.store.operating_tables
import hub.store.poll_tables  # noqa: F401  # they stand in the same collection
from hub.store.columns import Serial, metadata, moment

# ── what arrived ────────────────────────────────────────────────────────────────────────────────────────────
# Payload bytes are kept once per (member, digest), in chunk rows, so that a large parcel needs no other store.
# id: SHA-256 of member and digest, so that whoever stores the same bytes again names the same row. The salts of the
# ledger's commitments stand with whoever refers to the bytes (parcel, message, attempt): a shared row cannot have one for each.
payload = Table(
    "payload",
    metadata,
    Column("id", Text, primary_key=True),
    Column("member_id", Text, nullable=False),
    Column("digest", Text, nullable=False),  # hex SHA-256 of all bytes
    Column("size", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("body_id", Text, nullable=False, unique=True),  # its chunks; they may be written before this row is
    moment("stored_at"),
    Index("payload_once", "member_id", "digest", unique=True),
)
# No foreign key: a large body is spooled in transactions of its own before the payload row; orphans are swept.
payload_chunk = Table(
    "payload_chunk",
    metadata,
    Column("body_id", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)
# state: received (not opened yet) | opened | held (a fault of ours or of the configuration) | refused
parcel = Table(
    "parcel",
    metadata,
    Column("id", Text, primary_key=True),
    Column("member_id", Text, nullable=False),
    Column("system_id", Text, nullable=False),
    Column("transport", Text, nullable=False),
    Column("peer", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("headers", LargeBinary, nullable=False),
    Column("payload_id", Text, ForeignKey("payload.id"), nullable=False),
    Column("salt", LargeBinary, nullable=False),  # of the payload's commitment in the ledger; erased together with the bytes
    Column("state", Text, nullable=False),
    Column("test", Integer, nullable=False),
    Column("findings", LargeBinary, nullable=False),
    Column("opened", Integer, nullable=False),  # messages already routed, so that a worker resumes
    moment("received_at"),
    Index("parcel_held", "id", sqlite_where=text("state = 'held'"), postgresql_where=text("state = 'held'")),
    Index("parcel_waiting", "received_at", sqlite_where=text("state = 'received'"), postgresql_where=text("state = 'received'")),
)
# key: format|sender|receiver|control number of an accepted interchange; unique, so a duplicate cannot slip in.
interchange = Table(
    "interchange",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("parcel_id", Text, ForeignKey("parcel.id"), nullable=False),
    Column("digest", Text, nullable=False),
    Column("acknowledgement_id", Text),  # the message that answers it, stored with its control number
    moment("received_at"),
)
# ── what it says ────────────────────────────────────────────────────────────────────────────────────────────
# direction: in (a member's document) | out (the hub's own words, such as a 997). state: see hub/model/message.py.
message = Table(
    "message",
    metadata,
    Column("id", Text, primary_key=True),
    Column("parcel_id", Text, ForeignKey("parcel.id")),
    Column("ordinal", Integer, nullable=False),
    Column("direction", Text, nullable=False),
    Column("sender_id", Text, nullable=False),
    Column("receiver_id", Text, nullable=False),  # "" while nobody is found
    Column("system_id", Text, nullable=False),  # the system it came from or, outward, goes to
    Column("agreement_id", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("control_number", Text, nullable=False),
    Column("document_type", Text, nullable=False),  # order/1, or "" when it could not be read as one
    Column("document_key", Text, nullable=False),  # sender|type|id|revision; "" on duplicates and rejected ones
    Column("thread", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("test", Integer, nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("findings", LargeBinary, nullable=False),
    Column("coverage", LargeBinary, nullable=False),
    Column("cause", Text, nullable=False),  # fingerprint of why it is held or rejected, else ""
    Column("fault", Text, nullable=False),  # sender | map | receiver | hub, else ""
    Column("duplicate_of", Text, nullable=False),
    Column("causation_id", Text, nullable=False),  # the message that caused this one
    Column("payload_id", Text),  # bytes of its own, where the hub made them (a 997); else they are in the parcel
    Column("payload_salt", LargeBinary),  # of those bytes' commitment
    Column("config_digest", Text, nullable=False),
    Column("map_digest", Text, nullable=False),
    moment("received_at"),
    Index("message_part", "parcel_id", "ordinal", unique=True),
    Index("message_thread", "thread"),
    Index("message_sender", "sender_id", "id"),
    Index("message_receiver", "receiver_id", "id"),
    # Law 3: one business document is taken once, whatever envelope it comes in.
    Index("message_key", "document_key", unique=True, sqlite_where=text("document_key <> ''"), postgresql_where=text("document_key <> ''")),
    Index(
        "message_state",
        "state",
        "cause",
        sqlite_where=text("state in ('held','rejected')"),
        postgresql_where=text("state in ('held','rejected')"),
    ),
)
document = Table(
    "document",
    metadata,
    Column("message_id", Text, ForeignKey("message.id"), primary_key=True),
    Column("digest", Text, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),  # RFC 8785
)
# One row per reference and member entitled to find the message by it; `value` is folded to upper case, trimmed.
reference = Table(
    "reference",
    metadata,
    Column("member_id", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("message_id", Text, ForeignKey("message.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Index("reference_message", "message_id"),
)
# ── what is owed ────────────────────────────────────────────────────────────────────────────────────────────
system = Table(
    "system",
    metadata,
    Column("id", Text, primary_key=True),
    Column("cap", Integer, nullable=False),
    Column("open", Integer, nullable=False),  # 0 = paused: deliveries are kept, in order
    Column("breaker", Text, nullable=False),  # hub/queue/breaker.py as JSON; "" is closed without failures
    Column("shut_until", BigInteger, nullable=False),  # of an open breaker: when one may try; 0 = it is closed
    Column("number", Integer, nullable=False),  # of its newest step
    Column("per_minute", Integer, nullable=False),  # requests; 0 = no limit
    Column("requests", Integer, nullable=False),  # the most that one attempt was seen to make
)
# state: 0 behind · 1 ready · 2 running · 3 held | 4 delivered · 5 rejected · 6 dead  (hub/queue/states.py)
delivery = Table(
    "delivery",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),  # UUIDv7: the idempotency key, stable for ever
    Column("message_id", Text, ForeignKey("message.id"), nullable=False),
    Column("system_id", Text, nullable=False),
    Column("thread", Text, nullable=False),  # the lane is (system_id, thread)
    Column("target", Text, nullable=False),  # format to write, such as x12/850 or json
    Column("agreement_id", Text, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("control_number", BigInteger, nullable=False),  # of the outgoing envelope, 0 where there is none
    Column("owner", Text, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
    Column("resuming", Integer, nullable=False),  # the last attempt ended unknown: look up first
    Column("cause", Text, nullable=False),
    Column("fault", Text, nullable=False),
    Column("receipt", LargeBinary, nullable=False),  # how it ended, JSON; empty before
    Column("acknowledged", Text, nullable=False),  # "" | accepted | acceptedWithErrors | rejected
    Column("replay_of", Text, nullable=False),  # key of the delivery this one repeats
    moment("due_at"),
    moment("created_at"),
    moment("promised_at", nullable=True),
    moment("ended_at", nullable=True),
    Index("delivery_message", "message_id"),
    sqlite_autoincrement=False,
)
# Law 4 as a constraint: a lane has one head at a time.
Index(
    "delivery_head",
    delivery.c.system_id,
    delivery.c.thread,
    unique=True,
    sqlite_where=text("state in (1,2,3)"),
    postgresql_where=text("state in (1,2,3)"),
)
Index(
    "delivery_next",
    delivery.c.system_id,
    delivery.c.thread,
    delivery.c.id,
    sqlite_where=text("state = 0"),
    postgresql_where=text("state = 0"),
)
Index("delivery_ready", delivery.c.system_id, delivery.c.due_at, sqlite_where=text("state = 1"), postgresql_where=text("state = 1"))
Index("delivery_running", delivery.c.system_id, delivery.c.lease_until, sqlite_where=text("state = 2"), postgresql_where=text("state = 2"))
Index("delivery_stopped", delivery.c.cause, sqlite_where=text("state in (3,5,6)"), postgresql_where=text("state in (3,5,6)"))
# The outgoing envelope's control number finds the delivery that a returning acknowledgement speaks of.
Index(
    "delivery_control",
    delivery.c.system_id,
    delivery.c.control_number,
    sqlite_where=text("control_number > 0"),
    postgresql_where=text("control_number > 0"),
)
# ── one lead, several sellers ───────────────────────────────────────────────────────────────────────────────
attempt = Table(
    "attempt",
    metadata,
    Column("delivery_id", Serial, ForeignKey("delivery.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("status", Integer, nullable=False),  # HTTP status of the last answer, 0 where there was none
    Column("sent_digest", Text, nullable=False),
    Column("sent_payload_id", Text, nullable=False),
    Column("sent_salt", LargeBinary, nullable=False),  # of the commitments to what was sent and answered
    Column("answer", LargeBinary, nullable=False),  # capped excerpt of the last answer
    Column("calls", LargeBinary, nullable=False),  # every request with its digests, JSON
    moment("started_at"),
    moment("ended_at"),
)
# ── what was recorded ───────────────────────────────────────────────────────────────────────────────────────
leaf = Table(
    "leaf",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    Column("message_id", Text, nullable=False),  # "" for leaves about no message
    Index("leaf_message", "message_id"),
)
leaf_pending = Table("leaf_pending", metadata, Column("leaf_id", Serial, ForeignKey("leaf.id"), primary_key=True, autoincrement=False))
leaf_position = Table(
    "leaf_position",
    metadata,
    Column("position", Serial, primary_key=True, autoincrement=False),
    Column("leaf_id", Serial, ForeignKey("leaf.id"), nullable=False, unique=True),
)
ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # one row, 1
    Column("size", BigInteger, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
)
checkpoint = Table(
    "checkpoint",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("note", LargeBinary, nullable=False),  # C2SP signed note, whole
    moment("signed_at"),
)
# ── who may, and under which rules ──────────────────────────────────────────────────────────────────────────
configuration = Table(
    "configuration",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("tree", LargeBinary, nullable=False),
    moment("applied_at"),
    Column("actor", Text, nullable=False),
    Column("active", Integer, nullable=False),
    Index("configuration_active", "active", unique=True, sqlite_where=text("active = 1"), postgresql_where=text("active = 1")),
)
token = Table(
    "token",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),  # SHA-256 of the secret part; the token itself is shown once
    Column("name", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("system_id", Text, nullable=False),  # "" for a person
    Column("scopes", Text, nullable=False),  # space separated
    moment("created_at"),
    moment("expires_at", nullable=True),
    moment("revoked_at", nullable=True),
)
signing_key = Table(
    "signing_key",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("private", LargeBinary, nullable=False),
    Column("public", LargeBinary, nullable=False),
    moment("created_at"),
    moment("retired_at", nullable=True),
)
# What the hub keeps to itself; the salts of lead keys are derived from one.
hub_secret = Table(
    "hub_secret",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    moment("created_at"),
)
# Standard answer to a repeated Idempotency-Key: same body, same answer.
idempotency = Table(
    "idempotency",
    metadata,
    Column("token_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    moment("stored_at"),
)
# Control numbers per pair and format are handed out in blocks: unique for ever, gaps after a restart.
counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("next", BigInteger, nullable=False),
)
