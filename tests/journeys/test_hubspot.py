"""A lead to a fake HubSpot account over real HTTP, its deal won there, and the platform told: by a signed webhook, and without one by asking."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.adapters.base import Http
from tests.adapters.crm.hubspot.fake import Account
from tests.journeys.served import Answered, Asked, Served
from tests.journeys.town import Town, town
from tests.pipeline.leads import lead

TREE = """
apiVersion: hub/v1
members: {portal: {name: {en: Portal}}, alpha: {name: {en: Alpha Pumps}}}
systems:
  portal/web: {adapter: erp/document, out: {folder: {path: "FOLDER/portal"}}}
  alpha/crm:
    adapter: crm/hubspot
    out: {http: {url: "URL/", private: true, token: "env:HUBSPOT_TOKEN"}}
    in: {webhook: {secret: "env:HUBSPOT_SECRET"}POLL}
    maps: {json/hubspot-lead: [], json/hubspot-deal-status: [], json/hubspot-lead-status: []}
agreements:
  leads:
    from: portal/web
    to: alpha
    carries: [lead]
    deliver: [{to: alpha/crm}]
    replies: [{document: lead_status, from: alpha/crm, deliver: [{to: portal/web}], within: 1d}]
    retry: {waits: [1s, 1s, 1s], jitter: 0}
"""
TOKEN, SECRET = "pat-t0ken-of-a-private-app", "client-secret-of-the-app"


def answering(account: Account) -> Any:
    def answer(asked: Asked) -> Answered:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answered(401)
        found = account.answer(Http(asked.method, asked.path.lstrip("/"), {}, asked.body))
        return Answered(found.status, {"Content-Type": "application/json"}, found.body)

    return answer


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture(params=["webhook", "poll"])
def place(request: pytest.FixtureRequest, tmp_path: Path, account: Account, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setenv("HUBSPOT_TOKEN", TOKEN)
    monkeypatch.setenv("HUBSPOT_SECRET", SECRET)
    (tmp_path / "portal").mkdir()
    asked = ", poll: {every: 1s, streams: [deal]}" if request.param == "poll" else ""
    with Served(answering(account)) as server:
        text = TREE.replace("FOLDER", str(tmp_path)).replace("URL", server.url).replace("POLL", asked)
        with town(tmp_path, text=lambda _: text) as one:
            yield one


def told(place: Town, number: str) -> int:
    """HubSpot calls about a deal."""
    at, url = str(int(time.time() * 1000)), f"{place.url}/v1/hooks/alpha/crm"
    event = {"subscriptionType": "deal.propertyChange", "objectId": int(number), "occurredAt": int(at), "propertyName": "dealstage"}
    body = json.dumps([event, event]).encode()
    mac = hmac.new(SECRET.encode(), b"POST" + url.encode() + body + at.encode(), hashlib.sha256)
    headers = {"X-HubSpot-Signature-v3": base64.b64encode(mac.digest()).decode(), "X-HubSpot-Request-Timestamp": at}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10) as answer:
        return int(answer.status)


def verdicts(place: Town) -> list[tuple[str, str]]:
    documents = [json.loads(body) for body in place.files("portal", "*.json")]
    return [(one["leadReference"]["id"], one["statusCode"]) for one in documents]


def test_a_lead_becomes_a_deal_and_its_stage_returns(place: Town, account: Account, request: pytest.FixtureRequest) -> None:
    _, taken = place.send("portal/web", lead("L-1"))
    (delivery,) = place.ended(taken["messages"][0]["id"])
    assert delivery["state"] == "delivered", delivery
    ((number, deal),) = account.objects["deals"].items()
    assert deal["properties"]["tradepost_lead_id"] == "L-1"

    account.put("deals", {"dealstage": "closedwon"}, number)
    if "webhook" in request.node.name:
        assert told(place, number) == 200
    place.soon(lambda: ("L-1", "won") in verdicts(place))
    assert place.verified() == []
