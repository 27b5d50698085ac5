"""The document adapter: the public kit, and what it makes of every answer in `samples/`."""

from __future__ import annotations

from contextlib import suppress
from importlib import resources

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from hub.adapters.answers import retry_after
from hub.adapters.base import Response, Send, WireError
from hub.adapters.conversation import OUTCOMES
from hub.adapters.erp.document.adapter import Document, DocumentSettings
from hub.errors import Misconfigured
from hub.testing.adapters import PARCEL, AdapterKit, DeliverKit, LimitsKit, Refusal, SettingsKit, play

ANSWERS = yaml.safe_load((resources.files("hub.adapters.erp.document") / "samples" / "answers.yaml").read_text("utf-8"))


class TestDocument(AdapterKit):
    adapter = Document()


class TestDocumentWithoutIdempotency(AdapterKit):
    adapter = Document(DocumentSettings(idempotent=False))


class TestSettings(SettingsKit):
    adapter = Document()
    settings = {"idempotent": False, "accepted": [302]}  # noqa: RUF012
    wrong = ({"idempotent": "perhaps"}, {"accepted": 302}, {"accepted": ["taken"]})


class TestLimits(LimitsKit):
    adapter = Document()


class Shelf:
    """A receiver that takes documents, each key once where it honours keys."""

    def __init__(self, *, honours):
        self.honours = honours
        self.taken = {}

    def answer(self, request):
        place = request.key if self.honours else (request.key, len(self.taken))
        known = place in self.taken
        self.taken.setdefault(place, request.body)
        return Response(200 if known else 201, {}, f'{{"id": "R-{list(self.taken).index(place)}"}}'.encode())

    def held(self):
        return list(self.taken.values())


REFUSALS = (
    Refusal(Response(422, {}, b'{"errors": [{"path": "lines[1].price"}]}'), "lines[1].price"),
    Refusal(Response(400, {}, b"no"), "400"),
)


class TestDeliveries(DeliverKit):
    adapter = Document()
    refusals = (*REFUSALS, Refusal(Response(403, {}, b"no"), "403", "misconfigured"))

    def peer(self):
        return Shelf(honours=True)


class TestDeliveriesWithoutIdempotency(DeliverKit):
    adapter = Document(DocumentSettings(idempotent=False))
    refusals = REFUSALS
    stays_unknown = True

    def peer(self):
        return Shelf(honours=False)


def answered(answer, adapter=None):
    return play((adapter or Document()).deliver(PARCEL), lambda _request, _number: answer)


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: row["title"])
def test_every_sample_answer_means_what_it_says(row):
    receipt = answered(Response(row["status"], row["headers"], row["body"].encode("latin-1")))

    assert receipt.outcome == row["outcome"]
    assert receipt.reference == row.get("reference", "")
    assert receipt.after == row.get("after")
    assert bool(receipt.rule) == (receipt.outcome in ("rejected", "deferred"))


@pytest.mark.parametrize("status", [301, 302, 307, 401, 403, 407])
def test_what_the_operator_has_to_mend_holds_and_does_not_reject(status):
    with pytest.raises(Misconfigured) as refused:
        answered(Response(status, {}, b"no"))

    assert refused.value.rule == "NET-010"


def test_the_receivers_words_are_kept_in_one_short_line():
    receipt = answered(Response(422, {}, b"bad\n  item " + b"x" * 5000))

    assert receipt.reason.startswith("422 bad item xxx")
    assert len(receipt.reason) == 500


def test_it_sends_the_bytes_with_the_key():
    assert next(Document().deliver(PARCEL)) == Send(PARCEL.body, PARCEL.media_type, PARCEL.name, PARCEL.delivery_key)


@pytest.mark.parametrize("sent, outcome", [(True, "unknown"), (False, "deferred")])
def test_a_broken_wire_keeps_law_3(sent, outcome):
    assert answered(WireError("gone", sent=sent)).outcome == outcome


@pytest.mark.parametrize("idempotent, outcome, rule", [(True, "deferred", ""), (False, "unknown", "NET-105")])
def test_an_unknown_outcome_is_sent_again_only_where_the_key_is_honoured(idempotent, outcome, rule):
    receipt = play(Document(DocumentSettings(idempotent=idempotent)).look_up(PARCEL), lambda _request, _number: Response(200, {}, b""))

    assert (receipt.outcome, receipt.rule) == (outcome, rule)


def test_further_statuses_may_mean_taken():
    adapter = Document(DocumentSettings(accepted=[302]))

    assert answered(Response(302, {"location": "/x"}, b""), adapter).reference == "/x"


def test_a_misspelt_setting_is_refused():
    with pytest.raises(ValidationError):
        DocumentSettings.model_validate({"idempotant": False})


@example(503, b"", {"retry-after": "Mon, 99999999999999999999 Jan 2026 00:00:00 GMT", "date": ""})
@given(
    status=st.integers(100, 999),
    body=st.binary(max_size=200),
    headers=st.dictionaries(st.sampled_from(["retry-after", "date", "location"]), st.text(max_size=40)),
)
def test_any_answer_ends_in_a_receipt_or_holds(status, body, headers):
    answer = Response(status, headers, body)
    wait = retry_after(answer)
    assert wait is None or wait >= 0
    with suppress(Misconfigured):
        assert answered(answer).outcome in OUTCOMES


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [(500, {}, "unknown"), (503, {}, "unknown"), (503, {"retry-after": "5"}, "deferred"), (429, {}, "deferred")],
)
def test_a_receiver_that_fails_and_knows_no_keys_is_not_sent_the_same_again(status, headers, outcome):
    adapter = Document(DocumentSettings(idempotent=False))

    assert answered(Response(status, headers, b""), adapter).outcome == outcome
