"""Changes of orders in Tryton: the public kit, what is written of them, and what stops them in the sender's own terms."""

from __future__ import annotations

from typing import Any

import pytest

from hub.adapters.base import Response
from hub.adapters.erp.tryton.adapter import Tryton
from hub.adapters.erp.tryton.settings import TrytonSettings
from hub.errors import Misconfigured
from hub.testing.adapters import DeliverKit, Refusal, asked, play
from tests.adapters.erp.tryton.seller import parcel, seller
from tests.adapters.tryton.fake import FakeTryton

ADAPTER = Tryton(TrytonSettings(company=1, reach="quotation"))
BUYER = {"identifiers": [{"code": "LM-1", "scheme": "92"}]}
MORE = {"number": "000010", "action": "3", "product": "P-1", "quantity": "5", "unit": "u", "unit_price": "12.00", "currency": "EUR"}
NEW = {"number": "000030", "action": "1", "gtin": "4012345000016", "quantity": "1.5", "unit": "yd", "unit_price": "4.10"}
LINES = [MORE, {"number": "000020", "action": "2"}, NEW]


def changing(*lines: dict[str, Any], **head: Any) -> dict[str, Any]:
    """A change of the order that the seller has."""
    return {"change": {"number": "C-1", "reference": "4711", "mode": "delta", **head}, "customer": BUYER, "lines": list(lines)}


def sold(state: str = "quotation") -> FakeTryton:
    """A seller that has the sale of the order, in this state."""
    peer = seller()
    assert play(ADAPTER.deliver(parcel()), asked(peer)).outcome == "created"
    peer.rows["sale.sale"][0]["state"] = state
    return peer


def change(peer: FakeTryton, body: dict[str, Any], document: Any = None) -> Any:
    return play(ADAPTER.deliver(parcel(body, document or {})), asked(peer))


def lines_of(peer: FakeTryton) -> list[tuple[Any, ...]]:
    (sale,) = peer.rows["sale.sale"]
    names = ("sequence", "product", "unit", "quantity")
    return [(*(line[name] for name in names), line["unit_price"]["decimal"]) for line in sale["lines"]]


def stopped(peer: FakeTryton, body: dict[str, Any], document: Any = None) -> Misconfigured:
    """What stops a change; the sale stands as it stood."""
    before = peer.held()
    with pytest.raises(Misconfigured) as held:
        change(peer, body, document)
    assert peer.held() == before
    return held.value


class Changed:
    """A seller with a quotation, of which something is held as soon as it is changed."""

    def __init__(self) -> None:
        self._peer = sold()

    def answer(self, request):
        return self._peer.answer(request)

    def held(self):
        (sale,) = self._peer.rows["sale.sale"]
        changes = [one["name"] for one in sale["attachments"] if one["name"].startswith("tradepost-change-")]
        return [changes, sale["state"], sale["comment"], lines_of(self._peer)] if changes else []


class TestChanges(DeliverKit):
    adapter = ADAPTER
    parcel = parcel(changing(*LINES), {})
    peer = Changed
    refusals = (Refusal(Response(400, {}, b'{"message": "You can not call it."}'), "You can not call it", "misconfigured"),)


@pytest.mark.parametrize("state", ["draft", "quotation", "confirmed"])
def test_lines_are_changed_deleted_and_added_and_the_sale_is_quoted_again(state):
    peer = sold(state)
    receipt = change(peer, changing(*LINES))
    (sale,) = peer.rows["sale.sale"]

    assert (receipt.outcome, receipt.reference, sale["state"]) == ("updated", sale["number"], "quotation")
    assert lines_of(peer) == [(1, 21, 1, 5, "12.00"), (3, 22, 6, 1.5, "4.10")]
    assert [one["name"][:17] for one in sale["attachments"]] == [
        "tradepost-order-" + sale["attachments"][0]["name"][16],
        "tradepost-change-",
    ]


def test_the_same_change_again_writes_nothing_even_in_process():
    peer = sold()
    change(peer, changing(*LINES))
    peer.rows["sale.sale"][0]["state"] = "processing"
    before = peer.held()

    assert change(peer, changing(*LINES)).outcome == "duplicate"
    assert peer.held() == before


def test_a_second_change_goes_on_from_the_first():
    peer = sold()
    change(peer, changing(*LINES))
    change(peer, changing({"number": "000030", "action": "3", "quantity": "9", "unit": "yd"}, number="C-2"))

    assert lines_of(peer) == [(1, 21, 1, 5, "12.00"), (3, 22, 6, 9, "4.10")]
    assert change(peer, changing(*LINES)).outcome == "duplicate"


def test_a_change_of_a_quantity_leaves_the_price_that_the_seller_put_right():
    peer = sold()
    peer.rows["sale.sale"][0]["lines"][0]["unit_price"]["decimal"] = "13.00"
    change(peer, changing({"number": "000010", "action": "3", "quantity": "4", "unit": "u"}))

    assert lines_of(peer)[0] == (1, 21, 1, 4, "13.00")


def test_the_whole_order_anew_takes_away_what_it_does_not_state_and_leaves_the_sellers_own_lines():
    peer = sold()
    freight = {"id": 77, "type": "line", "sequence": None, "product": 21, "unit": 1, "quantity": 1, "unit_price": {"decimal": "9"}}
    peer.rows["sale.sale"][0]["lines"].append(freight)
    stated = {name: value for name, value in MORE.items() if name != "action"}
    change(peer, changing(stated, mode="replace"))

    assert lines_of(peer) == [(1, 21, 1, 5, "12.00"), (None, 21, 1, 1, "9")]


def test_another_item_is_a_line_of_its_own_at_the_same_place():
    peer = sold()
    change(peer, changing({"number": "000010", "action": "3", "product": "P-2", "quantity": "2", "unit": "yd"}))

    assert lines_of(peer) == [(2, 22, 6, 2.5, "4.00"), (1, 22, 6, 2, "12.50")]


def test_the_words_of_a_change_come_under_those_of_the_order():
    peer = sold()
    change(peer, changing(comment="not before Monday", reason="fair"))
    change(peer, changing(number="C-2"))

    assert peer.rows["sale.sale"][0]["comment"].split("\n") == [
        "ring first",
        "Change C-1: not before Monday; fair",
        "Change C-2: see what is attached",
    ]


def test_another_place_is_written_and_one_that_nobody_knows_holds_the_change():
    peer = sold()
    peer.rows["party.party"][0]["addresses"].append({"id": 12, "street": "2 Side St", "postal_code": "1000", "city": "Town"})
    place = {"street": "2 Side St", "postal_code": "1000", "city": "Town"}
    change(peer, {**changing(), "ship_to": place})
    (sale,) = peer.rows["sale.sale"]

    assert (sale["shipment_address"], sale["invoice_address"]) == (12, 11)
    assert stopped(peer, {**changing(number="C-3"), "ship_to": {"street": "9 Far Rd"}}).rule == "ADP-001"


@pytest.mark.parametrize(("state", "why"), [("processing", "on their way"), ("done", "on their way"), ("cancelled", "was cancelled")])
def test_a_sale_that_went_on_is_not_touched(state, why):
    problem = stopped(sold(state), changing(*LINES))

    assert (problem.rule, problem.params["state"]) == ("ADP-005", state)
    assert why in problem.params["reason"]


HELD = [
    (changing({**MORE, "number": "000090"}), "ADP-001", "000090 (P-1)"),
    (changing({"number": "000090", "action": "2", "buyer_item": "B-9"}), "ADP-001", "000090 (B-9)"),
    (changing({**MORE, "product": "P-9"}), "ADP-001", "P-9"),
    (changing({**NEW, "number": "000010"}), "ADP-003", "line 000010 (4012345000016)"),
    (changing({**MORE, "currency": "USD"}), "ADP-004", "line 000010: an amount in USD"),
    (changing({**MORE, "action": "7"}), "ADP-004", "line 000010 with the action 7"),
    (changing({**MORE, "number": ""}), "ADP-004", "line no. 1 without a number"),
    (changing(NEW, NEW), "ADP-004", "line 000030, stated more than once"),
    (changing({"number": "000010"}, mode=None), "ADP-004", "does not say whether"),
    (changing(mode="replace"), "ADP-004", "leaves no line"),
    (changing(*LINES, currency="USD"), "ADP-004", "the change: an amount in USD"),
    (changing(*LINES, reference="99"), "ADP-001", "99"),
]


@pytest.mark.parametrize(("body", "rule", "words"), HELD, ids=[row[2] for row in HELD])
def test_what_does_not_fit_is_told_in_the_senders_terms_before_anything_is_touched(body, rule, words):
    problem = stopped(sold(), body)

    assert problem.rule == rule
    assert words in str(problem.params)


CANNOT = [
    ({"messageFunctionCode": "1"}, "function 1"),
    ({"orderLine": [{"id": "000010", "allowanceCharge": [{}]}]}, "line 000010"),
]


@pytest.mark.parametrize(("document", "what"), CANNOT, ids=["asks to cancel", "allowance"])
def test_what_a_sale_cannot_say_stops_the_change(document, what):
    assert what in stopped(sold(), changing(*LINES), document).params["what"]


def test_a_line_that_is_not_the_one_ordered_any_more_is_for_a_person():
    peer = sold()
    peer.rows["sale.sale"][0]["lines"][0]["product"] = 22

    problem = stopped(peer, changing(MORE))
    assert (problem.rule, "line 000010 (P-1)" in problem.params["reason"]) == ("ADP-003", True)


def test_a_line_that_the_seller_put_at_the_next_place_is_not_taken_for_a_new_one():
    peer = sold()
    peer.rows["sale.sale"][0]["lines"].append({**peer.rows["sale.sale"][0]["lines"][0], "id": 77, "sequence": 3})

    problem = stopped(peer, changing(NEW))
    assert (problem.rule, "at place 3 stands another line" in problem.params["reason"]) == ("ADP-003", True)


def test_a_line_that_the_seller_took_away_cannot_be_changed_and_may_be_deleted():
    peer = sold()
    del peer.rows["sale.sale"][0]["lines"][1]

    assert stopped(peer, changing({"number": "000020", "action": "3", "quantity": "9", "unit": "yd"})).rule == "ADP-001"
    assert change(peer, changing({"number": "000020", "action": "2"})).outcome == "updated"


def test_a_sale_that_did_not_come_through_the_hub_is_for_a_person():
    peer = sold()
    peer.rows["sale.sale"][0]["attachments"] = []

    assert stopped(peer, changing(*LINES)).rule == "ADP-003"


def test_what_tryton_refuses_to_write_is_rejected_in_its_words_and_the_sale_is_quoted_again():
    peer = sold()

    def answer(request, _number):
        return Response(400, {}, b'{"message": "Too many digits."}') if request.method == "PUT" else peer.answer(request)

    receipt = play(ADAPTER.deliver(parcel(changing(*LINES), {})), answer)

    assert (receipt.outcome, receipt.reason) == ("rejected", "400 Too many digits.")
    assert peer.rows["sale.sale"][0]["state"] == "quotation"


def test_a_change_that_names_no_buyer_means_the_only_sale_of_the_hub():
    body = changing(*LINES)
    del body["customer"]

    assert change(sold(), body).outcome == "updated"


def cancelling(*lines: dict[str, Any]) -> dict[str, Any]:
    return {"cancellation": {"number": "X-1", "reference": "4711", "note": "too many"}, "customer": BUYER, "lines": list(lines)}


CANCELLED = [
    (cancelling({"number": "000010"}), [(2, 22, 6, 2.5, "4.00")]),
    (cancelling({"number": "000010", "quantity": "3", "unit": "u"}), [(2, 22, 6, 2.5, "4.00")]),
    (cancelling({"number": "000020", "quantity": "1.0", "unit": "yd"}), [(1, 21, 1, 3, "12.50"), (2, 22, 6, 1.5, "4.00")]),
]


@pytest.mark.parametrize(("body", "then"), CANCELLED, ids=["a line", "all of a line", "a part of a line"])
def test_lines_that_are_cancelled_go_once(body, then):
    peer = sold()

    assert [change(peer, body).outcome for _ in range(2)] == ["updated", "duplicate"]
    assert lines_of(peer) == then
    assert peer.rows["sale.sale"][0]["comment"].endswith("Change X-1: too many")


def test_a_change_after_a_cancelled_line_knows_what_is_left():
    peer = sold()
    change(peer, cancelling({"number": "000020", "quantity": "1", "unit": "yd"}))
    change(peer, changing({"number": "000020", "action": "3", "unit_price": "5.00"}))

    assert lines_of(peer)[1] == (2, 22, 6, 1.5, "5.00")


TOO_MUCH = [
    (cancelling({"number": "000010", "quantity": "4", "unit": "u"}), "ADP-004", "line 000010: 4 u to be cancelled"),
    (cancelling({"number": "000010", "quantity": "1", "unit": "yd"}), "ADP-004", "ordered are 3 u"),
    (cancelling({"number": "000090"}), "ADP-001", "000090"),
    (cancelling({"number": "000010"}, {"number": "000020"}), "ADP-004", "leaves no line"),
]


@pytest.mark.parametrize(("body", "rule", "words"), TOO_MUCH, ids=["too much", "another unit", "no such line", "all lines"])
def test_what_cannot_be_cancelled_of_an_order_is_told(body, rule, words):
    problem = stopped(sold(), body)

    assert problem.rule == rule
    assert words in str(problem.params)
