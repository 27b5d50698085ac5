"""Whether a Tryton lets us in and knows the company, and what became of one of its records.

Example: `probe = yield from probed(Rest(1), 1, {"units": ("product.uom", "symbol")})`.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from http import HTTPStatus
from typing import Final

from hub.adapters.base import Http, Probe, Request, Response, Status, WireError
from hub.adapters.tryton.answers import Ended
from hub.adapters.tryton.rest import Asking, Rest
from hub.errors import Misconfigured

_LISTED: Final = 1000  # of a value list; who has more products looks there
Values = Mapping[str, tuple[str, str]]  # the name of a value list: its model and its field


def probed(rest: Rest, company: int, values: Values) -> Generator[Http, Response, Probe]:
    """Ask for the company, then for the lists that documents may name. Nothing is changed."""
    try:
        rows, clock = yield from rest.search_at("company.company", [["id", "=", company]], ("party.name",), order=[["id", "ASC"]], limit=1)
        if not rows:
            return Probe("refused", clock=clock, rule="ADP-001", reason=f"company {company}")
        listed: dict[str, list[str]] = {}
        for name, (model, field) in values.items():
            found = yield from rest.search(model, [], (field,), limit=_LISTED)
            listed[name] = sorted({str(row[field]) for row in found if row.get(field)})
    except WireError as problem:
        return Probe("unreachable", rule="NET-103", reason=problem.reason)
    except Ended as ended:
        return Probe("unreachable", rule=ended.receipt.rule, reason=ended.receipt.reason)
    except Misconfigured as problem:
        return Probe("refused", rule=problem.rule, reason=str(problem.params.get("reason", "")))
    return Probe("ready", clock=clock, values=listed)


def checked(rest: Rest, model: str, reference: str, states: Mapping[str, str]) -> Generator[Request, Response, Status]:
    """What became of the record that people call by this number. `states`: our word for each state of Tryton's."""
    state = yield from _state(rest, model, reference)
    word = states.get(state)
    if word == "processed":
        return Status("processed", state)
    if word == "pending":
        return Status("pending", state)
    return Status("failed", state) if word == "failed" else Status("unknown", state)


def _state(rest: Rest, model: str, reference: str) -> Asking[str]:
    try:
        rows = yield from rest.search(model, [["number", "=", reference]], ("state",), limit=2)
    except Ended as ended:
        return ended.receipt.reason
    except Misconfigured as problem:
        if problem.params.get("status") != HTTPStatus.NOT_FOUND:
            raise
        return str(problem.params.get("reason"))
    return str(rows[0].get("state")) if len(rows) == 1 else f"{len(rows)} records {reference}"
