"""EDI partners: the kits, what an answer brings, and what is no interchange."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from typing import ClassVar

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.base import Response
from hub.adapters.erp.edi.adapter import Edi, EdiSettings, begins, interchange
from hub.errors import Misconfigured
from hub.testing.adapters import PARCEL, AdapterKit, DeliverKit, LimitsKit, Refusal, SettingsKit, play

X12 = replace(PARCEL, body=b"ISA*00*~", media_type="application/edi-x12", name="850-1.x12")
ANSWERS = yaml.safe_load((resources.files("hub.adapters.erp.edi") / "samples" / "answers.yaml").read_text("utf-8"))


class TestEdi(AdapterKit):
    adapter = Edi()
    parcel = X12


class TestSettings(SettingsKit):
    adapter = Edi()
    settings: ClassVar = {"idempotent": False}
    wrong = ({"idempotent": "perhaps"}, {"accepted": 302})


class TestLimits(LimitsKit):
    adapter = Edi()


class Partner:
    """Takes an interchange once and answers each with its number."""

    def __init__(self):
        self.taken = {}

    def answer(self, request):
        number = self.taken.setdefault(request.key, len(self.taken) + 1)
        return Response(200, {}, f'{{"id": "IC-{number}"}}'.encode())

    def held(self):
        return sorted(self.taken)


class TestDeliveries(DeliverKit):
    adapter = Edi()
    parcel = X12
    peer = Partner
    refusals = (Refusal(Response(422, {}, b'{"error": "not an interchange"}'), "not an interchange"),)


class TestDeliveriesToAPartnerWithoutDuplicateCheck(DeliverKit):
    adapter = Edi(EdiSettings(idempotent=False))
    parcel = X12
    peer = Partner
    stays_unknown = True


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: row["title"])
def test_every_sample_answer_means_what_it_says(row):
    answer = Response(row["status"], row.get("headers", {}), row["body"].encode())
    receipt = play(Edi().deliver(X12), lambda _request, _number: answer)

    assert (receipt.outcome, receipt.reference, receipt.after) == (row["outcome"], row.get("reference", ""), row.get("after"))
    assert [(brought.media_type, brought.body) for brought in receipt.brought] == (
        [(row["brings"], answer.body)] if "brings" in row else []
    )


@pytest.mark.parametrize("body", [b"{}", b"", b"IS", b"<ISA/>"])
def test_what_is_no_interchange_is_not_sent(body):
    with pytest.raises(Misconfigured) as refused:
        play(Edi().deliver(replace(X12, body=body)), lambda _request, _number: Response(200, {}, b""))

    assert refused.value.rule == "ADP-004"


@given(st.binary(max_size=80))
def test_any_answer_brings_an_interchange_or_nothing(body):
    found = interchange(Response(200, {}, body))

    assert (found is not None) == bool(begins(body))
    assert found is None or found.body == body
