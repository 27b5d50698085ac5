"""Tryton's own remote calls, as its clients make them: what a test sets up and looks at behind the hub's back.

Standard library only. Example: `Rpc(base, "seller").login().create("party.party", {"name": "Acme"})` is the new party's id.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import urllib.request
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Self

USER, PASSWORD = "admin", "only-for-tests"


class RemoteError(Exception):
    """What Tryton answered instead of a result."""


class Rpc:
    """One session of the administrator in one database."""

    def __init__(self, base: str, database: str) -> None:
        self.base = base
        self.database = database
        self.uid = 0
        self.context: dict[str, Any] = {}
        self._session = ""

    def login(self) -> Self:
        self.uid, token = self._ask("common.db.login", [USER, {"password": PASSWORD}])[:2]
        self._session = base64.b64encode(f"{USER}:{self.uid}:{token}".encode()).decode()
        self.refresh()
        return self

    def refresh(self) -> None:
        """Take over the preferences: every call carries them."""
        self.context = self._ask("model.res.user.get_preferences", [True, {}])

    def call(self, method: str, *values: Any) -> Any:
        return self._ask(method, [*values, self.context])

    def create(self, model: str, values: dict[str, Any]) -> int:
        return int(self.call(f"model.{model}.create", [values])[0])

    def write(self, model: str, ids: Sequence[int], values: dict[str, Any]) -> None:
        self.call(f"model.{model}.write", list(ids), values)

    def press(self, model: str, button: str, *ids: int) -> None:
        self.call(f"model.{model}.{button}", list(ids))

    def find(self, model: str, domain: list[Any], fields: Sequence[str] = (), order: list[Any] | None = None) -> list[dict[str, Any]]:
        return list(self.call(f"model.{model}.search_read", domain, 0, None, order, list(fields) or ["id"]))

    def one(self, model: str, domain: list[Any], *fields: str) -> dict[str, Any]:
        (found,) = self.find(model, domain, fields)
        return found

    def _ask(self, method: str, params: list[Any]) -> Any:
        body = json.dumps({"id": 1, "method": method, "params": params}, default=_coded).encode()
        request = urllib.request.Request(f"{self.base}/{self.database}/rpc/", body, {"Content-Type": "application/json"})
        if self._session:
            request.add_header("Authorization", f"Session {self._session}")
        with urllib.request.urlopen(request, timeout=120) as answer:
            out = json.loads(answer.read(), object_hook=_decoded)
        if "error" in out:
            raise RemoteError(json.dumps(out["error"], default=str)[:1000])
        return out["result"]


def _coded(value: Any) -> dict[str, Any]:
    if isinstance(value, Decimal):
        return {"__class__": "Decimal", "decimal": str(value)}
    if isinstance(value, dt.datetime):
        names = ("year", "month", "day", "hour", "minute", "second", "microsecond")
        return {"__class__": "datetime", **{name: getattr(value, name) for name in names}}
    if isinstance(value, dt.date):
        return {"__class__": "date", "year": value.year, "month": value.month, "day": value.day}
    raise TypeError(type(value).__name__)


def _decoded(values: dict[str, Any]) -> Any:
    kind = values.get("__class__")
    if kind == "Decimal":
        return Decimal(values["decimal"])
    if kind == "date":
        return dt.date(values["year"], values["month"], values["day"])
    if kind == "datetime":
        return dt.datetime(*(values[name] for name in ("year", "month", "day", "hour", "minute", "second", "microsecond")), tzinfo=dt.UTC)
    if kind == "bytes":
        return base64.b64decode(values["base64"])
    return values
