"""What is known of leads and their offers: what the store holds, and what the parcel at hand has added to it so far.

A parcel may bring a lead twice, or two statuses of one; the store cannot know of the first when the second is decided.
Example: `leads.earlier("from|portal", lead, since)` gives the lead that this one repeats, or None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from hub.model.dedupe import dedupe_keys
from hub.pipeline.offering import Offering
from hub.store.items import Row

# Two people of one company are two leads: its domain alone tells nobody apart.
WEAK = frozenset(("companyDomainHash",))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = 253_402_214_400_000_000  # 9999-12-31T00:00:00Z


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead as it is kept: its message row and what it says."""

    row: Row
    values: Mapping[str, Any]

    @property
    def number(self) -> str:
        """The number that its source gives it."""
        return str(self.values["id"])

    def known_by(self, salt: bytes) -> list[str]:
        """By what it is known again, as `kind|value`: what it states, and what is made of its person, which no key shows."""
        source = self.values.get("sourceLeadID")
        own = [{"kindCode": "sourceID", "value": source}] if source is not None else []
        keys = [*own, *self.values.get("dedupeKey", ()), *dedupe_keys(self.values, salt)]
        return list(dict.fromkeys(f"{key['kindCode']}|{key['value']}" for key in keys if key["kindCode"] not in WEAK))

    def until(self) -> int | None:
        """When it is over, as it says itself: microseconds since 1970."""
        routing = self.values.get("routing", {})
        ends = [micros(text) for text in (routing.get("acceptBy"), self.values.get("expiresAt")) if text is not None]
        return min(ends, default=None)


def micros(instant: str) -> int:
    """An RFC 3339 instant as microseconds since 1970; one of the last hours of year 9999 at most, which any zone can write."""
    return min((datetime.fromisoformat(instant) - _EPOCH) // timedelta(microseconds=1), _LAST)


class Shelf(Protocol):
    """What the store holds."""

    def lead(self, lead_id: str) -> Lead | None:
        """A lead by its message."""

    def offering(self, lead_id: str) -> Offering | None:
        """A lead's offers."""

    def offered_as(self, message_id: str) -> str:
        """The lead that was offered with this message; "" where it was none."""

    def lead_keys(self, scope: str, values: Iterable[str]) -> list[Row]:
        """The newest row under each key."""

    def lead_salt(self, member_id: str) -> bytes:
        """The salt of the keys of a member, its own."""


@dataclass(slots=True)
class Leads:
    """The shelf, and on top of it what this parcel made. What is noted counts once it is kept."""

    shelf: Shelf
    _leads: dict[str, Lead] = field(default_factory=dict)
    _offerings: dict[str, Offering] = field(default_factory=dict)
    _keys: dict[tuple[str, str], Row] = field(default_factory=dict)
    _noted: list[tuple[Lead, Offering, Sequence[Row]]] = field(default_factory=list)

    def lead(self, lead_id: str) -> Lead | None:
        """A lead by its message."""
        return self._leads.get(lead_id) or self.shelf.lead(lead_id)

    def offering(self, lead_id: str) -> Offering | None:
        """A lead's offers as they are now."""
        return self._offerings.get(lead_id) or self.shelf.offering(lead_id)

    def offered_as(self, message_id: str) -> str:
        """The lead that was offered with this message; "" where it was none."""
        return self.shelf.offered_as(message_id)

    def earlier(self, scope: str, lead: Lead, since: int) -> Lead | None:
        """Another lead under one of the same keys, no older than `since`."""
        for row in self._newest(scope, self._known_by(scope, lead)).values():
            found = self.lead(row["message_id"]) if row["at"] > since and row["message_id"] != lead.row["id"] else None
            # A later revision of one lead is not its duplicate.
            if found is not None and (found.row["thread"], found.number) != (lead.row["thread"], lead.number):
                return found
        return None

    def key_rows(self, scope: str, lead: Lead, now: int) -> list[Row]:
        """The rows that make a lead known under its keys."""
        keys = self._known_by(scope, lead)
        newest = self._newest(scope, keys)
        return [
            {
                "scope": scope,
                "value": key,
                "number": newest[key]["number"] + 1 if key in newest else 1,
                "message_id": lead.row["id"],
                "at": now,
            }
            for key in keys
        ]

    def _known_by(self, scope: str, lead: Lead) -> list[str]:
        return lead.known_by(self.shelf.lead_salt(scope.rpartition("|")[2]))

    def _newest(self, scope: str, values: Iterable[str]) -> dict[str, Row]:
        values = list(values)
        stored = {row["value"]: row for row in self.shelf.lead_keys(scope, values)} if values else {}
        return stored | {value: row for value in values if (row := self._keys.get((scope, value))) is not None}

    def note(self, lead: Lead, offering: Offering, keys: Sequence[Row]) -> None:
        """What the message at hand makes of a lead."""
        self._noted.append((lead, offering, keys))

    def keep(self, *, wanted: bool) -> None:
        """The message at hand is done: what was noted counts from now on, if it is wanted."""
        for lead, offering, keys in self._noted if wanted else ():
            self._leads[offering.lead_id] = lead
            self._offerings[offering.lead_id] = offering
            self._keys.update({(row["scope"], row["value"]): row for row in keys})
        self._noted.clear()
