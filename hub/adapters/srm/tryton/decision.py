"""A decision on a supplier: its party is put into the category that stands for it and taken out of those of other decisions, and of that of suppliers who were asked.

The body that was delivered is attached last, so that a party which has it was dealt with. Example: `Decisions(settings).take(parcel, body)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub.adapters.base import Parcel, Receipt
from hub.adapters.srm.tryton.recorded import attach, attached, called, categories
from hub.adapters.srm.tryton.settings import TrytonSettings
from hub.adapters.tryton import parties
from hub.adapters.tryton.answers import Broken, Ended
from hub.adapters.tryton.parties import Party
from hub.adapters.tryton.rest import Asking, Rest

_KIND: Final = "decision"
Body = Mapping[str, Any]


class Decisions:
    """The conversation about one decision, for one company."""

    def __init__(self, settings: TrytonSettings) -> None:
        self._settings = settings
        self._rest = Rest(settings.company)

    def take(self, parcel: Parcel, body: Body) -> Asking[Receipt]:
        """Record the decision at the party of the supplier."""
        party = yield from self._supplier(body)
        if (yield from attached(self._rest, party, _KIND, parcel)):
            return Receipt("duplicate", reference=called(party))
        names, code = self._settings.categories, body["decision"]["code"]
        others = {*names.values(), self._settings.asked}
        chosen, left = yield from categories(self._rest, names.get(code, code), others, "the decision")
        try:
            yield from self._rest.write("party.party", party.id, {"categories": [["remove", left], ["add", [chosen]]]}, ("code",))
            yield from attach(self._rest, party, _KIND, parcel)
        except Broken as broken:
            raise Ended(Receipt("rejected", rule="NET-101", reason=str(broken))) from broken
        return Receipt("updated", reference=called(party))

    def found(self, parcel: Parcel, body: Body) -> Asking[Receipt]:
        """Whether the party has the decision already."""
        party = yield from self._supplier(body)
        known = yield from attached(self._rest, party, _KIND, parcel)
        return Receipt("duplicate", reference=called(party)) if known else Receipt("deferred")

    def _supplier(self, body: Body) -> Asking[Party]:
        stated = body.get("supplier") or {}
        known = yield from parties.candidates(self._rest, [stated])
        return parties.only(known, stated, "supplier")
