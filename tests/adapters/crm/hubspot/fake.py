"""A HubSpot account as its published contract describes it: upserts by a unique property, ties, conflicts by e-mail, search by change."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hub.adapters.base import Http, Request, Response

KEY = "tradepost_lead_id"
CHANGED = {"contacts": "lastmodifieddate", "companies": "hs_lastmodifieddate", "deals": "hs_lastmodifieddate"}


def moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Account:
    """Objects by kind and number; `ties` between them. `now`: its clock, a second further at each request."""

    now: int = 1_790_000_000
    objects: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {kind: {} for kind in CHANGED})
    ties: set[tuple[str, str, str]] = field(default_factory=set)
    next: int = 501

    def answer(self, request: Request) -> Response:
        assert isinstance(request, Http)
        self.now += 1
        way, _, _ = request.path.partition("?")
        steps = way.removeprefix("crm/v3/").split("/")
        status, body = self._served(request.method, steps, json.loads(request.body) if request.body else {})
        return Response(status, {"date": "Mon, 21 Sep 2026 13:33:20 GMT"}, json.dumps(body, ensure_ascii=False).encode())

    def held(self) -> object:
        """Properties of each record without its moments, and what is tied."""
        records = {
            (kind, number): {name: value for name, value in one["properties"].items() if "modified" not in name and name != "createdate"}
            for kind, held in self.objects.items()
            for number, one in held.items()
        }
        return (records, set(self.ties)) if records else None

    def _served(self, method: str, steps: list[str], body: dict[str, Any]) -> tuple[int, Any]:
        if steps[0] == "properties":
            return 200, {"name": steps[2], "hasUniqueValue": True, "type": "string"}
        kind, rest = steps[1], steps[2:]
        if rest == ["batch", "upsert"]:
            return self._upsert(kind, body["inputs"])
        if rest == ["search"]:
            return 200, self._search(kind, body)
        if method == "PUT" and len(rest) == 5:
            self.ties.add((f"{kind}/{rest[0]}", f"{rest[2]}/{rest[3]}", rest[4]))
            return 200, {**self.objects[kind][rest[0]], "associations": {}}
        found = self.objects[kind].get(rest[0])
        return (200, found) if found is not None else (404, error("OBJECT_NOT_FOUND", f"resource not found: {rest[0]}"))

    def _upsert(self, kind: str, inputs: list[dict[str, Any]]) -> tuple[int, Any]:
        results = []
        for one in inputs:
            number = self._of(kind, one["idProperty"], one["id"])
            email = one["properties"].get("email") if kind == "contacts" else None
            other = self._of(kind, "email", email) if email else None
            if other is not None and other != number:
                return 409, error("CONFLICT", f"Contact already exists. Existing ID: {other}")
            new = number is None
            number = self.put(kind, one["properties"], number)
            results.append({**self.objects[kind][number], "new": new})
        return 200, {"status": "COMPLETE", "startedAt": moment(self.now), "completedAt": moment(self.now), "results": results}

    def put(self, kind: str, properties: dict[str, Any], number: str | None = None, at: int | None = None) -> str:
        """Make or change a record; its number."""
        if number is None:
            number, self.next = str(self.next), self.next + 1
        when = moment(self.now if at is None else at)
        held = self.objects[kind].get(number, {"id": number, "properties": {}, "createdAt": when, "archived": False})
        held["properties"] = {**held["properties"], **properties, CHANGED[kind]: when, "hs_object_id": number}
        held["updatedAt"] = when
        self.objects[kind][number] = held
        return number

    def _of(self, kind: str, name: str, value: str) -> str | None:
        return next((number for number, one in self.objects[kind].items() if one["properties"].get(name) == value), None)

    def _search(self, kind: str, asked: dict[str, Any]) -> dict[str, Any]:
        (group,) = asked["filterGroups"]
        since = next(int(one["value"]) for one in group["filters"] if one["operator"] == "GTE")
        rows = [one for one in self.objects[kind].values() if KEY in one["properties"] and _ms(one["updatedAt"]) >= since]
        rows.sort(key=lambda one: one["updatedAt"])
        start, limit = int(asked["after"]), asked["limit"]
        page = rows[start : start + limit]
        shown = [
            {**one, "properties": {name: one["properties"][name] for name in asked["properties"] if name in one["properties"]}}
            for one in page
        ]
        more = {"paging": {"next": {"after": str(start + limit)}}} if start + limit < len(rows) else {}
        return {"total": len(rows), "results": shown, **more}


def _ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def error(category: str, message: str, **more: Any) -> dict[str, Any]:
    return {"status": "error", "message": message, "correlationId": "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", "category": category, **more}
