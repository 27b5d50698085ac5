"""Rows for tests of anything that stands on the store: every column filled, only what matters named.

For tests and kits only; nothing of the product imports it.

>>> message_row("m1", state="held")["state"]
'held'
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from hub.store import deliveries, payloads, tables
from hub.store.columns import metadata
from hub.store.engine import Database
from hub.store.items import Row, Rows, Update
from hub.store.payloads import Stored


def parcel_row(parcel_id: str, stored: Stored, **columns: Any) -> Row:
    """A parcel of member acme that holds these bytes."""
    row: Row = {
        "id": parcel_id, "member_id": "acme", "system_id": "acme/erp", "transport": "http", "peer": "127.0.0.1", "name": "order.x12",
        "media_type": "application/edi-x12", "headers": b"{}", "payload_id": stored.payload_id, "salt": stored.salt, "state": "opened",
        "test": 0, "findings": b"[]", "opened": 1, "received_at": 1,
    }  # fmt: skip
    return row | columns


def message_row(message_id: str, **columns: Any) -> Row:
    """An order from acme to bolt; without a parcel unless one is named."""
    row: Row = {
        "id": message_id, "parcel_id": None, "ordinal": 0, "direction": "in", "sender_id": "acme", "receiver_id": "bolt", "system_id": "acme/erp",
        "agreement_id": "orders", "format": "x12/850", "version": "004010", "control_number": "1", "document_type": "order/1",
        "document_key": f"acme|order/1|{message_id}|0", "thread": f"thread-{message_id}", "state": "routed", "test": 0, "start": 0, "end": 0,
        "findings": b"[]", "coverage": b"{}", "cause": "", "fault": "", "duplicate_of": "", "causation_id": "", "payload_id": None,
        "payload_salt": None, "config_digest": "c0", "map_digest": "m0", "received_at": 1,
    }  # fmt: skip
    return row | columns


def document_row(message_id: str, body: bytes = b"{}", salt: bytes = b"0123456789abcdef") -> Row:
    """The canonical document of a message."""
    return {"message_id": message_id, "digest": payloads.digest(body), "salt": salt, "body": body}


def offer_row(lead_id: str, ordinal: int, member_id: str, **columns: Any) -> Row:
    """A candidate that waits for its turn."""
    row: Row = {
        "lead_id": lead_id, "ordinal": ordinal, "agreement_id": f"acme-{member_id}", "member_id": member_id, "state": "waiting", "message_id": "",
        "sequence": "", "status": "", "offered_at": None, "until": None, "ended_at": None,
    }  # fmt: skip
    return row | columns


def offered(lead_id: str, until: int = 9) -> dict[str, list[Row]]:
    """The rows of a lead that is offered to bolt, and to cog after it."""
    offering: Row = {
        "lead_id": lead_id, "offer_id": "leads", "places": 1, "at_once": 1, "each": 5, "until": None, "state": "open", "number": 1, "created_at": 1,
    }  # fmt: skip
    first = offer_row(lead_id, 1, "bolt", state="open", message_id=lead_id, offered_at=1, until=until)
    step: Row = {"lead_id": lead_id, "number": 1, "ordinal": 1, "event": "offer", "state": "open", "by_message": "", "at": 1}
    key: Row = {"scope": "from|acme", "value": "emailHash|x", "number": 1, "message_id": lead_id, "at": 1}
    return {"offering": [offering], "offer": [first, offer_row(lead_id, 2, "cog")], "offer_step": [step], "lead_key": [key]}


def system_row(system_id: str, cap: int = 4, *, is_open: bool = True, per_minute: int = 0) -> Row:
    """A system of the queue."""
    row = {"id": system_id, "cap": cap, "open": int(is_open), "breaker": "", "shut_until": 0, "number": 0}
    return {**row, "per_minute": per_minute, "requests": 1}


def paused(system_id: str) -> Rows:
    """A system stops, without a word of who wanted it."""
    return Rows(updates=[Update("system", {"id": system_id}, {"open": 0})])


def resumed(system_id: str) -> Rows:
    """It goes on."""
    return Rows(updates=[Update("system", {"id": system_id}, {"open": 1})], ring=True)


def owed(key: str, message_id: str, *, system_id: str = "bolt/erp", thread: str = "t", now: int = 1, **columns: Any) -> Rows:
    """A message with one delivery."""
    row = deliveries.new(key, message_id, system_id, thread, "json", "orders", now=now, **columns)
    return Rows({"message": [message_row(message_id, thread=thread)], "delivery": [row]}, lanes={(system_id, thread)})


def opened(url: str) -> Database:
    """A database with all its tables."""
    database = Database.open(url)
    database.upgrade()
    return database


def emptied(database: Database) -> Database:
    """The same database as after `opened`: no rows, and every id from 1 again."""
    with database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
        connection.execute(tables.ledger.insert(), {"id": 1, "size": 0, "frontier": b""})
        if database.dialect == "postgresql":
            for table in (tables.delivery, tables.leaf):
                connection.execute(text(f"ALTER SEQUENCE {table.name}_id_seq RESTART"))
    return database
