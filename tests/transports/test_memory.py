"""Boxes: receivers inside the process that take once, and fail when told."""

from __future__ import annotations

import asyncio
import json

import pytest

from hub.adapters.base import Http, Response, Send, WireError
from hub.transports.memory import Boxes

SEND = Send(b"{}", "application/json", "a.json", "k1")


def ask(box, *requests, deadline=1.0):
    async def run():
        return [await box.exchange(request, deadline) for request in requests]

    return asyncio.run(run())


def test_the_same_key_is_taken_once_under_one_id():
    box = Boxes().box("acme")

    first, second = ask(box, SEND, SEND)

    assert (first.status, second.status, first.body) == (201, 200, second.body)
    assert json.loads(first.body) == {"id": "acme-1"}
    assert (box.taken, len(box.asked)) == ([SEND], 2)


def test_a_name_is_one_box():
    boxes = Boxes()

    assert boxes.box("a") is boxes.box("a")
    assert boxes.box("a") is not boxes.box("b")


def test_it_fails_as_scripted_and_then_works():
    box = Boxes().box("acme")
    box.script(Response(503, {}, b""), WireError("gone", sent=False), box.lose_answer)

    assert ask(box, SEND)[0].status == 503
    for sent in (False, True):
        with pytest.raises(WireError) as failed:
            ask(box, SEND)
        assert failed.value.sent is sent
    assert ask(box, SEND)[0].status == 200  # the lost one had been taken
    assert box.taken == [SEND]


def test_it_may_be_slow():
    box = Boxes().box("acme")
    box.delay = 0.02

    assert ask(box, SEND)[0].status == 201
    with pytest.raises(WireError):
        ask(box, SEND, deadline=0.01)


def test_it_answers_no_questions():
    assert ask(Boxes().box("acme"), Http("GET"))[0].status == 404
