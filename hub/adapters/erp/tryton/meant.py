"""The sale that a cancellation or a change means: that of the customer under the order's number.

Where the document names no customer, the only one that the hub made. Example: `sale = yield from meant(rest, body, head, "the change", SALE)`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.adapters.tryton import parties
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import Row
from hub.errors import Misconfigured

ATTACHED: Final = "tradepost-order-"


def meant(rest: Rest, body: Mapping[str, Any], reference: str, place: str, fields: Sequence[str]) -> Asking[Row]:
    """The one that stands; a cancelled one where no other does. Raises ADP-001 where there is none, ADP-002 where there are several."""
    domain: list[Any] = [["reference", "=", reference], ["company", "=", rest.company]]
    if body.get("customer"):
        known = yield from parties.candidates(rest, [body["customer"]])
        domain.append(["party", "=", parties.only(known, body["customer"], "buyer").id])
    else:
        domain.append(["attachments.name", "like", f"{ATTACHED}%"])
    rows = yield from rest.search("sale.sale", domain, fields)
    standing = [row for row in rows if row.get("state") != "cancelled"] or list(rows[:1])
    if not standing:
        raise Misconfigured("ADP-001", system="Tryton", what="sale", value=reference, place=place)
    if len(standing) > 1:
        raise Misconfigured("ADP-002", system="Tryton", count=len(standing), what="sale", value=reference, place=place)
    return standing[0]
