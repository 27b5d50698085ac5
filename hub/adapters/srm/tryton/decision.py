"""A decision on a supplier: its party is put into the category that stands for it and taken out of those of other decisions.

The body that was delivered is attached last, so that a party which has it was dealt with. Example: `Decisions(settings).take(parcel, body)`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from hub.adapters.base import Parcel, Receipt
from hub.adapters.srm.tryton.settings import TrytonSettings
from hub.adapters.tryton import parties
from hub.adapters.tryton.answers import Broken, Ended
from hub.adapters.tryton.parties import Party
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import binary
from hub.errors import Misconfigured

_ATTACHED: Final = "tradepost-decision-"
Body = Mapping[str, Any]


class Decisions:
    """The conversation about one decision, for one company."""

    def __init__(self, settings: TrytonSettings) -> None:
        self._settings = settings
        self._rest = Rest(settings.company)

    def take(self, parcel: Parcel, body: Body) -> Asking[Receipt]:
        """Record the decision at the party of the supplier."""
        party = yield from self._supplier(body)
        if (yield from self._attached(party, parcel)):
            return Receipt("duplicate", reference=_called(party))
        chosen, others = yield from self._categories(body["decision"]["code"])
        resource = f"party.party,{party.id}"
        record = {"resource": resource, "name": _name(parcel), "type": "data", "data": binary(parcel.body)}
        try:
            yield from self._rest.write("party.party", party.id, {"categories": [["remove", others], ["add", [chosen]]]}, ("code",))
            yield from self._rest.create("ir.attachment", record, ("name",))
        except Broken as broken:
            raise Ended(Receipt("rejected", rule="NET-101", reason=str(broken))) from broken
        return Receipt("updated", reference=_called(party))

    def found(self, parcel: Parcel, body: Body) -> Asking[Receipt]:
        """Whether the party has the decision already."""
        party = yield from self._supplier(body)
        known = yield from self._attached(party, parcel)
        return Receipt("duplicate", reference=_called(party)) if known else Receipt("deferred")

    def _supplier(self, body: Body) -> Asking[Party]:
        stated = body.get("supplier") or {}
        known = yield from parties.candidates(self._rest, [stated])
        return parties.only(known, stated, "supplier")

    def _attached(self, party: Party, parcel: Parcel) -> Asking[bool]:
        domain = [["resource", "=", f"party.party,{party.id}"], ["name", "=", _name(parcel)]]
        rows = yield from self._rest.search("ir.attachment", domain, ("name",), limit=1)
        return bool(rows)

    def _categories(self, code: str) -> Asking[tuple[int, list[int]]]:
        """The category of this decision, and those of all others."""
        names = self._settings.categories
        rows = yield from self._rest.search("party.category", [["name", "in", sorted(set(names.values()))]], ("name",))
        chosen = [row["id"] for row in rows if row.get("name") == names.get(code)]
        if len(chosen) != 1:
            rule, count = ("ADP-002", len(chosen)) if chosen else ("ADP-001", 0)
            raise Misconfigured(
                rule, system="Tryton", count=count, what="category of parties", value=names.get(code, code), place="the decision"
            )
        return chosen[0], [row["id"] for row in rows if row["id"] != chosen[0]]


def _name(parcel: Parcel) -> str:
    return f"{_ATTACHED}{hashlib.sha256(parcel.body).hexdigest()[:16]}.json"


def _called(party: Party) -> str:
    return str(party.row.get("code") or party.id)
