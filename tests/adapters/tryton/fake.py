"""A small Tryton in memory: tables of records, simple domains, creation, buttons. What it holds is what the real one showed in tests/real.

It knows no field that a test did not give it. Example: `FakeTryton({"party.party": [{"id": 1, "name": "Acme"}]}).answer(request)`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hub.adapters.base import Http, Request, Response

Rows = dict[str, list[dict[str, Any]]]
BUTTONS = {
    "quote": (("draft",), "quotation"),
    "confirm": (("quotation",), "confirmed"),
    "cancel": (("draft", "quotation"), "cancelled"),
    "draft": (("quotation", "confirmed", "cancelled"), "draft"),
}


class FakeTryton:
    """Answers as the REST interface does. `made`: what a creation makes of its values beside storing them."""

    def __init__(self, rows: Rows, made: Callable[[FakeTryton, str, dict[str, Any]], None] | None = None) -> None:
        self.rows: Rows = {model: [dict(row) for row in table] for model, table in rows.items()}
        self._made = made
        self._next = 100

    def answer(self, request: Request) -> Response:
        assert isinstance(request, Http)
        way = urlsplit(request.path)
        _, model, *rest = way.path.split("/")
        query = {name: values[0] for name, values in parse_qs(way.query).items()}
        if request.method == "GET":
            return _said(self._found(model, query))
        if not rest:
            return _said(self._created(model, json.loads(request.body)))
        row = next((row for row in self._table(model) if row["id"] == int(rest[0])), None)
        if row is None:
            return Response(404, {}, b"")
        return self._changed(model, row, request, rest[1:])

    def held(self) -> object:
        """The sales that stand, by what people see of them."""
        names = ("party", "reference", "state", "lines")
        return [{name: row.get(name) for name in names} for row in self._table("sale.sale")]

    def _table(self, model: str) -> list[dict[str, Any]]:
        return self.rows.setdefault(model, [])

    def _found(self, model: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
        domain, order = _decoded(query["d"]), _decoded(query["o"])
        rows = [row for row in (*self._table(model), *self._attached(model)) if _meets(row, domain)]
        for name, _ in reversed(order):
            rows.sort(key=lambda row, name=name: _comparable(row.get(name)))
        return rows[: int(query["s"])] if "s" in query else rows

    def _attached(self, model: str) -> Iterator[dict[str, Any]]:
        """What stands with the sales, as records of its own."""
        for sale in self._table("sale.sale") if model == "ir.attachment" else ():
            yield from ({**one, "resource": f"sale.sale,{sale['id']}"} for one in sale.get("attachments") or () if one.get("data"))

    def _created(self, model: str, values: dict[str, Any]) -> dict[str, Any]:
        self._next += 1
        row = {"state": "draft", **values, "id": self._next}
        if self._made is not None:
            self._made(self, model, row)
        self._table(model).append(row)
        return row

    def _changed(self, model: str, row: dict[str, Any], request: Http, button: list[str]) -> Response:
        if request.method == "DELETE":
            self._table(model).remove(row)
            return Response(204, {}, b"")
        if not button:
            values = json.loads(request.body)
            if "lines" in values and row.get("state") != "draft":
                return Response(400, {}, b'{"message": "You can not modify the lines of a sale that is no draft."}')
            for name, value in values.items():
                row[name] = self._commanded(row.get(name) or [], value) if _commands(value) else value
            return _said(row)
        before, after = BUTTONS[button[0]]
        if row.get("state") not in before:
            return Response(400, {}, json.dumps({"message": f'You can not call "{button[0]}".'}).encode())
        row["state"], row["number"] = after, row.get("number") or f"S{row['id']}"
        return _said(row)

    def _commanded(self, rows: list[dict[str, Any]], commands: list[Any]) -> list[dict[str, Any]]:
        """What becomes of the records behind a field."""
        found = [dict(row) for row in rows]
        for command, *values in commands:
            if command == "create":
                for one in values[0]:
                    self._next += 1
                    found.append({**one, "id": self._next})
            elif command == "delete":
                found = [row for row in found if row["id"] not in values[0]]
            else:
                for row in found:
                    row.update(values[1] if row["id"] in values[0] else {})
        return found


def _commands(value: object) -> bool:
    """Whether a value is commands about records of the sale's own; those that link other records are kept as they came."""
    return isinstance(value, list) and bool(value) and all(one[0] in ("create", "write", "delete") for one in value)


def _said(value: object) -> Response:
    return Response(200, {"content-type": "application/json"}, json.dumps(value).encode())


def _decoded(text: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(text))


def _meets(row: Mapping[str, Any], domain: list[Any]) -> bool:
    if not domain:
        return True
    if domain[0] == "OR":
        return any(_meets(row, clause) for clause in domain[1:])
    if isinstance(domain[0], str):
        return _holds(list(_values(row, domain[0].split("."))), domain[1], domain[2])
    return all(_meets(row, clause) for clause in domain)


def _values(node: Any, steps: list[str]) -> Iterator[Any]:
    if isinstance(node, list):
        for one in node:
            yield from _values(one, steps)
    elif not steps:
        yield node["id"] if isinstance(node, dict) and "id" in node else node
    elif isinstance(node, dict):
        yield from _values(node.get(steps[0]), steps[1:])


def _holds(values: list[Any], operator: str, wanted: Any) -> bool:
    tests: dict[str, Callable[[Any], bool]] = {
        "=": lambda one: one == wanted,
        "!=": lambda one: one != wanted,
        "in": lambda one: one in wanted,
        ">": lambda one: _comparable(one) > _comparable(wanted),
        ">=": lambda one: one is not None and _comparable(one) >= _comparable(wanted),
        "like": lambda one: isinstance(one, str) and one.startswith(wanted.rstrip("%")),
    }
    return any(tests[operator](one) for one in values or [None])


def _comparable(value: Any) -> tuple[Any, ...]:
    if isinstance(value, dict) and value.get("__class__") == "datetime":
        return tuple(value[name] for name in ("year", "month", "day", "hour", "minute", "second", "microsecond"))
    return () if value is None else (value,)
