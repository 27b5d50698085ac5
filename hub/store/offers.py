"""Offers of leads: read by lead, by the message that a seller got, by what is overdue; and the keys by which a lead is known again.

Nothing here decides; the steps are made by `hub.pipeline`. Not scoped: the faces show a reader its own.

>>> overdue(connection, now)   # doctest: +SKIP
['0192...']
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, func, or_, select, text, tuple_

from hub.store.asking import every, first
from hub.store.items import Row
from hub.store.lead_tables import lead_key, offer, offer_step, offering
from hub.store.tables import delivery

_OPEN = text("offer.state = 'open'")
_NAMED = text("offer.message_id <> ''")
_TAKEN_BACK = text("offer.state in ('expired', 'withdrawn') AND offer.message_id <> ''")
_WAITING = text("delivery.state in (0,1,3)")


def offering_of(connection: Connection, lead_id: str) -> Row | None:
    """The offering of a lead."""
    return first(connection, select(offering).where(offering.c.lead_id == lead_id))


def of_lead(connection: Connection, lead_id: str) -> list[Row]:
    """The offers of a lead in their order."""
    return every(connection, select(offer).where(offer.c.lead_id == lead_id).order_by(offer.c.ordinal))


def of_leads(connection: Connection, lead_ids: Iterable[str]) -> list[Row]:
    """The offers of several leads, each lead's in their order."""
    return every(connection, select(offer).where(offer.c.lead_id.in_(list(lead_ids))).order_by(offer.c.lead_id, offer.c.ordinal))


def steps(connection: Connection, lead_id: str) -> list[Row]:
    """What happened to the offers of a lead, in order."""
    return every(connection, select(offer_step).where(offer_step.c.lead_id == lead_id).order_by(offer_step.c.number))


def by_message(connection: Connection, message_id: str) -> Row | None:
    """The offer that a message is."""
    return first(connection, select(offer).where(offer.c.message_id == message_id, _NAMED))


def by_messages(connection: Connection, message_ids: Iterable[str]) -> list[Row]:
    """The offers that messages are."""
    return every(
        connection, select(offer).where(offer.c.message_id.in_(list(message_ids)), _NAMED).order_by(offer.c.lead_id, offer.c.ordinal)
    )


def overdue(connection: Connection, now: int, limit: int = 100) -> list[str]:
    """The leads of which an open offer has run out of time, the longest overdue first."""
    asked = select(offer.c.lead_id, func.min(offer.c.until).label("first")).where(_OPEN, offer.c.until <= now)
    return [row.lead_id for row in connection.execute(asked.group_by(offer.c.lead_id).order_by(text("first")).limit(limit))]


def undelivered(connection: Connection, now: int, limit: int = 100) -> list[Row]:
    """Deliveries that wait although their offer is over, or its time is."""
    over = or_(_TAKEN_BACK, and_(_OPEN, offer.c.until <= now))
    asked = select(delivery).join(offer, offer.c.message_id == delivery.c.message_id).where(_NAMED, over, _WAITING)
    return every(connection, asked.order_by(delivery.c.id).limit(limit))


def keys(connection: Connection, scope: str, values: Iterable[str]) -> list[Row]:
    """The newest row under each of these keys."""
    newest = (
        select(lead_key.c.scope, lead_key.c.value, func.max(lead_key.c.number))
        .where(lead_key.c.scope == scope, lead_key.c.value.in_(list(values)))
        .group_by(lead_key.c.scope, lead_key.c.value)
    )
    return every(connection, select(lead_key).where(tuple_(lead_key.c.scope, lead_key.c.value, lead_key.c.number).in_(newest)))
