"""The document adapter of SRM systems: its kits, the digest that it tells, and samples that belong together."""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from typing import ClassVar

import pytest

from hub.adapters.base import Response, Send, WireError
from hub.adapters.conversation import Dialogue
from hub.adapters.srm.document.adapter import CARRIED, SupplierDocument, SupplierDocumentSettings, digest
from hub.model.canonical_json import canonical_json
from hub.model.documents.registry import validate
from hub.testing.adapters import PARCEL, AdapterKit, DeliverKit, LimitsKit, Refusal, SettingsKit, play

SAMPLES = resources.files("hub.adapters.srm.document") / "samples"
ADAPTER = SupplierDocument()


def sample(name):
    return json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))


class TestDocument(AdapterKit):
    adapter = ADAPTER


class TestSettings(SettingsKit):
    adapter = ADAPTER
    settings: ClassVar = {"idempotent": True, "accepted": [302]}
    wrong: ClassVar = ({"accepted": ["taken"]},)


class TestLimits(LimitsKit):
    adapter = ADAPTER


class Portal:
    """Takes every document as a new one, or each key once."""

    def __init__(self, *, knows_keys=False):
        self.knows_keys = knows_keys
        self.taken = {}

    def answer(self, request):
        self.taken[request.key if self.knows_keys else len(self.taken)] = request.body
        return Response(201, {}, b'{"id": "ZR-1"}')

    def held(self):
        return sorted(self.taken.values())


class TestPortals(DeliverKit):
    adapter = ADAPTER
    peer = Portal
    stays_unknown = True
    refusals = (Refusal(Response(422, {}, "资料编号已存在".encode()), "资料编号已存在"),)


class TestPortalsThatKnowKeys(DeliverKit):
    adapter = SupplierDocument(SupplierDocumentSettings(idempotent=True))

    def peer(self):
        return Portal(knows_keys=True)


def test_what_is_sent_carries_its_digest():
    assert next(ADAPTER.deliver(PARCEL)) == Send(
        PARCEL.body, PARCEL.media_type, PARCEL.name, PARCEL.delivery_key, {"Repr-Digest": digest(PARCEL.body)}
    )


def test_what_may_have_arrived_waits_for_a_person_unless_the_portal_knows_keys():
    dialogue = Dialogue(ADAPTER.deliver(PARCEL))
    dialogue.begin()
    dialogue.fail(WireError("cut", sent=True))

    assert dialogue.receipt.outcome == "unknown"
    assert play(ADAPTER.look_up(PARCEL), lambda *_: Response(200, {}, b"")).rule == "NET-105"


@pytest.mark.parametrize("name, document", list(zip(("request", "dossier", "decision", "rating"), CARRIED, strict=False)))
def test_each_sample_is_a_document_that_it_carries(name, document):
    model, broken = validate(document, sample(name))

    assert broken == []
    assert model is not None
    assert ADAPTER.carries[document] == "send"


def test_the_decision_of_the_samples_is_on_their_dossier():
    model, _ = validate("supplier_qualification/1", sample("dossier"))

    assert sample("decision")["dossierReference"]["sha256"] == hashlib.sha256(canonical_json(model.values())).hexdigest()
    assert sample("dossier")["requestReference"]["id"] == sample("request")["id"]
