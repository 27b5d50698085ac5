"""Tokens at the door, and the table of every route against every scope."""

from __future__ import annotations

import os
import time

import pytest

from hub.api.access import Access
from hub.api.app import bare
from hub.pipeline import tokens
from hub.store import members

NOTHING = "01900000-0000-7000-8000-000000000000"
SCOPES = ("read", "send", "operate", "audit", "admin")
READS = {"read", "operate", "audit", "admin"}
# Which scopes open which route; None: no token is asked for.
DOORS = {
    ("POST", "/v1/messages"): {"send"},
    ("GET", "/v1/messages"): READS,
    ("GET", "/v1/messages/{message_id}"): READS,
    ("GET", "/v1/messages/{message_id}/events"): READS,
    ("GET", "/v1/messages/{message_id}/deliveries"): READS,
    ("GET", "/v1/messages/{message_id}/payloads/{which:path}"): READS,
    ("GET", "/v1/messages/{message_id}/lineage"): READS,
    ("POST", "/v1/messages/{message_id}/replay"): {"operate", "admin"},
    ("GET", "/v1/deliveries/{key}"): READS,
    ("GET", "/v1/deliveries/{key}/attempts"): READS,
    ("POST", "/v1/deliveries/{key}/replay"): {"operate", "admin"},
    ("GET", "/v1/parcels/{parcel_id}"): READS,
    ("POST", "/v1/checks"): {*READS, "send"},
    ("GET", "/v1/held/causes"): READS,
    ("GET", "/v1/held/parcels"): READS,
    ("GET", "/v1/held/deliveries"): READS,
    ("POST", "/v1/parcels/{parcel_id}/replay"): {"operate", "admin"},
    ("GET", "/v1/threads/{reference:path}"): READS,
    ("POST", "/v1/replays"): {"operate", "admin"},
    ("GET", "/v1/replays"): READS,
    ("GET", "/v1/replays/{plan}"): READS,
    ("GET", "/v1/replays/{plan}/items"): READS,
    ("POST", "/v1/replays/{plan}/start"): {"operate", "admin"},
    ("DELETE", "/v1/replays/{plan}"): {"operate", "admin"},
    ("GET", "/v1/systems"): READS,
    ("GET", "/v1/systems/{member}/{system}"): READS,
    ("GET", "/v1/systems/{member}/{system}/steps"): READS,
    ("POST", "/v1/systems/{member}/{system}/pause"): {"operate", "admin"},
    ("POST", "/v1/systems/{member}/{system}/resume"): {"operate", "admin"},
    ("GET", "/v1/checkpoints"): READS,
    ("GET", "/v1/hooks/{member}/{system}"): None,
    ("POST", "/v1/hooks/{member}/{system}"): None,
    ("POST", "/v1/hooks/{member}/{system}/release"): {"operate", "admin"},
    ("GET", "/v1/health"): None,
    ("GET", "/v1/ready"): None,
}
FILLED = {
    "{message_id}": NOTHING,
    "{key}": NOTHING,
    "{parcel_id}": NOTHING,
    "{which:path}": "raw",
    "{reference:path}": "4711",
    "{plan}": NOTHING,
    "{member}": "acme",
    "{system}": "erp",
}


def filled(path):
    for name, value in FILLED.items():
        path = path.replace(name, value)
    return path


def test_the_table_names_every_route():
    operations = {(method.upper(), path) for path, item in bare().openapi()["paths"].items() for method in item}
    assert {(method, path.replace(":path", "")) for method, path in DOORS} == operations


@pytest.mark.parametrize(("member", "scope"), [*(("acme", scope) for scope in SCOPES), ("", "operate"), ("", "audit"), ("", "admin")])
@pytest.mark.parametrize(("method", "path"), DOORS)
def test_a_scope_opens_exactly_its_doors(house, method, path, member, scope):
    answer = house.person(member, scope).ask(method, filled(path), b"x" if method == "POST" else None, Idempotency_Key="k")

    opens = DOORS[method, path]
    assert (answer.status == 403 and answer.rule == "API-003") == (opens is not None and scope not in opens)
    assert answer.status != 401


@pytest.mark.parametrize(("method", "path"), [door for door, opens in DOORS.items() if opens is not None])
def test_without_a_token_every_door_is_shut(house, method, path):
    answer = house.anybody().ask(method, filled(path), b"x" if method == "POST" else None)

    assert (answer.status, answer.rule, answer.headers["www-authenticate"]) == (401, "API-001", "Bearer")


@pytest.mark.parametrize(
    ("header", "rule"),
    [
        ("Basic YTpi", "API-001"),
        ("Bearer", "API-001"),
        ("Bearer  ", "API-001"),
        ("Bearer nonsense", "API-002"),
        (f"Bearer tp_{'0' * 32}_{'a' * 43}", "API-002"),
        ("Bearer ' OR 1=1 --", "API-002"),
    ],
)
def test_a_wrong_token_is_refused(house, header, rule):
    answer = house.anybody().get("/v1/messages", authorization=header)
    assert (answer.status, answer.rule) == (401, rule)


def test_a_right_secret_under_another_id_is_refused(house):
    real = house.token("acme")
    answer = house.anybody().get("/v1/messages", authorization=f"Bearer tp_{'0' * 32}_{real[36:]}")
    assert (answer.status, answer.rule) == (401, "API-002")


def test_the_scheme_is_written_in_any_case(house):
    assert house.anybody().get("/v1/messages", authorization=f"bEARER {house.token('acme')}").status == 200


def mint(house, expires=None):
    hub = house.hub
    plain, rows = tokens.mint(hub.ids.new, os.urandom, "t", "acme", "", ["read"], expires, now=hub.clock())
    hub.writer.submit(rows).result()
    return rows.inserts["token"][0]["id"], plain


def test_an_expired_token_is_refused_at_once(house):
    _, plain = mint(house, expires=house.hub.clock() - 1)
    assert house.anybody().get("/v1/messages", authorization=f"Bearer {plain}").rule == "API-002"


def test_a_revoked_token_is_refused_within_two_seconds(house, monkeypatch):
    token_id, plain = mint(house)
    header = {"authorization": f"Bearer {plain}"}
    assert house.anybody().get("/v1/messages", **header).status == 200
    house.hub.writer.submit(members.revoke(token_id, house.hub.clock())).result()

    now = time.monotonic
    monkeypatch.setattr("time.monotonic", lambda: now() + 2.0)
    assert house.anybody().get("/v1/messages", **header).rule == "API-002"


def test_an_auditor_writes_nothing_whatever_else_its_token_says():
    access = Access("t", "acme", "", frozenset(("audit", "send", "operate", "admin")))
    assert [access.may(verb) for verb in ("read", "check", "send", "operate")] == [True, True, False, False]


def test_a_token_of_no_member_sees_nothing_without_a_reason_to():
    access = Access("t", "", "", frozenset(("read",)))
    assert (access.may("read"), access.everything, access.member) == (False, False, "")
