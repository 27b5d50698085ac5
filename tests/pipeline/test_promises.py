"""What is owed next in a conversation is told by whom, to whom and until when, and no longer once it has come."""

from __future__ import annotations

from typing import Any

import pytest

from hub.model.config import AgreementConfig
from hub.pipeline.promises import Conversation, Promise, owed_next
from hub.store import deliveries
from hub.store.items import Row
from hub.testing import stores

SECOND = 1_000_000
AGREEMENT = AgreementConfig.model_validate(
    {
        "from": "acme/erp",
        "to": "bolt",
        "carries": ["order", "order_change", "order_cancellation", "receipt_advice"],
        "deliver": [{"to": "bolt/erp"}],
        "replies": [
            {"document": "order_response", "from": "bolt/erp", "deliver": [{"to": "acme/erp"}], "within": "10s"},
            {"document": "invoice", "from": "bolt/erp", "deliver": [{"to": "acme/erp"}]},
        ],
    }
)


def said(number: str, document: str = "order/1", **columns: Any) -> Row:
    row = {"document_type": document, "thread": "acme|1", "received_at": int(number) * SECOND}
    return stores.message_row(number, **(row | columns))


def back(number: str, document: str = "order_response/1", **columns: Any) -> Row:
    return said(number, document, **({"sender_id": "bolt", "receiver_id": "acme"} | columns))


def owed(*rows: Row, now: int = 5, owing: dict[str, list[Row]] | None = None, offers: dict[str, Row] | None = None) -> list[Promise]:
    known = {"orders": AGREEMENT}
    return owed_next(Conversation(rows, owing or {}, offers or {}), known.get, now * SECOND)


def brief(promises: list[Promise]) -> list[tuple[str, str, str | None, str, str]]:
    return [(one.kind, one.what, one.by, one.to, one.message_id) for one in promises]


RESPONSE, INVOICE = ("reply", "order_response", "bolt", "acme"), ("reply", "invoice", "bolt", "acme")
CASES = [
    ([said("1")], [(*RESPONSE, "1"), (*INVOICE, "1")]),
    ([said("1"), back("2")], [(*INVOICE, "1")]),
    ([said("1"), back("2"), back("3", "invoice/1")], []),
    ([said("1"), back("2", thread="acme|2")], [(*RESPONSE, "1"), (*INVOICE, "1")]),
    ([said("1"), back("2", state="held")], [(*RESPONSE, "1"), (*INVOICE, "1")]),
    ([said("1"), back("2", sender_id="cog")], [(*RESPONSE, "1"), (*INVOICE, "1")]),
    ([said("1"), back("2"), said("3", "order_change/1")], [(*RESPONSE, "3"), (*INVOICE, "3")]),
    ([said("1"), back("2"), said("3", "receipt_advice/1")], [(*INVOICE, "1")]),
    ([said("1"), said("2", "order_cancellation/1")], [(*RESPONSE, "2")]),
    ([said("1"), said("2", "order_cancellation/1"), back("3")], []),
    ([said("1", "receipt_advice/1")], []),
    ([said("1", state="held")], []),
    ([said("1", receiver_id="")], []),
    ([said("1", agreement_id="gone")], []),
    ([], []),
]


@pytest.mark.parametrize(("rows", "expected"), CASES)
def test_a_reply_is_owed_from_the_newest_message_until_it_comes(rows: list[Row], expected: list[Any]) -> None:
    assert brief(owed(*rows)) == expected


def test_a_decision_asks_for_no_other_dossier() -> None:
    replies = [{"document": "supplier_qualification", "from": "bolt/erp", "deliver": [{"to": "acme/erp"}]}]
    agreement = AGREEMENT.model_validate(
        AGREEMENT.model_dump(by_alias=True, exclude={"carries", "replies"}, exclude_unset=True)
        | {"carries": ["qualification_request", "qualification_decision"], "replies": replies}
    )
    rows = [said("1", "qualification_request/1"), back("2", "supplier_qualification/1"), said("3", "qualification_decision/1")]

    assert [one.what for one in owed_next(Conversation(rows[:1], {}, {}), {"orders": agreement}.get, 5)] == ["supplier_qualification"]
    assert owed_next(Conversation(rows, {}, {}), {"orders": agreement}.get, 5) == []


@pytest.mark.parametrize(("now", "late"), [(11, False), (12, True)])
def test_a_reply_is_late_after_the_time_that_was_agreed(now: int, late: bool) -> None:
    first, second = owed(said("1"), now=now)

    assert (first.since, first.due, first.overdue) == (SECOND, 11 * SECOND, late)
    assert (second.due, second.overdue) == (None, False)


def delivery(state: int, **columns: Any) -> Row:
    row = deliveries.new("k", "1", "bolt/erp", "t", "x12/850", "orders", now=2 * SECOND, promised_at=3 * SECOND, control_number=7)
    return row | {"state": state, "ended_at": 4 * SECOND if state > 3 else None} | columns


UNDER_WAY, SILENT = ("delivery", "x12/850", None, "bolt", "1"), ("acknowledgement", "x12/850", "bolt", "acme", "1")
DELIVERIES = [
    (delivery(0), [UNDER_WAY]),
    (delivery(3), [UNDER_WAY]),
    (delivery(4), [SILENT]),
    (delivery(4, acknowledged="accepted"), []),
    (delivery(4, control_number=0), []),
    (delivery(5), []),
    (delivery(6), []),
]


@pytest.mark.parametrize(("one", "expected"), DELIVERIES)
def test_a_delivery_is_owed_until_it_is_over_and_then_word_of_it(one: Row, expected: list[Any]) -> None:
    found = [promise for promise in owed(said("1"), back("2"), back("3", "invoice/1"), owing={"1": [one]}) if promise.kind != "reply"]

    assert brief(found) == expected


def test_nobody_acknowledges_an_acknowledgement() -> None:
    answer = said("1", "", direction="out", agreement_id="")

    assert owed(answer, owing={"1": [delivery(4)]}) == []


@pytest.mark.parametrize(
    ("state", "until", "expected"),
    [("open", 4 * SECOND, [("offer", 4 * SECOND)]), ("open", None, [("offer", 11 * SECOND)]), ("accepted", None, [])],
)
def test_an_open_offer_is_owed_an_answer_by_its_end(state: str, until: int | None, expected: list[Any]) -> None:
    offer = stores.offer_row("1", 1, "bolt", state=state, offered_at=SECOND, until=until)

    assert [(one.kind, one.due) for one in owed(said("1"), offers={"1": offer})] == expected
