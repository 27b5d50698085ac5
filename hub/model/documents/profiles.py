"""Profiles: named tables of what a trade needs beyond the required core. An agreement binds one of them.

A profile asks; it never supplies. What is missing is a finding with the pointer where it belongs.

>>> [finding.pointer for finding in check({"id": "1"}, "order/1", "hub.order.basic")][:2]
['/issueDate', '/buyerCustomerParty']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hub.errors import Misconfigured
from hub.model.location import Finding


@dataclass(frozen=True, slots=True)
class Need:
    """A value that must be stated: its path (`*` is every item), and the rule it is reported under.

    A path that ends in `a|b` is met by either. Steps before the last are asked for by needs of their own.
    """

    path: str
    rule: str = "BUS-001"


@dataclass(frozen=True, slots=True)
class Profile:
    """A named table of needs for one document type."""

    document: str
    needs: tuple[Need, ...]


PROFILES: dict[str, Profile] = {
    "hub.order.basic": Profile(
        "order/1",
        (
            Need("issueDate"),
            Need("buyerCustomerParty"),
            Need("buyerCustomerParty/partyName|partyIdentification"),
            Need("sellerSupplierParty/partyName|partyIdentification"),
            Need("orderLine"),
            Need("orderLine/*/id"),
            Need("orderLine/*/quantity"),
            Need("orderLine/*/quantity/unitCode", "BUS-003"),
            Need("orderLine/*/price/priceAmount/currencyID", "BUS-002"),
            Need("orderLine/*/lineExtensionAmount/currencyID", "BUS-002"),
            Need("anticipatedMonetaryTotal/*/currencyID", "BUS-002"),
            Need("orderLine/*/item"),
        ),
    ),
    "hub.order_response.basic": Profile(
        "order_response/1",
        (
            Need("issueDate"),
            Need("orderResponseCode"),
            Need("orderLine/*/id|orderLineReference"),
            Need("orderLine/*/quantity/unitCode", "BUS-003"),
            Need("orderLine/*/confirmation/*/quantity/unitCode", "BUS-003"),
            Need("orderLine/*/price/priceAmount/currencyID", "BUS-002"),
        ),
    ),
}


def check(values: Mapping[str, Any], document_type: str, profile: str) -> list[Finding]:
    """What a profile misses in a document (as JSON values). A profile of another document type asks nothing."""
    table = PROFILES.get(profile)
    if table is None:
        raise Misconfigured("BUS-090", profile=profile, known=", ".join(PROFILES))
    if table.document != document_type:
        return []
    return [_finding(need, pointer, profile) for need in table.needs for pointer in _missing(values, need.path.split("/"), "")]


def _finding(need: Need, pointer: str, profile: str) -> Finding:
    return Finding(need.rule, "error", params={"pointer": pointer, "profile": profile}, pointer=pointer)


def _missing(node: Any, steps: list[str], pointer: str) -> Iterator[str]:
    step, rest = steps[0], steps[1:]
    if step == "*":
        items = enumerate(node) if isinstance(node, list) else node.items()
        for key, item in items:
            yield from _missing(item, rest, f"{pointer}/{key}")
    elif rest:
        if step in node:
            yield from _missing(node[step], rest, f"{pointer}/{step}")
    elif not any(name in node for name in step.split("|")):
        yield f"{pointer}/{step.partition('|')[0]}"
