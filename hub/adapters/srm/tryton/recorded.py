"""What was delivered about a supplier, attached to its party last: a party that has it was dealt with.

Example: `yield from attach(rest, party, "decision", parcel)` after everything else was written.
"""

from __future__ import annotations

import hashlib

from hub.adapters.base import Parcel
from hub.adapters.tryton.parties import Party
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import binary
from hub.errors import Misconfigured


def attached(rest: Rest, party: Party, kind: str, parcel: Parcel) -> Asking[bool]:
    """Whether the party has this very document already."""
    domain = [["resource", "=", f"party.party,{party.id}"], ["name", "=", _name(kind, parcel)]]
    rows = yield from rest.search("ir.attachment", domain, ("name",), limit=1)
    return bool(rows)


def attach(rest: Rest, party: Party, kind: str, parcel: Parcel) -> Asking[None]:
    """Keep the document at the party as it was delivered."""
    record = {"resource": f"party.party,{party.id}", "name": _name(kind, parcel), "type": "data", "data": binary(parcel.body)}
    yield from rest.create("ir.attachment", record, ("name",))


def called(party: Party) -> str:
    """What people call a party: its code, else its number in the database."""
    return str(party.row.get("code") or party.id)


def categories(rest: Rest, chosen: str, all_names: set[str], place: str) -> Asking[tuple[int, list[int]]]:
    """The category of parties with a name, and the others among these names. Raises Misconfigured where it is not there once."""
    rows = yield from rest.search("party.category", [["name", "in", sorted(all_names | {chosen})]], ("name",))
    means = [row["id"] for row in rows if row.get("name") == chosen]
    if len(means) != 1:
        rule, count = ("ADP-002", len(means)) if means else ("ADP-001", 0)
        raise Misconfigured(rule, system="Tryton", count=count, what="category of parties", value=chosen, place=place)
    return means[0], [row["id"] for row in rows if row["id"] != means[0]]


def _name(kind: str, parcel: Parcel) -> str:
    return f"tradepost-{kind}-{hashlib.sha256(parcel.body).hexdigest()[:16]}.json"
