"""The life of one offer as a table: a lead to one candidate seller, from waiting for its turn to how it ended.

Nothing else decides these states; the store writes what this table allows, the docs are drawn from it.

>>> after("open", "accept"), after("expired", "accept")
('accepted', None)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, get_args

OfferState = Literal["waiting", "open", "accepted", "refused", "duplicate", "expired", "withdrawn"]
Event = Literal["offer", "accept", "work", "refuse", "drop", "duplicate", "note", "expire", "withdraw"]
STATES: Final[tuple[OfferState, ...]] = get_args(OfferState)
EVENTS: Final[tuple[Event, ...]] = get_args(Event)

# What is over stays as it ended: a seller that accepts too late is told so, for the lead may be another's by then.
TRANSITIONS: Final[Mapping[OfferState, Mapping[Event, OfferState]]] = {
    "waiting": {"offer": "open", "duplicate": "duplicate", "withdraw": "withdrawn"},
    "open": {
        "accept": "accepted",
        "work": "accepted",
        "refuse": "refused",
        "drop": "refused",
        "duplicate": "duplicate",
        "note": "open",
        "expire": "expired",
        "withdraw": "withdrawn",
    },
    "accepted": {
        "accept": "accepted",
        "work": "accepted",
        "drop": "accepted",
        "note": "accepted",
        "refuse": "refused",
        "duplicate": "duplicate",
    },
    "refused": {},
    "duplicate": {},
    "expired": {},
    "withdrawn": {},
}
MEANINGS: Final[Mapping[OfferState, str]] = {
    "waiting": "its turn has not come",
    "open": "offered; the seller may answer until its time is over",
    "accepted": "the seller has the lead",
    "refused": "the seller does not want it",
    "duplicate": "the seller had it before",
    "expired": "the seller did not answer in time",
    "withdrawn": "never offered, or taken back, because others have the lead",
}
REASONS: Final[Mapping[Event, str]] = {
    "offer": "fewer are asked than may be at once",
    "accept": "status accepted",
    "work": "status contacted, qualified, converted or won: who works on a lead has taken it",
    "refuse": "status rejected; the next candidate is asked",
    "drop": "status unqualified, lost or expired: refused where it was not accepted, else the end of the work on it",
    "duplicate": "status duplicate, or the hub knows that the seller was offered it before",
    "note": "status received",
    "expire": "its time is over; the next candidate is asked",
    "withdraw": "every place is taken, the lead's own time is over, or the agreement is no more",
}
# What a seller's status does to its offer.
STATUSES: Final[Mapping[str, Event]] = {
    "received": "note",
    "accepted": "accept",
    "contacted": "work",
    "qualified": "work",
    "converted": "work",
    "won": "work",
    "unqualified": "drop",
    "lost": "drop",
    "expired": "drop",
    "rejected": "refuse",
    "duplicate": "duplicate",
}
# Statuses by which a seller means to have the lead: they are answered where it cannot.
CLAIMS: Final[frozenset[Event]] = frozenset(("accept", "work"))


def after(state: OfferState, event: Event) -> OfferState | None:
    """The state that follows, None where the event comes too late."""
    return TRANSITIONS[state].get(event)


def steps() -> Iterator[tuple[OfferState, Event, OfferState]]:
    """Every row of the table, in the order it is written."""
    for state, row in TRANSITIONS.items():
        for event, following in row.items():
            yield state, event, following


def mermaid() -> str:
    """The table as a Mermaid state diagram."""
    arrows = [f"    {a} --> {b}: {event}" for a, event, b in steps() if a != b]
    ends = [f"    {state} --> [*]" for state in STATES if not TRANSITIONS[state]]
    return "\n".join(["stateDiagram-v2", "    [*] --> waiting", *arrows, *ends])
