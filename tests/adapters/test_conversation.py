"""A conversation without a wire: begin, answer, fail, close."""

from __future__ import annotations

import pytest

from hub.adapters.base import Http, Receipt, Response, WireError
from hub.adapters.conversation import AdapterError, Dialogue, lost


def one_step():
    answer = yield Http("GET")
    return Receipt("created", reference=str(answer.status))


def test_it_ends_with_a_receipt():
    dialogue = Dialogue(one_step())

    assert dialogue.begin() == Http("GET")
    assert dialogue.answer(Response(200, {}, b"")) is None
    assert dialogue.receipt == Receipt("created", reference="200")
    assert dialogue.requests == 1


@pytest.mark.parametrize("sent, outcome, rule", [(True, "unknown", "NET-104"), (False, "deferred", "NET-103")])
def test_an_error_nobody_catches_keeps_law_3(sent, outcome, rule):
    dialogue = Dialogue(one_step())
    dialogue.begin()

    assert dialogue.fail(WireError("gone", sent=sent)) is None
    assert dialogue.receipt == lost(WireError("gone", sent=sent)) == Receipt(outcome, rule=rule, reason="gone")


def test_a_bug_is_named_by_its_place_not_its_words():
    def buggy():
        raise KeyError("words of a document")
        yield

    with pytest.raises(AdapterError) as caught:
        Dialogue(buggy()).begin()

    assert caught.value.params["reason"].startswith("KeyError in test_conversation.py:")


def test_closing_twice_is_harmless_and_closing_a_stubborn_one_is_told():
    def stubborn():
        try:
            yield Http("GET")
        except GeneratorExit:
            yield Http("GET")

    plain, odd = Dialogue(one_step()), Dialogue(stubborn())
    plain.begin()
    odd.begin()

    plain.close()
    plain.close()
    with pytest.raises(AdapterError):
        odd.close()
