"""A system that nobody sells, its fake, and an adapter that keeps every promise of the kits."""

from __future__ import annotations

import hashlib
import hmac
import json
from types import MappingProxyType
from typing import ClassVar
from urllib.parse import parse_qs

from pydantic import BaseModel, ConfigDict, Field

from hub.adapters.answers import retry_after
from hub.adapters.base import Adapter, Http, Probe, Receipt, Response, Status, WireError
from hub.adapters.conversation import lost
from hub.adapters.inbound import Collected, Fetched, Notice, Page, Received, Rejected, signed
from hub.errors import Misconfigured

OVERLAP = 10
WORDS = {"open": "pending", "booked": "processed", "refused": "failed"}


class ToySettings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    shop: str = Field(default="main", min_length=1, description="the shop that is written to")


class Toy(Adapter):
    """Looks up, creates a draft, confirms it; what is half made is gone on with."""

    name = "erp/toy"
    settings_model = ToySettings
    carries: ClassVar = MappingProxyType({"order/1": "create"})
    dedupe = "lookup"
    streams = ("orders",)

    def deliver(self, parcel):
        wrote = False
        try:
            found = yield from self.found(parcel)
            if found is None:
                wrote = True
                found = self.read((yield Http("POST", "orders", body=json.dumps({"key": parcel.business_key}).encode())))
            if found["state"] == "booked":
                return Receipt("created" if wrote else "duplicate", found["id"])
            wrote = True
            self.read((yield Http("POST", f"orders/{found['id']}/confirm")))
        except WireError as problem:
            return lost(WireError(problem.reason, sent=wrote and problem.sent))
        except _EndError as end:
            return self.ended(end.answer, wrote)
        return Receipt("created", found["id"])

    def found(self, parcel):
        rows = self.read((yield Http("GET", f"orders?key={parcel.business_key}")), list)
        return rows[0] if rows else None

    def look_up(self, parcel):
        try:
            found = yield from self.found(parcel)
        except WireError as problem:
            return Receipt("unknown", rule="NET-103", reason=problem.reason)
        except _EndError as end:
            return self.ended(end.answer, True)
        return Receipt("duplicate", found["id"]) if found and found["state"] == "booked" else Receipt("deferred")

    def read(self, answer, kind=dict):
        if answer.status in (401, 403) or 300 <= answer.status < 400:
            raise Misconfigured("NET-010", status=answer.status, reason="")
        try:
            found = json.loads(answer.body)
        except (ValueError, RecursionError):
            raise _EndError(answer) from None
        if answer.status >= 300 or not isinstance(found, kind) or (kind is dict and "state" not in found):
            raise _EndError(answer)
        return found

    def ended(self, answer, wrote):
        if answer.status == 429:
            return Receipt("deferred", rule="NET-102", after=retry_after(answer))
        if answer.status >= 500 or answer.status < 300:
            return Receipt("unknown" if wrote else "deferred", rule="NET-102")
        return Receipt("rejected", rule="NET-101", reason=answer.body.decode("utf-8", "replace"))

    def probe(self):
        try:
            answer = yield Http("GET", "ping")
        except WireError as problem:
            return Probe("unreachable", rule="NET-103", reason=problem.reason)
        if answer.status in (401, 403):
            return Probe("refused", rule="NET-010")
        return Probe("ready") if answer.body == b"pong" else Probe("unreachable", rule="NET-112")

    def check(self, reference):
        answer = yield Http("GET", f"orders/{reference}")
        try:
            state = str(self.read(answer)["state"])
        except _EndError:
            return Status("unknown", reason=str(answer.status))
        return Status(WORDS.get(state, "unknown"), reason=state)

    def poll(self, stream, cursor, limit):
        rows = yield Http("GET", f"orders?after={cursor or '0,'}&limit={limit + 1}")
        if rows.status == 429:
            return Collected("deferred", rule="NET-102", after=retry_after(rows))
        try:
            found = self.read(rows, list)
        except _EndError:
            return Collected("deferred", rule="NET-112")
        more, page = len(found) > limit, found[:limit]
        return Page(tuple(self.fetched(row) for row in page), self.next(page, cursor, more=more), more)

    def next(self, page, cursor, *, more):
        if not page:
            return cursor
        return f"{page[-1]['at']},{page[-1]['id']}" if more else f"{page[-1]['at'] - OVERLAP},"

    def fetched(self, row):
        return Fetched(f"toy/{row['id']}", "json/order", json.dumps(row).encode(), "o.json", version=str(row["at"]))

    def receive(self, call, secret):
        if not signed(secret, call.body, call.headers.get("x-toy", "")):
            return Rejected("NET-113")
        try:
            ids = dict.fromkeys(json.loads(call.body)["ids"])
            return Received(tuple(Notice(f"toy/{one}", {"id": one}) for one in ids))
        except (ValueError, RecursionError, KeyError, TypeError):
            return Rejected("NET-114", 400)

    def collect(self, notice, known):
        yield Http("GET", f"orders/{notice.names['id']}")
        return Collected("gone")


class _EndError(Exception):
    def __init__(self, answer):
        super().__init__()
        self.answer = answer


class ToyPeer:
    """The toy's other end."""

    def __init__(self):
        self.orders = []
        self.rows = {}

    def held(self):
        return [tuple(order.values()) for order in self.orders]

    def answer(self, request):
        way, _, query = request.path.partition("?")
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        if way == "ping":
            return Response(200, {}, b"pong")
        if request.method == "POST" and way == "orders":
            self.orders.append({"id": f"R-{len(self.orders) + 1}", **json.loads(request.body), "state": "draft"})
            return _json(self.orders[-1])
        if way.endswith("/confirm"):
            order = next(order for order in self.orders if order["id"] == way.split("/")[1])
            order["state"] = "booked"
            return _json(order)
        return _json(self.after(asked) if "after" in asked else [order for order in self.orders if order["key"] == asked["key"]])

    def after(self, asked):
        at, _, name = asked["after"].partition(",")
        rows = sorted((moment, ident) for ident, moment in self.rows.items() if (moment, ident) > (int(at), name))
        return [{"id": ident, "at": moment} for moment, ident in rows[: int(asked["limit"])]]

    def add(self, name, created, changed=None):
        self.rows[name] = changed or created

    def change(self, name, at):
        self.rows[name] = at

    def remove(self, name):
        del self.rows[name]


def _json(value):
    return Response(200, {}, json.dumps(value).encode())


def proof(secret, body):
    return hmac.new(secret, body, hashlib.sha256).hexdigest()
