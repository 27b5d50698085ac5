"""The rows of a finished attempt: complete, storable, with the leaves that the ledger asks for."""

from __future__ import annotations

import json

import pytest

from hub.adapters.base import Receipt
from hub.errors import Misconfigured
from hub.model.config import Retry
from hub.queue.finish import finished
from hub.queue.outcome import Case, judge, judge_error
from hub.store import tables
from hub.store.items import Claimed
from hub.transports.converse import Exchange


def claimed(*, resuming=False):
    return Claimed(7, "k1", 2, "me", "bolt/erp", "t", "m1", "json", "orders", 0, resuming, "", 1)


def ending(receipt, *, work=None, exchange=None):
    verdict = judge(receipt, Case(2, Retry(waits=["5s", "5s"], jitter=0), now=10))
    return finished(work or claimed(), verdict, started=5, now=10, exchange=exchange)


def test_the_attempt_row_fills_every_column_but_whose_it_is():
    row = ending(Receipt("created")).attempt_row

    assert set(row) == {column.name for column in tables.attempt.columns} - {"delivery_id", "ordinal"}


@pytest.mark.parametrize("outcome, state, leaves", [("created", 4, 2), ("rejected", 5, 2), ("deferred", 1, 1), ("unknown", 1, 1)])
def test_every_attempt_has_a_leaf_and_every_rest_another(outcome, state, leaves):
    done = ending(Receipt(outcome))

    assert (done.state, len(done.leaves)) == (state, leaves)
    assert all(leaf.message_id == "m1" for leaf in done.leaves)


def test_what_arrived_has_no_cause_and_what_did_not_has_one():
    assert ending(Receipt("created")).cause == ""
    assert ending(Receipt("rejected", rule="NET-101", reason="Unknown item 4711")).cause == "NET-101|orders|bolt/erp|unknown item #"


UNLISTED = {"value": "LM-0907", "place": "FMaterialId/FNumber", "list": "items", "map": "items.yaml:9"}


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (Misconfigured("MAP-106", **UNLISTED), "MAP-106|orders|bolt/erp|FMaterialId/FNumber|LM-0907"),
        (
            Misconfigured("MAP-106", **UNLISTED | {"value": "LM-0911", "pointer": "/l/1"}),
            "MAP-106|orders|bolt/erp|FMaterialId/FNumber|LM-0911",
        ),
        (Misconfigured("NET-002", host="erp2"), "NET-002|orders|bolt/erp|host: erp#"),
    ],
)
def test_each_value_that_a_list_lacks_is_a_cause_of_its_own(error, cause):
    verdict = judge_error(error, Case(1, Retry(), now=10), reached=False)

    assert finished(claimed(), verdict, started=5, now=10, exchange=None).cause == cause


def test_the_receipt_is_what_is_known():
    done = ending(Receipt("created", reference="SO-1"), exchange=Exchange(status=201, sent_digest="ab", answer=b"{}"))

    assert json.loads(done.receipt) == {"outcome": "created", "reference": "SO-1"}
    assert (done.attempt_row["status"], done.attempt_row["sent_digest"], done.attempt_row["answer"]) == (201, "ab", b"{}")


def test_words_that_no_database_takes_are_made_storable():
    done = ending(Receipt("rejected", reference="\ud800x", reason="a\0b" + "c" * 9999))

    assert done.attempt_row["reference"] == "?x"
    assert done.attempt_row["reason"].startswith("abc")
    assert len(done.attempt_row["reason"]) <= 500
    json.loads(done.receipt)


def test_without_a_conversation_an_earlier_unknown_stays_unknown():
    assert ending(Receipt("deferred"), work=claimed(resuming=True)).resuming
    assert not ending(Receipt("deferred"), work=claimed(resuming=True), exchange=Exchange()).resuming
