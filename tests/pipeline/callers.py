"""A platform that calls, for the tests of webhooks: the configuration, signed calls, and a Graph API that answers from a dict.

Example: `platform(house, monkeypatch)`, then `call(house, body_of("444"))`, then `fetch(house, Graph({"444": ...}))`.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hub.adapters.base import Http, Request, Response, WireError
from hub.adapters.inbound import Call, Received, Rejected
from hub.configuration.read import load
from hub.store import notices
from hub.store.items import Row
from tests.pipeline.hands import House

LEADS, CRM = "acme/leads", "alpha/crm"
TREE = """
apiVersion: hub/v1
members: {acme: {name: {en: Acme}}, alpha: {name: {en: Alpha}}}
systems:
  acme/leads:
    adapter: crm/meta
    in: {webhook: {secret: env:META_SECRET, handshake: env:META_VERIFY}}
    out: {http: {url: "URL", token: env:META_TOKEN, private: true}}
    maps: {json/meta-lead: [consent.yaml], json/meta-form: []}
  acme/google:
    adapter: crm/google
    in: {webhook: {secret: env:META_SECRET}}
    maps: {json/google-lead: []}
  acme/silent: {adapter: crm/meta, maps: {json/meta-lead: []}}
  alpha/crm: {adapter: erp/document, out: {memory: alpha}}
agreements:
  leads:
    from: acme/leads
    to: alpha
    carries: [lead, lead_form]
    deliver: [{to: alpha/crm}]
    consent: {basis: [consent, legitimateInterest]}
"""
# What a box of the form is for, only the company knows that wrote it.
CONSENT = """
extends: json/meta-lead
rules:
  consent:
    each: custom_disclaimer_responses[*]
    rules: {id: checkbox_key, purposeCode: =share, givenIndicator: "is_checked | bool(1|true, 0|false)"}
"""
ENVIRONMENT = {"META_SECRET": "s3cret", "META_VERIFY": "v3rify", "META_TOKEN": "t0ken"}


def configured(url: str = "https://graph.example/v21.0", text: str = TREE) -> Any:
    loaded = load(text.replace("URL", url), "hub.yaml", {"consent.yaml": CONSENT}.get)
    assert loaded.tree is not None, loaded.problems
    return loaded.tree


def body_of(*leads: str, form: str = "777") -> bytes:
    changes = [{"field": "leadgen", "value": {"leadgen_id": number, "form_id": form, "page_id": "1"}} for number in leads]
    return json.dumps({"object": "page", "entry": [{"id": "1", "changes": changes}]}).encode()


def signature(body: bytes, secret: str = "s3cret") -> dict[str, str]:
    return {"x-hub-signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def call(house: House, body: bytes, system: str = LEADS, **more: Any) -> Received | Rejected:
    arrival = house.arrival(system, transport="webhook", peer="192.0.2.7")
    return asyncio.run(house.hub.hooks.take(Call("POST", more.get("headers", signature(body)), body), arrival))


def lead_of(number: str, form: str = "777", name: str = "欧阳晓") -> dict[str, Any]:
    fields = [("full_name", name), ("email", f"n{number}@haiyue.example"), ("quantity", "large")]
    return {
        "id": number,
        "created_time": "2026-11-22T02:05:30+0000",
        "form_id": form,
        "platform": "ig",
        "field_data": [{"name": key, "values": [value]} for key, value in fields],
        "custom_disclaimer_responses": [{"checkbox_key": "share", "is_checked": "1"}],
    }


FORM = {
    "id": "777",
    "name": "Autumn",
    "locale": "en_GB",
    "questions": [
        {"id": "1", "key": "quantity", "label": "How much do you buy?", "type": "CUSTOM", "options": [{"key": "large", "value": "1000 m"}]}
    ],
}


@dataclass
class Graph:
    """A platform's API: a lead or a form by number, or the Response or error to give instead."""

    things: dict[str, Any]
    asked: list[str] = field(default_factory=list)
    before: Callable[[str], None] = lambda _: None

    async def exchange(self, request: Request, deadline: float) -> Response:
        assert isinstance(request, Http)
        assert deadline > 0
        number = request.path.partition("?")[0]
        self.asked.append(number)
        self.before(number)
        found = self.things.get(number, Response(404, {}, b"{}"))
        if isinstance(found, WireError):
            raise found
        return found if isinstance(found, Response) else Response(200, {}, json.dumps(found, ensure_ascii=False).encode())


def graph(*leads: str) -> Graph:
    return Graph({number: lead_of(number) for number in leads} | {"777": FORM})


def fetch(house: House, platform: Graph) -> int:
    """One turn of the round."""
    return asyncio.run(house.hub.collector.work(lambda _: platform))


def notice(house: House, number: str = "444") -> Row:
    with house.hub.database.read() as connection:
        row = notices.one(connection, LEADS, f"meta/lead/{number}")
    assert row is not None
    return row


def events(house: House, number: str = "444") -> list[str]:
    with house.hub.database.read() as connection:
        return [row["event"] for row in notices.steps(connection, LEADS, f"meta/lead/{number}")]


def taken(house: House) -> list[tuple[str, str]]:
    """What was taken in from the platform: type and state of each message, the oldest first."""
    return [(row["document_type"], row["state"]) for row in house.messages() if row["system_id"] == LEADS and row["direction"] == "in"]


def parcels(house: House) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in house.rows("SELECT transport, state FROM parcel ORDER BY id")]
