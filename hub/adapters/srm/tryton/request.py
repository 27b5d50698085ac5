"""A request for a qualification: the party that is asked, found or made, is put into the category that says so, and the request attached to it.

What a decision said before stays until the next one. Example: `receipt = yield from Requests(settings).take(parcel, body)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.adapters.base import Parcel, Receipt
from hub.adapters.srm.tryton.recorded import attach, attached, called, categories
from hub.adapters.srm.tryton.settings import TrytonSettings
from hub.adapters.tryton import parties
from hub.adapters.tryton.answers import Broken, Ended
from hub.adapters.tryton.parties import Party, Stated
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import said

_KIND = "request"
Body = Mapping[str, Any]


class Requests:
    """The conversation about one request, for one company."""

    def __init__(self, settings: TrytonSettings) -> None:
        self._settings = settings
        self._rest = Rest(settings.company)

    def take(self, parcel: Parcel, body: Body) -> Asking[Receipt]:
        """Record at the party of the supplier that it was asked."""
        stated = body.get("supplier") or {}
        means = yield from self._means(stated)
        if means and (yield from attached(self._rest, means[0], _KIND, parcel)):
            return Receipt("duplicate", reference=called(means[0]))
        category, _ = yield from categories(self._rest, self._settings.asked, set(), "the request")
        try:
            party = means[0] if means else (yield from self._made(stated))
            yield from self._rest.write("party.party", party.id, {"categories": [["add", [category]]]}, ("code",))
            yield from attach(self._rest, party, _KIND, parcel)
        except Broken as broken:
            raise Ended(Receipt("rejected", rule="NET-101", reason=str(broken))) from broken
        return Receipt("updated" if means else "created", reference=called(party))

    def found(self, parcel: Parcel, body: Body) -> Asking[Receipt]:
        """Whether the party has the request already."""
        means = yield from self._means(body.get("supplier") or {})
        known = bool(means) and (yield from attached(self._rest, means[0], _KIND, parcel))
        return Receipt("duplicate", reference=called(means[0])) if known else Receipt("deferred")

    def _means(self, stated: Stated) -> Asking[list[Party]]:
        """The party that is asked; none where it is to be made. A number that we gave ourselves names one that is there, or nobody."""
        known = yield from parties.candidates(self._rest, [stated])
        new = self._settings.parties == "create" and stated.get("name") and not parties.accounts(stated)
        if new and not parties.chosen(known, stated):
            return []
        return [parties.only(known, stated, "supplier")]

    def _made(self, stated: Stated) -> Asking[Party]:
        numbers = [{"code": code} for code in dict.fromkeys(parties.numbers(stated))]
        place = said({"street": parties.street(stated), "postal_code": stated.get("postal_code"), "city": stated.get("city")})
        values: dict[str, Any] = {"name": stated["name"]}
        values |= {"identifiers": [["create", numbers]]} if numbers else {}
        values |= {"addresses": [["create", [place]]]} if place else {}
        row = yield from self._rest.create("party.party", values, ("code",))
        return Party(row["id"], row)
