"""Companies and their addresses in Tryton: found by the numbers that documents name them by, never guessed.

A party is known by its identifiers, by the account number that it gave out itself (its `code`), and by its exact name only where a
document states no number at all. Example: `party = yield from found(rest, stated, "buyer")`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.adapters.tryton.rest import Asking, Rest, domain_of
from hub.adapters.tryton.values import Row
from hub.errors import Misconfigured

Stated = Mapping[str, Any]  # a party as a body of ours names it

FIELDS: Final = (
    "code", "name", "identifiers.code", "addresses.street", "addresses.postal_code", "addresses.city", "addresses.party_name",
    "addresses.invoice", "addresses.delivery", "customer_payment_term", "customer_tax_rule",
)  # fmt: skip
ADDRESS: Final = ("street", "postal_code", "city", "party_name", "invoice", "delivery")
# X12 91 and EDIFACT 91: the number that the seller gave; it is the party's code in the seller's Tryton.
_GIVEN_BY_US: Final = "91"


@dataclass(frozen=True, slots=True)
class Party:
    """A party record: its number in the database, and the rest of it."""

    id: int
    row: Row

    @property
    def addresses(self) -> Sequence[Row]:
        return self.row.get("addresses") or ()

    def has(self, codes: Sequence[str]) -> bool:
        """Whether one of these numbers is one of its identifiers."""
        return any(one.get("code") in codes for one in self.row.get("identifiers") or ())


def numbers(stated: Stated) -> list[str]:
    """Every number that a document names a company by."""
    listed = [one.get("code") for one in stated.get("identifiers") or ()]
    return [code for code in (*listed, stated.get("company_id"), stated.get("tax_id")) if code]


def accounts(stated: Stated) -> list[str]:
    """The numbers that the receiver itself gave to the company."""
    listed = [one.get("code") for one in stated.get("identifiers") or () if one.get("scheme") == _GIVEN_BY_US]
    return [code for code in (stated.get("account"), *listed) if code]


def candidates(rest: Rest, stated: Sequence[Stated]) -> Asking[list[Party]]:
    """All parties that any of these may mean, in one request."""
    clauses = list(_clauses(stated))
    if not clauses:
        return []
    rows = yield from rest.search("party.party", domain_of(*clauses), FIELDS)
    return [Party(row["id"], row) for row in rows]


def _clauses(stated: Sequence[Stated]) -> Iterator[list[list[Any]]]:
    codes = sorted({code for one in stated for code in numbers(one)})
    given = sorted({code for one in stated for code in accounts(one)})
    names = sorted({one["name"] for one in stated if one.get("name") and not numbers(one) and not accounts(one)})
    if codes:
        yield [["identifiers.code", "in", codes]]
    if given:
        yield [["code", "in", given]]
    if names:
        yield [["name", "in", names]]


def chosen(known: Sequence[Party], stated: Stated) -> list[Party]:
    """Those of the candidates that a document means: by its numbers, else by its name."""
    codes, given = numbers(stated), accounts(stated)
    if codes or given:
        return [party for party in known if party.has(codes) or party.row.get("code") in given]
    return [party for party in known if party.row.get("name") == stated.get("name")]


def only(known: Sequence[Party], stated: Stated, role: str) -> Party:
    """The one party that is meant. Raises Misconfigured: ADP-001 where there is none, ADP-002 where there are several."""
    means, called = chosen(known, stated), named(stated)
    if not means:
        raise Misconfigured("ADP-001", system="Tryton", what="party", value=called, place=role)
    if len(means) > 1:
        raise Misconfigured("ADP-002", system="Tryton", count=len(means), what="party", value=called, place=role)
    return means[0]


def named(stated: Stated) -> str:
    """A company in the sender's own terms: its numbers with their schemes, or its name."""
    listed = [f"{one['code']} ({one['scheme']})" if one.get("scheme") else one["code"] for one in stated.get("identifiers") or ()]
    return ", ".join(listed) or ", ".join([*numbers(stated), *accounts(stated)]) or str(stated.get("name") or "")


def usual(party: Party, use: str) -> Row | None:
    """The address that a party keeps for a use (`invoice`, `delivery`), else its first."""
    return next((row for row in party.addresses if row.get(use)), next(iter(party.addresses), None))


def same_place(row: Row, stated: Stated) -> bool:
    """Whether an address is where a document says, whatever the blanks and capitals."""
    pairs = [
        (row.get("street"), street(stated)),
        (row.get("postal_code"), stated.get("postal_code")),
        (row.get("city"), stated.get("city")),
    ]
    return all(_folded(ours) == _folded(theirs) for ours, theirs in pairs)


def street(stated: Stated) -> str:
    """Both lines of a street, as Tryton keeps them."""
    return "\n".join(line for line in (stated.get("street"), stated.get("street2")) if line)


def placed(stated: Stated) -> bool:
    """Whether a document says where it is."""
    return bool(stated.get("street") or stated.get("postal_code") or stated.get("city"))


def _folded(value: object) -> str:
    return " ".join(str(value or "").split()).casefold()
