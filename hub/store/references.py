"""References: the numbers people search by, folded so that case, width and outer blanks do not matter.

A reference row belongs to the member entitled to find the message by it. Nothing here guesses parts of numbers.

>>> fold(" po-４７11 ")
'PO-4711'
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sqlalchemy import Connection, and_, func, select

from hub.store.asking import every
from hub.store.items import Row
from hub.store.messages import visible
from hub.store.tables import message, reference

_WRAPPING = ("control", "interchange", "file", "receipt")


def fold(value: str) -> str:
    """NFKC, upper case, inner runs of white space as one blank, none outside."""
    # Upper case may bring back what NFKC had composed, so it is composed again: folding twice changes nothing.
    upper = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).upper())
    return " ".join(upper.split())


def rows(message_id: str, members: Iterable[str], references: Iterable[tuple[str, str]]) -> list[Row]:
    """Reference rows for every member and (kind, value); blank values and repetitions give none."""
    folded = dict.fromkeys((kind, fold(value)) for kind, value in references)
    return [
        {"member_id": member, "value": value, "message_id": message_id, "kind": kind}
        for member in dict.fromkeys(members)
        if member
        for kind, value in folded
        if value
    ]


def find(connection: Connection, value: str, member: str | None, limit: int = 200) -> list[Row]:
    """The messages found by a reference, newest first: every column of message, and `kind`, the least of the reference's kinds."""
    named = select(reference.c.message_id, func.min(reference.c.kind).label("kind")).where(reference.c.value == fold(value))
    if member is not None:
        named = named.where(reference.c.member_id == member)
    hits = named.group_by(reference.c.message_id).subquery()
    asked = select(message, hits.c.kind).join(hits, hits.c.message_id == message.c.id).where(visible(member))
    return every(connection, asked.order_by(message.c.id.desc()).limit(limit))


def of_type(connection: Connection, value: str, member: str, document_type: str, limit: int = 50) -> list[Row]:
    """The messages of one document type that a member sent under a reference, newest first, however many others share it."""
    named = select(reference.c.message_id).where(reference.c.value == fold(value), reference.c.member_id == member)
    mine = and_(message.c.document_type == document_type, message.c.sender_id == member, message.c.id.in_(named))
    return every(connection, select(message).where(mine).order_by(message.c.id.desc()).limit(limit))


def carrying(connection: Connection, value: str, member: str) -> list[Row]:
    """What was passed on to or from a member under a business number, oldest first: every column of message, and `kind`.

    Numbers of envelopes, files and receipts are nobody's business number.
    """
    named = and_(reference.c.value == fold(value), reference.c.member_id == member, reference.c.kind.not_in(_WRAPPING))
    passed = and_(message.c.state == "routed", message.c.direction == "in")
    asked = select(message, reference.c.kind).join(reference, reference.c.message_id == message.c.id).where(named, passed)
    return every(connection, asked.order_by(message.c.id, reference.c.kind))


def of_message(connection: Connection, message_id: str) -> list[Row]:
    """The references of a message, each (kind, value) once. Not scoped."""
    asked = select(reference.c.kind, reference.c.value).distinct().where(reference.c.message_id == message_id)
    return every(connection, asked.order_by(reference.c.kind, reference.c.value))
