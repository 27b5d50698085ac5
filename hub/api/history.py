"""One leaf of the ledger as a reader may see it: whole, in part, or not at all.

The tables below say which facts of the other side's events are told; what is not named here is not told.
Example: `event(access, message, deliveries, leaf)` gives an Event, or None.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson

from hub.api.access import Access
from hub.api.shapes import Event
from hub.api.views import instant, owns, runs, sees_delivery
from hub.store.items import Row

# To the receiver, of the sender's message: that it was routed to it. Never why it was held before.
MESSAGE: Final[Mapping[str, frozenset[str]]] = {
    "message.routed": frozenset(("agreement", "documentType", "sender", "receiver", "thread", "state", "test", "receivedAt")),
}
# To the sender, of a delivery to the receiver's systems.
DELIVERY: Final[Mapping[str, frozenset[str]]] = {
    "delivery.created": frozenset(("delivery", "createdAt", "promisedAt", "replayOf")),
    "delivery.held": frozenset(("delivery", "state")),
    "delivery.ended": frozenset(("delivery", "state")),
    "acknowledgement.matched": frozenset(("delivery", "acknowledged")),
}
_FRAME: Final = frozenset(("v", "kind", "at", "message"))


def event(access: Access, message: Row, deliveries: Mapping[str, Row], leaf: Row) -> Event | None:
    """The leaf for this reader. `deliveries`: those of the message, by key."""
    facts: dict[str, Any] = orjson.loads(leaf["body"])
    delivery = deliveries.get(str(facts.get("delivery", "")))
    if runs(access, delivery) if delivery is not None else owns(access, message):
        return _event(leaf, facts, None)
    told = _told(access, message, delivery, str(facts["kind"]))
    return None if told is None else _event(leaf, facts, told)


def _told(access: Access, message: Row, delivery: Row | None, kind: str) -> frozenset[str] | None:
    if delivery is None:
        return MESSAGE.get(kind)
    return DELIVERY.get(kind) if sees_delivery(access, message, delivery) else None


def _event(leaf: Row, facts: dict[str, Any], told: frozenset[str] | None) -> Event:
    shown = {name: value for name, value in facts.items() if name not in _FRAME and (told is None or name in told)}
    return Event(
        kind=facts["kind"],
        at=instant(facts["at"]),
        facts=shown,
        whole=told is None,
        position=leaf["position"],
        hash=bytes(leaf["hash"]).hex() if told is None else None,
    )
