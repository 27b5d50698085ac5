"""The laws of the maps of Kingdee: documents are fixed points, and what people read in them is what was meant."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings

from hub.adapters.base import Parcel
from hub.adapters.erp.kingdee.adapter import Kingdee
from hub.adapters.erp.kingdee.settings import KingdeeSettings
from hub.formats.json import FORMAT
from hub.formats.json.tree import Node
from hub.mapping import library
from hub.mapping.compile import compile_map
from hub.model.config import Assume
from hub.model.documents.registry import validate
from hub.testing.adapters import asked, handed_over, run
from hub.testing.mappings import check_fixed_point, documents
from tests.adapters.erp.kingdee.fake import K3Cloud

NAMES = ("kingdee-order", "kingdee-order-response", "kingdee-despatch")


@cache
def compiled(name):
    return compile_map(library.load("json", name), FORMAT.paths)


@pytest.mark.parametrize("name", NAMES)
def test_a_document_that_came_out_goes_in_and_comes_out_the_same(name):
    @settings(suppress_health_check=list(HealthCheck), max_examples=25)
    @given(documents(compiled(name)))
    def law(document):
        check_fixed_point(FORMAT, compiled(name), document)

    law()


ORDER = {
    "id": "PO-7",
    "issueDate": "2026-11-22",
    "documentCurrencyCode": "CNY",
    "buyerCustomerParty": {"supplierAssignedAccountID": "C001", "partyName": "兰美泵业"},
    "note": [{"value": "周二之前到货"}],
    "orderLine": [
        {
            "id": "10",
            "quantity": {"value": "10.50", "unitCode": "C62"},
            "price": {"priceAmount": {"value": "36.50", "currencyID": "CNY"}, "taxIncludedIndicator": True},
            "item": {"name": "离心泵", "sellersItemIdentification": {"value": "M-1"}},
            "delivery": {"requestedDeliveryPeriod": {"endDate": "2026-12-01"}},
        }
    ],
}


def polled(stream):
    """What the hub reads of a bill that was made from the order, by its maps."""
    adapter, peer = Kingdee(KingdeeSettings(account="1", user="u", app_id="env:A", app_secret="env:B")), K3Cloud()
    tree = FORMAT.new_tree("kingdee-order")
    assert compiled("kingdee-order").write(ORDER, tree).dropped == []
    parcel = Parcel("d", "lanmei|order/1|PO-7|0", FORMAT.write([("kingdee-order", tree)], None), "application/json", "o.json")
    receipt = handed_over(adapter, parcel, asked(peer))
    lines = [
        {"F_TP_Line": "10", "FSoorDerno": receipt.reference, "FRealQty": "4", "FUnitID": {"FNumber": "Pcs"}, "FLot": {"FNumber": "L-9"}}
    ]
    peer.save("SAL_OUTSTOCK", {"Model": {"FBillNo": "XSCKD01", "FDate": "2026-11-25T00:00:00", "FEntity": lines}})
    for bill in peer.bills["SAL_OUTSTOCK"].values():
        bill["FDocumentStatus"] = "C"
    (found,) = run(adapter.poll(stream, "", 50), asked(peer)).parcels
    name = found.message.partition("/")[2]
    read = compiled(name).read(Node(json.loads(found.body)), Assume(currency="CNY"))
    assert read.findings == []
    assert validate(compiled(name).document, read.document)[1] == []
    return read.document


def test_an_audited_bill_confirms_the_lines_of_the_order_under_their_own_numbers():
    found = polled("order_response")

    assert (found["orderReference"]["id"], found["orderResponseCode"], found["issueDate"]) == ("PO-7", "AP", "2026-11-22")
    (line,) = found["orderLine"]
    assert line["orderLineReference"] == {"lineID": "10"}
    assert line["quantity"] == {"value": "10.5000000000", "unitCode": "C62"}
    assert line["price"] == {"priceAmount": {"value": "36.5000000000", "currencyID": "CNY"}, "taxIncludedIndicator": True}


def test_a_despatch_names_the_order_and_the_line_that_it_is_of():
    found = polled("despatch_advice")

    assert found["orderReference"] == [{"id": "PO-7"}]
    (line,) = found["despatchLine"]
    assert line["orderLineReference"]["lineID"] == "10"
    assert line["deliveredQuantity"] == {"value": "4.0000000000", "unitCode": "C62"}
    assert line["item"]["itemInstance"] == [{"lotNumber": "L-9"}]


def test_what_has_no_field_there_travels_whole_and_comes_back():
    tree = FORMAT.new_tree("kingdee-order")
    result = compiled("kingdee-order").write(ORDER, tree)

    assert result.dropped == []
    assert compiled("kingdee-order").read(Node(json.loads(FORMAT.write([("kingdee-order", tree)], None)))).document == ORDER
