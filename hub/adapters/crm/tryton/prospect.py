"""Who is behind a lead: a party that Tryton has already, or a new one with its numbers, addresses and people.

People are contact mechanisms that carry a name, as Tryton keeps them without further modules. A party is known again by an identifier, by an
e-mail address or a telephone number, and by its exact name only where a lead states none of these.
Example: `party = yield from prospect(rest, body)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hub.adapters.tryton.rest import Asking, Domain, Rest, domain_of
from hub.adapters.tryton.values import said

Body = Mapping[str, Any]


def prospect(rest: Rest, body: Body) -> Asking[int | None]:
    """The number of the party of a lead; None where the lead names nobody."""
    name = _name(body)
    clauses = list(_clauses(body)) or ([[["name", "=", name]]] if name else [])
    if not clauses:
        return None
    rows = yield from rest.search("party.party", domain_of(*clauses), ("name",), limit=1)
    if rows:
        return int(rows[0]["id"])
    made = yield from rest.create("party.party", _values(body, name), ("name",))
    return int(made["id"])


def _clauses(body: Body) -> Iterator[Domain]:
    codes = [one["code"] for one in _party(body).get("identifiers") or () if one.get("code")]
    reached = [one["value"] for one in mechanisms(body) if one["type"] != "website"]
    if codes:
        yield [["identifiers.code", "in", codes]]
    if reached:
        yield [["contact_mechanisms.value", "in", reached]]


def _party(body: Body) -> Body:
    return body.get("party") or {}


def _name(body: Body) -> str:
    people = (person.get("name") or person.get("first_name") for person in body.get("contacts") or ())
    return str(_party(body).get("name") or next((name for name in people if name), "") or "")


def _values(body: Body, name: str) -> dict[str, Any]:
    party = _party(body)
    reached = list(mechanisms(body))
    identifiers = [said({"type": one.get("type"), "code": one.get("code")}) for one in party.get("identifiers") or ()]
    return said(
        {
            "name": name or (reached[0]["value"] if reached else None),
            "identifiers": [["create", identifiers]] if identifiers else None,
            "addresses": [
                [
                    "create",
                    [said({key: one.get(key) for key in ("street", "city", "postal_code")}) for one in party.get("addresses") or ()]
                    or [{}],
                ]
            ],
            "contact_mechanisms": [["create", reached]] if reached else None,
        }
    )


def mechanisms(body: Body) -> Iterator[dict[str, Any]]:
    """Every way to reach the company and its people, with the person's name and what is said of them."""
    for one in _party(body).get("contact_mechanisms") or ():
        yield {"type": one["type"], "value": one["value"]}
    for person in body.get("contacts") or ():
        title = ", ".join(word for word in (person.get("job_title"), person.get("role")) if word)
        for one in person.get("contact_mechanisms") or ():
            yield said({"type": one["type"], "value": one["value"], "name": _full(person), "comment": title})


def _full(person: Body) -> str:
    parts = (person.get("first_name"), person.get("last_name"))
    return str(person.get("name") or " ".join(part for part in parts if part))
