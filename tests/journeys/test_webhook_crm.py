"""A lead to a CRM of webhooks over real HTTP, and its verdict back; the CRM signs and verifies with the standard's own package."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tests.journeys.served import Answered, Asked, Served
from tests.journeys.town import Town, town
from tests.pipeline.leads import lead

OLD, NEW, THEIRS = ("whsec_" + base64.b64encode(letter * 32).decode() for letter in (b"o", b"n", b"t"))
TREE = """
apiVersion: hub/v1
members: {portal: {name: {en: Portal}}, alpha: {name: {en: Alpha Pumps}}}
systems:
  portal/web: {adapter: erp/document, out: {folder: {path: "FOLDER/portal"}}}
  alpha/crm:
    adapter: crm/webhook
    out: {http: {url: "URL/hooks", private: true}}
    settings: {secrets: ["env:ALPHA_NEW", "env:ALPHA_OLD"]}
    in: {webhook: {secret: "env:ALPHA_IN"}}
    maps: {json/lead-status: []}
agreements:
  leads:
    from: portal/web
    to: alpha
    carries: [lead]
    deliver: [{to: alpha/crm}]
    replies: [{document: lead_status, from: alpha/crm, deliver: [{to: portal/web}], within: 1d}]
    retry: {waits: [1s, 1s, 1s], jitter: 0}
"""


@dataclass
class Crm:
    """A CRM that still has the old secret. `first`: what it answers to the first calls instead of taking them."""

    first: list[Answered] = field(default_factory=list)
    leads: dict[str, Any] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, asked: Asked) -> Answered:
        self.calls.append((asked.headers["webhook-id"], asked.headers["webhook-timestamp"]))
        try:
            found = Webhook(OLD).verify(asked.body, dict(asked.headers))
        except WebhookVerificationError:
            return Answered(401)
        self.leads.setdefault(asked.headers["webhook-id"], found)
        return self.first.pop(0) if self.first else Answered(200, {}, b'{"id": "CRM-%d"}' % len(self.leads))


@pytest.fixture
def crm() -> Crm:
    return Crm()


@pytest.fixture
def place(tmp_path: Path, crm: Crm, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    for name, value in {"ALPHA_NEW": NEW, "ALPHA_OLD": OLD, "ALPHA_IN": THEIRS}.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "portal").mkdir()
    with Served(crm.answer) as server:
        configuration = TREE.replace("FOLDER", str(tmp_path)).replace("URL", server.url)
        with town(tmp_path, text=lambda _: configuration) as one:
            yield one


def told(place: Town, verdict: dict[str, Any], key: str, ago: timedelta = timedelta()) -> int:
    """The CRM calls the hub; the HTTP status of the answer."""
    at, body = datetime.now(UTC) - ago, json.dumps(verdict)
    headers = {
        "webhook-id": key,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(THEIRS).sign(key, at, body),
        "content-type": "application/json",
    }
    request = urllib.request.Request(place.url + "/v1/hooks/alpha/crm", body.encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code


def verdicts(place: Town) -> list[str]:
    return [json.loads(body)["statusCode"] for body in place.files("portal", "*.json")]


def parcels(place: Town) -> list[str]:
    """What was kept of the calls."""
    with place.hub.database.read() as connection:
        return list(connection.execute(text("SELECT state FROM parcel WHERE transport = 'webhook'")).scalars())


VERDICT = {"id": "V-1", "lead_id": "L-1", "status": "accepted", "record_id": "CRM-1", "at": "2026-11-22T08:00:00Z"}


def test_a_lead_goes_out_signed_twice_and_its_verdict_comes_back_signed_once(place: Town, crm: Crm) -> None:
    _, taken = place.send("portal/web", lead("L-1"))
    (delivery,) = place.ended(taken["messages"][0]["id"])
    assert delivery["state"] == "delivered"
    assert [one["id"] for one in crm.leads.values()] == ["L-1"]

    assert told(place, VERDICT, "msg_1") == 200
    place.soon(lambda: verdicts(place) == ["accepted"])
    assert told(place, VERDICT, "msg_1") == 200  # the CRM did not hear our answer

    assert parcels(place) == ["opened"]

    assert told(place, VERDICT | {"id": "V-2", "status": "won"}, "msg_2") == 200
    place.soon(lambda: sorted(verdicts(place)) == ["accepted", "won"])
    assert place.verified() == []


def test_a_crm_that_did_not_answer_gets_the_same_call_with_a_new_moment(place: Town, crm: Crm) -> None:
    crm.first = [Answered(cut=True), Answered(503, {"Retry-After": "1"})]
    _, taken = place.send("portal/web", lead("L-2"))
    (delivery,) = place.ended(taken["messages"][0]["id"])

    assert delivery["state"] == "delivered"
    assert (len(crm.calls), len({key for key, _ in crm.calls})) == (3, 1)
    assert len({moment for _, moment in crm.calls}) > 1
    assert len(crm.leads) == 1


def test_a_crm_that_is_gone_waits_for_the_operator(place: Town, crm: Crm) -> None:
    crm.first = [Answered(410)]
    _, taken = place.send("portal/web", lead("L-3"))
    (delivery,) = place.ended(taken["messages"][0]["id"])

    assert delivery["state"] == "held"


def test_an_old_call_and_a_wrong_signature_change_nothing(place: Town) -> None:
    assert told(place, VERDICT, "msg_1", timedelta(minutes=6)) == 401
    assert told(place, VERDICT | {"status": "lost"}, "msg.1", timedelta(minutes=-6)) == 401
    assert verdicts(place) == []
