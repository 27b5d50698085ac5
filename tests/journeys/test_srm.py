"""A dossier to the buyer's SRM over real HTTP: the digest that travels with it is the one that the decision has to name."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.served import Answered, Asked, Served
from tests.journeys.town import Town, town

SAMPLES = resources.files("hub.adapters.srm.document") / "samples"
TREE = """
apiVersion: hub/v1
members: {chenfan: {name: {zh: 晨帆户外}}, lanmei: {name: {zh: 蓝美纺织}}}
systems:
  chenfan/srm: {adapter: srm/document, out: {http: {url: "URL/inbound", private: true}}}
  lanmei/portal: {adapter: srm/document, out: {folder: {path: "FOLDER/portal"}}}
agreements:
  qualification:
    from: chenfan/srm
    to: lanmei
    carries: [qualification_request, qualification_decision, transaction_rating]
    deliver: [{to: lanmei/portal, as: json}]
    findings: hold
    replies: [{document: supplier_qualification, from: lanmei/portal, deliver: [{to: chenfan/srm, as: json}], within: 30d}]
"""


@dataclass
class Srm:
    """Keeps each document with the digest that it came with."""

    taken: list[tuple[bytes, str]] = field(default_factory=list)

    def answer(self, asked: Asked) -> Answered:
        self.taken.append((asked.body, asked.headers.get("repr-digest", "")))
        return Answered(201, {}, b'{"id": "ZR-%d"}' % len(self.taken))


@pytest.fixture
def srm() -> Srm:
    return Srm()


@pytest.fixture
def place(tmp_path: Path, srm: Srm) -> Iterator[Town]:
    (tmp_path / "portal").mkdir()
    with (
        Served(srm.answer) as server,
        town(tmp_path, text=lambda _: TREE.replace("URL", server.url).replace("FOLDER", str(tmp_path))) as one,
    ):
        yield one


def sent(place: Town, system: str, name: str, **changes: Any) -> str:
    values = json.loads((SAMPLES / f"{name}.json").read_text("utf-8")) | changes
    _, answer = place.send(system, json.dumps(values).encode())
    (message,) = answer["messages"]
    if message["state"] == "routed":
        assert [one["state"] for one in place.ended(message["id"])] == ["delivered"]
    return str(message["state"])


def test_a_dossier_arrives_with_the_digest_that_its_decision_names(place: Town, srm: Srm) -> None:
    assert sent(place, "chenfan/srm", "request") == "routed"
    assert sent(place, "lanmei/portal", "dossier") == "routed"
    ((body, stated),) = srm.taken
    told = base64.b64decode(stated.removeprefix("sha-256=:").removesuffix(":")).hex()
    assert told == hashlib.sha256(body).hexdigest()

    reference = {"id": "D-31", "version": "1", "sha256": told}
    assert sent(place, "chenfan/srm", "decision", id="QD-wrong", dossierReference=reference | {"sha256": "0" * 64}) == "held"
    assert sent(place, "chenfan/srm", "decision", dossierReference=reference) == "routed"
    assert sent(place, "chenfan/srm", "rating") == "routed"

    kinds = [json.loads(one)["$schema"].split("/")[-2] for one in place.files("portal", "*.json")]
    assert sorted(kinds) == ["qualification_decision", "qualification_request", "transaction_rating"]
