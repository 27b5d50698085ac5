"""Messages and what belongs to them, read by id, reference, thread, or page by page.

`member` is the reader's scope: its id, or None for an operator or auditor who may see all. A foreign id gives
nothing, exactly as an id that does not exist. Nothing here writes.

>>> messages.one(connection, "0192...", "acme")   # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, and_, or_, select, text, true, union

from hub.store.asking import every, first
from hub.store.items import Row
from hub.store.tables import document as document_table
from hub.store.tables import interchange as interchange_table
from hub.store.tables import message
from hub.store.tables import parcel as parcel_table

_HELD = text("message.state in ('held','rejected') AND message.state = 'held'")  # word for word, so that the partial index serves
_KEYED = text("message.document_key <> ''")
_PASSED_ON = text("(message.state = 'routed' or message.direction = 'out')")


def visible(member: str | None) -> ColumnElement[bool]:
    """The condition on `message` that a reader of this scope may see it: its own, and what was routed to it.

    A message that is held or rejected is not its receiver's to know of.
    """
    if member is None:
        return true()
    return or_(message.c.sender_id == member, and_(message.c.receiver_id == member, _PASSED_ON))


def one(connection: Connection, message_id: str, member: str | None) -> Row | None:
    """One message: every column of the table."""
    return first(connection, select(message).where(message.c.id == message_id, visible(member)))


def several(connection: Connection, message_ids: Iterable[str]) -> list[Row]:
    """Messages by their ids: every column of the table. Not scoped."""
    return every(connection, select(message).where(message.c.id.in_(list(message_ids))))


def page(connection: Connection, member: str | None, after: str = "", limit: int = 50) -> list[Row]:
    """The newest messages first, those with an id below `after` (the last id of the page before)."""
    older = message.c.id < after if after else true()
    if member is None:
        return every(connection, select(message).where(older).order_by(message.c.id.desc()).limit(limit))
    # One index walk for each side: with OR both planners would read all messages of the larger side.
    sides = [
        select(
            select(message.c.id).where(side == member, visible(member), older).order_by(message.c.id.desc()).limit(limit).subquery().c.id
        )
        for side in (message.c.sender_id, message.c.receiver_id)
    ]
    ids = union(*sides).subquery()
    return every(connection, select(message).join(ids, ids.c.id == message.c.id).order_by(message.c.id.desc()).limit(limit))


def thread(connection: Connection, thread: str, member: str | None) -> list[Row]:
    """The messages of one business conversation, oldest first."""
    return every(connection, select(message).where(message.c.thread == thread, visible(member)).order_by(message.c.id))


def of_parcel(connection: Connection, parcel_id: str, member: str | None) -> list[Row]:
    """The messages of one parcel in their order in it."""
    return every(connection, select(message).where(message.c.parcel_id == parcel_id, visible(member)).order_by(message.c.ordinal))


def by_document(connection: Connection, document_key: str) -> Row | None:
    """The message that carried this document (sender|type|id|revision). Not scoped."""
    return first(connection, select(message).where(message.c.document_key == document_key, _KEYED))


def held(connection: Connection, member: str | None, cause: str = "", after: str = "", limit: int = 200) -> list[Row]:
    """Held messages, oldest first, those with an id above `after`; of one cause, if given."""
    asked = select(message).where(_HELD, message.c.id > after, visible(member))
    if cause:
        asked = asked.where(message.c.cause == cause)
    return every(connection, asked.order_by(message.c.id).limit(limit))


def document(connection: Connection, message_id: str, member: str | None) -> Row | None:
    """The canonical document: message_id, digest, salt, body."""
    asked = select(document_table).join(message, message.c.id == document_table.c.message_id)
    return first(connection, asked.where(document_table.c.message_id == message_id, visible(member)))


def documents(connection: Connection, message_ids: Iterable[str]) -> list[Row]:
    """The canonical documents of several messages. Not scoped."""
    return every(connection, select(document_table).where(document_table.c.message_id.in_(list(message_ids))))


def parcel(connection: Connection, parcel_id: str, member: str | None) -> Row | None:
    """The parcel as it arrived; only the member that handed it over sees it."""
    mine = true() if member is None else parcel_table.c.member_id == member
    return first(connection, select(parcel_table).where(parcel_table.c.id == parcel_id, mine))


def waiting(connection: Connection, limit: int = 100) -> list[Row]:
    """Parcels received and not yet opened, oldest first."""
    asked = select(parcel_table).where(text("state = 'received'"))
    return every(connection, asked.order_by(parcel_table.c.received_at, parcel_table.c.id).limit(limit))


def unread(connection: Connection, member: str, parcel_id: str, message_id: str) -> str:
    """The parcel of a member, before these, that is held unopened, or in which a message is held that belongs to no conversation
    because it could not be read; "" where there is none.
    """
    parcels = select(parcel_table.c.id).where(
        text("parcel.state = 'held'"), parcel_table.c.member_id == member, parcel_table.c.id < parcel_id
    )
    held = _HELD, message.c.sender_id == member, message.c.thread == "", message.c.id < message_id, message.c.direction == "in"
    found = first(connection, parcels.limit(1)) or first(connection, select(message.c.parcel_id.label("id")).where(*held).limit(1))
    return str(found["id"]) if found is not None else ""


def held_parcels(connection: Connection, member: str | None, after: str = "", limit: int = 200) -> list[Row]:
    """Parcels that could not be opened, oldest first, those with an id above `after`; only their own member sees them."""
    asked = select(parcel_table).where(text("state = 'held'"), parcel_table.c.id > after)
    own = asked if member is None else asked.where(parcel_table.c.member_id == member)
    return every(connection, own.order_by(parcel_table.c.id).limit(limit))


def interchange(connection: Connection, key: str) -> Row | None:
    """The accepted interchange with this key (format|sender|receiver|control number)."""
    return first(connection, select(interchange_table).where(interchange_table.c.key == key))
