"""The tables of polling: how far each stream of a system was read, and what was taken of it.

Part of `hub/store/tables.py`, which gives them to everybody; nothing here runs a statement.

>>> poll.c.stream.primary_key
True
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from hub.store.columns import metadata, moment

# due_at: when it is asked next; of one under way, the end of its lease. `number` counts the turns: only the turn that began last moves
# the cursor. attempt: failures in a row; `rule` and `reason` say why the last turn failed, "" where it did not.
poll = Table(
    "poll",
    metadata,
    Column("system_id", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("cursor", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("rule", Text, nullable=False),
    Column("reason", Text, nullable=False),
    moment("due_at"),
    moment("polled_at", nullable=True),  # the end of the last turn that did not fail
    Index("poll_due", "due_at"),
)
# What was taken, so that a record which comes again in an overlap is known. id: hex SHA-256 of system, key and version.
polled = Table(
    "polled",
    metadata,
    Column("id", Text, primary_key=True),
    Column("parcel_id", Text, ForeignKey("parcel.id"), nullable=False),
    moment("at"),
)
