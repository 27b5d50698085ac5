"""The tables of leads: to whom each is offered, by what it is known again, what webhooks named.

Part of `hub/store/tables.py`, which gives them to everybody; nothing here runs a statement.

>>> lead_key.c.scope.primary_key
True
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, ForeignKeyConstraint, Index, Integer, LargeBinary, Table, Text, text

from hub.store.columns import metadata, moment

# state: open | granted (every place is taken) | over (nobody is left to ask). `number` counts the steps: whoever makes the next one
# inserts it, so that two that decide at the same time cannot both be right.
offering = Table(
    "offering",
    metadata,
    Column("lead_id", Text, ForeignKey("message.id"), primary_key=True),
    Column("offer_id", Text, nullable=False),  # of the configuration; "" where an agreement alone carries it
    Column("places", Integer, nullable=False),
    Column("at_once", Integer, nullable=False),
    Column("each", BigInteger),  # microseconds that each candidate has
    Column("until", BigInteger),  # when the lead itself is over
    Column("state", Text, nullable=False),
    Column("number", Integer, nullable=False),
    moment("created_at"),
)
# state: hub/queue/offers.py
offer = Table(
    "offer",
    metadata,
    Column("lead_id", Text, ForeignKey("offering.lead_id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("agreement_id", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("message_id", Text, nullable=False),  # the lead as this seller got it; "" before
    Column("sequence", Text, nullable=False),  # of the newest status that counted
    Column("status", Text, nullable=False),  # that status
    moment("offered_at", nullable=True),
    moment("until", nullable=True),
    moment("ended_at", nullable=True),
    Index("offer_message", "message_id", sqlite_where=text("message_id <> ''"), postgresql_where=text("message_id <> ''")),
    Index("offer_open", "until", sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
)
offer_step = Table(
    "offer_step",
    metadata,
    Column("lead_id", Text, ForeignKey("offering.lead_id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("ordinal", Integer, nullable=False),
    Column("event", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("by_message", Text, nullable=False),  # the status that made it; "" where the hub did
    moment("at"),
)
# By what a lead is known again. scope: from|member (its source) or to|member (a seller that was offered it). Rows are only added:
# the newest under a value counts, and `number` keeps two from adding the same one.
lead_key = Table(
    "lead_key",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("message_id", Text, ForeignKey("message.id"), nullable=False),
    moment("at"),
)
# What a webhook named and is to be fetched. state: hub/queue/notices.py. due_at: when it is taken next; of one under way, the end of
# its lease. `number` counts its steps, of which each is written once, whoever else was at it.
notice = Table(
    "notice",
    metadata,
    Column("system_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("names", LargeBinary, nullable=False),
    Column("parcel_id", Text, ForeignKey("parcel.id"), nullable=False),  # the webhook that named it first
    Column("state", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),  # counted before it runs
    moment("due_at"),
    moment("created_at"),
    Index(
        "notice_due",
        "system_id",
        "due_at",
        sqlite_where=text("state in ('owed', 'fetching')"),
        postgresql_where=text("state in ('owed', 'fetching')"),
    ),
    Index("notice_held", "system_id", sqlite_where=text("state = 'held'"), postgresql_where=text("state = 'held'")),
)
notice_step = Table(
    "notice_step",
    metadata,
    Column("system_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("event", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("rule", Text, nullable=False),
    Column("reason", Text, nullable=False),
    moment("at"),
    ForeignKeyConstraint(["system_id", "key"], ["notice.system_id", "notice.key"]),
)
