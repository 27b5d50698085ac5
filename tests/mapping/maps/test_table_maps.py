"""The hub's own tables: an order comes back from them as the same document, whatever it came from; leads and questionnaires by map."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from hub.configuration.active import ActiveConfiguration
from hub.formats import csv, xlsx
from hub.formats.base import Format, laid_out
from hub.mapping.compile import CompiledMap, compile_map
from hub.mapping.library import load
from hub.model.config import Configuration
from hub.pipeline.check import check
from hub.pipeline.convert import convert
from hub.testing.formats import messages
from hub.testing.mappings import check_fixed_point, documents, settled, written
from tests.services import REPOSITORY

AT = datetime(2026, 11, 22, tzinfo=UTC)
ORDER = (REPOSITORY / "examples" / "samples" / "order.x12").read_bytes()
TARGETS = ["csv/order", "xlsx/order"]


def speaking(maps: dict[str, list[str]], files: dict[str, str] | None = None) -> ActiveConfiguration:
    systems = {"acme/sheet": {"adapter": "erp/document", "maps": maps}}
    tree = {"apiVersion": "hub/v1", "members": {"acme": {"name": {"en": "Acme"}}}, "systems": systems}
    return ActiveConfiguration(Configuration.model_validate(tree), files or {})


OWN = speaking({"csv/order": [], "xlsx/order": []})


def rows(data: bytes, rules: ActiveConfiguration = OWN) -> list[dict[str, Any]]:
    return list(check([data], configuration=rules, system="acme/sheet"))


def of(target: str) -> tuple[Format, CompiledMap]:
    format_name, _, message_type = target.partition("/")
    effective = load(format_name, message_type)
    format_ = laid_out({"csv": csv.FORMAT, "xlsx": xlsx.FORMAT}[format_name], {message_type: effective.layout})
    return format_, compile_map(effective, format_.paths)


@pytest.mark.parametrize("target", TARGETS)
def test_an_order_in_x12_becomes_a_table_and_the_same_document_again(target: str) -> None:
    (wanted,) = check([ORDER])
    table = convert([ORDER], target, at=AT)
    (found,) = rows(table.body)

    assert (table.dropped, table.findings) == ([], [])
    assert (found["verdict"], found["coverage"]["residue"]) == ("clean", 0)
    assert found["canonical"] == wanted["canonical"]


@pytest.mark.parametrize("target", TARGETS)
def test_and_an_850_again_with_every_segment(target: str) -> None:
    table = convert([ORDER], target, at=AT).body
    again = convert([table], "x12/850", at=AT, configuration=OWN, system="acme/sheet")
    (first,), (second,) = check([ORDER]), check([again.body])

    assert (again.dropped, again.findings) == ([], [])
    assert second["canonical"] == first["canonical"]


@pytest.mark.parametrize("one", TARGETS)
@pytest.mark.parametrize("other", TARGETS)
def test_one_table_becomes_the_other(one: str, other: str) -> None:
    first = convert([ORDER], one, at=AT).body
    second = convert([first], other, at=AT, configuration=OWN, system="acme/sheet").body

    assert rows(second)[0]["canonical"] == rows(first)[0]["canonical"]


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents(of("csv/order")[1]))
def test_documents_of_the_map_are_fixed_points_and_survive_the_bytes(target: str, document: dict[str, Any]) -> None:
    format_, compiled = of(target)
    check_fixed_point(format_, compiled, document)
    document = settled(
        format_, compiled, {**document, "id": "1", "orderLine": [{"id": "1", "quantity": {"value": "1"}}, *document.get("orderLine", [])]}
    )
    tree, _ = written(format_, compiled, copy.deepcopy(document))

    (again,) = messages(format_, format_.write([("order", tree)], None))
    assert compiled.read(again.tree).document == document


GERMAN = """\
extends: csv/order
layout:
  delimiter: ;
  one_per: order_no
  required: [order_no, item, quantity]
  head: {order_no: [Bestellnr], issue_date: [Datum], currency: [Währung]}
  columns: {item: [Artikel], quantity: [Menge], price: [Preis], unit: [ME], line_no: [Pos]}
rules:
  issueDate: "issue_date | date(%d.%m.%Y)"
  orderLine:
    rules:
      quantity: 'quantity | quantity(unit=.unit, mark=",", group=".")'
      price.priceAmount: 'price | amount(currency=currency, mark=",", group=".")'
"""


def test_a_member_overlays_headings_and_notations_alone() -> None:
    rules = speaking({"csv/bestellung": ["own.yaml"]}, {"own.yaml": GERMAN})
    text = "Bestellnr;Datum;Währung;Pos;Artikel;Menge;ME;Preis\nB7;22.11.2026;EUR;1;Pumpe;1.200;KGM;1.234,50\n"
    (found,) = rows(text.encode(), rules)

    assert (found["type"], found["document"], found["verdict"]) == ("bestellung", "order/1", "clean")
    (line,) = found["canonical"]["orderLine"]
    assert (line["quantity"]["value"], line["price"]["priceAmount"]) == ("1200", {"value": "1234.50", "currencyID": "EUR"})


def test_a_number_that_may_be_two_numbers_is_refused_where_the_map_says_nothing() -> None:
    (found,) = rows(b'Order No,Line,Quantity\n1,1,"1,234"\n')

    assert [one["rule"] for one in found["findings"]] == ["MAP-101"]
    assert found["findings"][0]["where"]["path"] == "C2"


def test_chinese_headings_words_for_units_and_gb18030_are_read() -> None:
    text = "采购单号,下单日期,币种,行号,品名,数量,单位,单价,含税\nPO-1,2026年11月2日,CNY,1,涤纶布,1500,米,11.50,是\n"
    (found,) = rows(text.encode("gb18030"))

    assert [one["rule"] for one in found["findings"]] == ["CSV-001"]
    (line,) = found["canonical"]["orderLine"]
    assert found["canonical"]["issueDate"] == "2026-11-02"
    assert line["quantity"] == {"value": "1500", "unitCode": "MTR"}
    assert line["price"] == {"priceAmount": {"value": "11.50", "currencyID": "CNY"}, "taxIncludedIndicator": True}


@pytest.mark.parametrize("target", TARGETS)
def test_several_orders_in_one_file_are_several_documents(target: str) -> None:
    text = "Order No,Line,Item,Quantity\n1,1,Pump,1\n1,2,Valve,2\n2,1,Tap,3\n"
    table = convert([text.encode()], target, at=AT, configuration=OWN, system="acme/sheet").body

    assert [(one["canonical"]["id"], len(one["canonical"]["orderLine"])) for one in rows(table)] == [("1", 2), ("2", 1)]


def test_a_table_without_its_system_is_told_as_what_it_is() -> None:
    for data, name in ((b"Order No,Line,Quantity\n1,1,1\n", "CSV"), (convert([ORDER], "xlsx/order", at=AT).body, "XLSX")):
        (found,) = check([data], name="orders.table")
        assert (found["format"], found["verdict"], [one["rule"] for one in found["findings"]]) == (None, "rejected", ["OPN-011"])
        assert name in found["findings"][0]["message"]
        assert "--as" in found["findings"][0]["fix"]


def test_residue_of_a_table_goes_back_to_where_it_stood() -> None:
    text = "Orders of May,,,\nOrder No,Line,Quantity,Colour\n1,1,1,red\n1,2,1,\nchecked by Lin,,,\n"
    (found,) = rows(text.encode())
    again = convert([text.encode()], "csv/order", at=AT, configuration=OWN, system="acme/sheet")

    assert [one["path"] for one in found["canonical"]["unmapped"]] == ["above/A1", "after[2]/A1", 'rows[0]/"Colour"']
    assert rows(again.body)[0]["canonical"] == found["canonical"]


FORM = """\
document: order/1
format: xlsx/form
layout:
  required: [no, item]
  labels: {no: [订单号], supplier: [供应商名称], date: [日期]}
  columns: {item: [品名], quantity: [数量], unit: [单位], amount: [金额], "off{1..2}": ["折扣{1..2}"]}
  totals: {sum: {label: [合计], under: amount}}
rules:
  id: no
  issueDate: "date#date | date(%Y-%m-%d)"
  sellerSupplierParty.partyName: supplier
  anticipatedMonetaryTotal.payableAmount.value: "sum#number | decimal"
  orderLine:
    each: rows
    rules:
      item.name: item
      quantity: "quantity#number | quantity(unit=.unit)"
      lineExtensionAmount.value: "amount#number | decimal"
      item.description: {each: "off{1..2}", rules: {value: .}}
"""


def test_a_form_with_labels_lines_and_totals_is_an_order_and_is_written_as_one() -> None:
    rules = speaking({"xlsx/form": ["form.yaml"]}, {"form.yaml": FORM})
    document = {
        "$schema": "https://tradepost.example/schemas/order/1.0", "schemaVersion": "1.0", "id": "7", "issueDate": "2026-11-22",
        "sellerSupplierParty": {"partyName": "蓝美"}, "anticipatedMonetaryTotal": {"payableAmount": {"value": "19.50"}},
        "orderLine": [
            {"item": {"name": "泵", "description": [{"value": "5 %"}]}, "quantity": {"value": "3", "unitCode": "H87"}, "lineExtensionAmount": {"value": "9.00"}},
            {"item": {"name": "阀"}, "lineExtensionAmount": {"value": "10.50"}},
        ],
    }  # fmt: skip
    table = convert([json.dumps(document).encode()], "xlsx/form", at=AT, configuration=rules, receiver="acme/sheet")

    assert (table.dropped, [one.rule for one in table.findings]) == ([], [])
    (found,) = rows(table.body, rules)
    assert found["canonical"] == document
