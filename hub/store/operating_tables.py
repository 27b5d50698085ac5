"""Tables of those who operate the hub: what happened to a system, how hard it was driven lately, and what is done again by plan.

Nothing here runs a statement; `hub.store.tables` brings them into the one collection.

>>> replay_plan.c.state.name
'state'
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from hub.store.columns import Serial, metadata, moment

# Each pause, resumption, opening and closing of the breaker is one step; `system.number` is the newest. A step is written once,
# whoever else was at it.
system_step = Table(
    "system_step",
    metadata,
    Column("system_id", Text, ForeignKey("system.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("event", Text, nullable=False),  # paused | resumed | broken | mended
    Column("actor", Text, nullable=False),  # "hub" where the breaker did it
    Column("reason", Text, nullable=False),
    moment("at"),
)
# One attempt at a system whose pace has a limit a minute. It takes `weight` requests from the limit until `free_at`: while it runs
# until a minute after its lease, once it has ended until a minute after its end.
pace_use = Table(
    "pace_use",
    metadata,
    Column("delivery_id", Serial, primary_key=True, autoincrement=False),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("system_id", Text, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("free_at", BigInteger, nullable=False),
    Index("pace_use_taken", "system_id", "free_at"),
)
# What an operator wants done again. state: hub/queue/plans.py. `scope`: whose messages and systems, "" for all members. `number`
# counts its steps; owner and lease say which process works at it.
replay_plan = Table(
    "replay_plan",
    metadata,
    Column("id", Text, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("asked", LargeBinary, nullable=False),  # the filter, JSON
    Column("state", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("actor", Text, nullable=False),
    Column("config_digest", Text, nullable=False),  # under which it was forecast
    Column("items", Integer, nullable=False),
    Column("more", Integer, nullable=False),  # 1: more fitted than a plan holds
    Column("owner", Text, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
    moment("created_at"),
    Index("replay_plan_running", "id", sqlite_where=text("state = 'running'"), postgresql_where=text("state = 'running'")),
)
replay_step = Table(
    "replay_step",
    metadata,
    Column("plan_id", Text, ForeignKey("replay_plan.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("event", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("actor", Text, nullable=False),
    moment("at"),
)
# kind: message (read again) | delivery (released, or owed again). forecast: pass | hold | reject | same | differ | "" where nobody
# looked. state: waiting | done | held (stopped again) | left (it had gone on meanwhile). result: the new state, or the new delivery's key.
replay_item = Table(
    "replay_item",
    metadata,
    Column("plan_id", Text, ForeignKey("replay_plan.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),  # the message's id, or the delivery's key
    Column("message_id", Text, ForeignKey("message.id"), nullable=False),
    Column("forecast", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("result", Text, nullable=False),
    moment("at", nullable=True),
    Index("replay_item_waiting", "plan_id", "ordinal", sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'")),
)
