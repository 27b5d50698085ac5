"""The kit for maps, on a small X12 map and on a foreign JSON map; and that it finds a map that breaks its law."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.json import FORMAT as JSON
from hub.formats.json.tree import Node
from hub.formats.x12 import FORMAT as X12
from hub.mapping.compile import compile_map
from hub.mapping.library import extending
from hub.testing.mappings import MapLaws, check_faithful, documents, settled
from tests.mapping.trees import compiled, tree

SMALL = """
rules:
  id: BEG.03
  issued: BEG.05 | date(%Y%m%d)
  currency: CUR[01=BY].02
  buyer: {at: "N1[01=BY]", use: party}
  contract.id: REF[01=CT].02
  total: AMT[01=TT].02 | amount(currency=$currency)
  line:
    each: PO1
    rules:
      id: .01
      quantity: .02 | quantity(unit=.03)
      price: .04 | decimal
      gtin: .06+(UP)
      text: PID[01=F].05
      schedule: {each: SCH, rules: {quantity: ".01 | quantity(unit=.02)", day: ".06 | date"}}
  note: {each: MSG, value: .01}
parts: {party: {name: .02, id: .04 | identifier(scheme=.03), city: N4.01, street: {each: "N3.{01..02}", value: .}}}
write_only: {CTT.01: count(line)}
"""

ERP = """
document: order/1
format: json/erp
rules:
  id: order_no
  issueDate: date | date(%d.%m.%Y)
  documentCurrencyCode: money/currency
  buyerCustomerParty: {at: "parties[role=buyer]", rules: {partyName: name}}
  sellerSupplierParty: {at: "parties[role=seller]", rules: {partyName: name}}
  orderLine:
    each: lines[*]
    rules:
      id: pos
      quantity: qty#number | quantity(unit=.unit)
      price.priceAmount: price#number | amount(currency=$documentCurrencyCode)
      item.description: {each: "text{1..3}", rules: {value: .}}
      partialDeliveryIndicator: partial#boolean | bool(true, false)
"""


MAP = compiled(SMALL)


class TestX12(MapLaws):
    format = X12
    compiled: ClassVar = MAP

    def trees(self):
        return [
            tree(
                "BEG*00*SA*1**20260131",
                "CUR*BY*EUR",
                "REF*IA*x",
                "N1*BY*A*9*7",
                ">N3*a*b",
                ">N4*H*HH",
                "PO1*1*5*EA*.5**UP*1",
                ">PID*F****T",
                "CTT*1",
            ),
            tree("BEG*00*SA* 2", "PO1*1*x*EA", "PO1*2*7", "CTT*2"),
        ]

    @given(documents(MAP))
    def test_a_document_comes_back_exactly(self, document):
        if "total" in document:
            document["total"] = {**document["total"], **({"currencyID": document["currency"]} if "currency" in document else {})}

        assert settled(X12, self.compiled, document) == document


class TestForeignJson(MapLaws):
    format = JSON
    compiled: ClassVar = compile_map(extending(ERP, "erp.yaml"), JSON.paths)

    def trees(self):
        return [
            Node({"order_no": "1", "date": "31.01.2026", "money": {"currency": "EUR"}, "extra": {"a": [1, True, "x"]}}),
            Node(
                {
                    "parties": [{"role": "buyer", "name": "B"}, {"role": "seller", "name": "S", "vat": "9"}],
                    "lines": [{"pos": "1", "text1": "a", "text2": "b"}],
                }
            ),
        ]


def test_numbers_and_booleans_of_foreign_json_are_written_as_such():
    made = Node({})
    TestForeignJson.compiled.write(
        {"orderLine": [{"quantity": {"value": "1.50", "unitCode": "EA"}, "partialDeliveryIndicator": True}]}, made
    )

    assert JSON.write([("", made)], None) == b'{"lines":[{"qty":1.50,"unit":"EA","partial":true}]}'


@given(st.data())
def test_documents_are_not_empty_shells(data):
    drawn = [data.draw(documents(MAP)) for _ in range(5)]

    assert all(value not in ({}, [], None, "") for document in drawn for value in document.values())


def test_a_map_that_loses_a_value_is_caught():
    lossy = compiled("rules: {a: BEG.03 | upper}")
    result = check_faithful(X12, lossy, tree("BEG***abc"))
    assert result.document["unmapped"] == [{"path": "=x12/a", "value": "abc"}]

    one_way = compiled("rules: {b: BEG.04}\nread_only: {a: BEG.03}")
    with pytest.raises(AssertionError):
        check_faithful(X12, one_way, tree("BEG***abc"))
