"""What real changes, ship notices and invoices do to a map: a few segments, what the document must say, and the way back."""

from __future__ import annotations

from functools import cache

import pytest

from hub.formats.base import MessageRead, Reading
from hub.formats.x12 import FORMAT
from hub.formats.x12.structure import group_of
from hub.mapping import library
from hub.mapping.compile import compile_map
from hub.mapping.coverage import restore, with_residue
from hub.model.documents.registry import validate

HEAD = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260801*0930*U*00401*000000001*0*P*>~GS*{}*A*B*20260801*0930*1*X*004010~"
FIRST = {"860": "BCH*04*SA*4711***20260801*****20260815", "856": "BSN*00*FH-1*20260801*0930", "810": "BIG*20260801*R-1**4711"}


@cache
def compiled(kind):
    return compile_map(library.load("x12", kind), FORMAT.paths)


def read(kind, body, first=""):
    segments = [first or FIRST[kind], *(part for part in body.split("~") if part)]
    text = f"{HEAD.format(group_of(kind))}ST*{kind}*0001~{'~'.join(segments)}~SE*{len(segments) + 2}*0001~GE*1*1~IEA*1*000000001~"
    (message,) = (event.message for event in FORMAT.read([text.encode("latin-1")], Reading()) if isinstance(event, MessageRead))
    return message


def written(kind, message):
    document = with_residue(FORMAT, message.tree, compiled(kind).read(message.tree).document, compiled(kind))
    model, findings = validate(compiled(kind).document, document)
    assert model is not None, findings
    tree = FORMAT.new_tree(kind)
    result = compiled(kind).write(document, tree)
    assert (restore(FORMAT, tree, document), result.dropped) == ([], [])
    return document, FORMAT.write([(kind, tree)], None).decode("latin-1").split("~")


@pytest.mark.parametrize(
    ("purpose", "mode", "function"),
    [("04", "delta", "4"), ("05", "replace", "5"), ("01", "delta", "1")],
)
def test_the_purpose_of_a_change_says_whether_it_states_the_whole_order_or_cancels_it(purpose, mode, function):
    document, lines = written("860", read("860", "POC*1*CA*5**EA*2", f"BCH*{purpose}*SA*4711**2*20260801*****20260815"))

    assert (document["changeMode"], document["messageFunctionCode"], document["revision"]) == (mode, function, "2")
    assert f"BCH*{purpose}*SA*4711**2*20260801*****20260815" in lines


@pytest.mark.parametrize(
    ("code", "action"), [("AI", "1"), ("DI", "2"), ("CA", "3"), ("QI", "3"), ("PC", "3"), ("NC", "4"), ("OA", "x12:OA")]
)
def test_what_becomes_of_a_line_is_one_of_four_and_the_senders_finer_word_comes_back(code, action):
    document, lines = written("860", read("860", f"POC*1*{code}*5*3*EA*2**BP*A1"))
    line = document["orderLine"][0]

    assert line["actionCode"] == action
    assert line["outstandingQuantity"] == {"value": "3", "unitCode": "EA"}
    assert f"POC*1*{code}*5*3*EA*2**BP*A1" in lines


def test_a_line_may_name_its_order_itself():
    document, lines = written("856", read("856", "HL*1**S~HL*2*1*I~LIN*1*VN*A~SN1**5*EA~PRF*4711***20260801"))

    assert document["despatchLine"][0]["orderLineReference"]["orderReference"] == {"id": "4711", "issueDate": "2026-08-01"}
    assert "PRF*4711***20260801" in lines


def test_packages_without_a_code_are_called_by_their_level():
    body = "HL*1**S~HL*2*1*O~PRF*4711~HL*3*2*T~HL*4*3*P~HL*5*4*I~LIN*1*VN*A~SN1**5*EA"
    document, lines = written("856", read("856", body))

    assert document["transportHandlingUnit"] == [
        {"packageLevelCode": "3", "id": "3", "orderReference": {"id": "4711"}},
        {"packageLevelCode": "2", "id": "4", "parentID": "3", "orderReference": {"id": "4711"}},
    ]
    assert document["despatchLine"][0]["handlingUnitReference"] == [{"id": "4"}]
    assert [line for line in lines if line.startswith("HL")] == ["HL*1**S*1", "HL*2*1*O*1", "HL*3*2*T*1", "HL*4*3*P*1", "HL*5*4*I*0"]


def test_orders_inside_a_package_come_back_inside_it():
    body = "HL*1**S~HL*2*1*P~MAN*GM*340123450000000017~HL*3*2*O~PRF*4711~HL*4*3*I~LIN*1*VN*A~SN1**5*EA~HL*5*2*O~PRF*4712~HL*6*5*I~LIN*2*VN*B~SN1**6*EA"
    _, lines = written("856", read("856", body))

    assert [line for line in lines if line.startswith("HL")] == [
        "HL*1**S*1",
        "HL*2*1*P*1",
        "HL*3*2*O*1",
        "HL*4*3*I*0",
        "HL*5*2*O*1",
        "HL*6*5*I*0",
    ]


@pytest.mark.parametrize(("code", "kind"), [("DI", "380"), ("CR", "381"), ("CN", "381"), ("DR", "383"), ("ZZ", "x12:ZZ")])
def test_an_invoice_and_a_credit_note_are_told_apart(code, kind):
    document, lines = written("810", read("810", "IT1*1*5*EA*2~TDS*1000", f"BIG*20260801*R-1**4711***{code}"))

    assert document["invoiceTypeCode"] == kind
    assert f"BIG*20260801*R-1**4711***{code}" in lines


def test_totals_have_two_implied_decimals_and_a_line_may_be_for_an_order_of_its_own():
    document, lines = written("810", read("810", "CUR*SE*USD~IT1*1*5*EA*2**PO*4712*PL*10~TDS*1000*900*980*20~CTT*1"))

    assert document["legalMonetaryTotal"] == {
        "payableAmount": {"value": "10.00", "currencyID": "USD"},
        "discountEligibleAmount": {"value": "9.00", "currencyID": "USD"},
        "discountedPayableAmount": {"value": "9.80", "currencyID": "USD"},
        "settlementDiscountAmount": {"value": "0.20", "currencyID": "USD"},
    }
    assert document["invoiceLine"][0]["orderLineReference"] == {"orderReference": {"id": "4712"}, "lineID": "10"}
    assert "TDS*1000*900*980*20" in lines
