"""Errors of the schema as findings: which rule, where, and what would be right."""

from __future__ import annotations

import pytest

from hub.catalogue import rules
from hub.formats.ubl import FORMAT
from hub.testing import formats as kit
from tests.formats.ubl.documents import order

CASES = [
    ("out of order", ("<cbc:IssueDate>2026-11-22</cbc:IssueDate>", ""), "UBL-102|UBL-101", "cac:BuyerCustomerParty[1]", "cbc:IssueDate"),
    ("no date", ("2026-11-22", "22.11.2026"), "UBL-103", "cbc:IssueDate[1]", "a date such as 2026-11-22"),
    ("no number", (">120<", ">1,200.50<"), "UBL-103", "cac:OrderLine[1]/cac:LineItem[1]/cbc:Quantity[1]", "a number such as"),
    ("an unknown attribute", ("unitCode='MTR'", "unit='MTR'"), "UBL-104", "cac:OrderLine[1]/cac:LineItem[1]/cbc:Quantity[1]", ""),
    ("no currency", (" currencyID='CNY'", ""), "UBL-105", "cac:OrderLine[1]/cac:LineItem[1]/cbc:LineExtensionAmount[1]", ""),
    ("text between elements", ("<cac:LineItem>", "<cac:LineItem>hello"), "UBL-106", "cac:OrderLine[1]/cac:LineItem[1]", ""),
    (
        "an unknown element",
        ("<cbc:ID>4711</cbc:ID>", "<cbc:ID>4711</cbc:ID><cbc:Nonsense/>"),
        "UBL-101",
        "cbc:Nonsense[1]",
        "cbc:CopyIndicator",
    ),
]


@pytest.mark.parametrize("change, rule, path, expected", [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_errors_are_told_where_they_are_with_what_would_be_right(change, rule, path, expected):
    data = order(1).replace(*change, 1)
    assert data != order(1)

    (message,) = kit.messages(FORMAT, data.encode())
    first = message.findings[0]

    assert first.rule in rule.split("|")
    assert (first.where.path, first.where.line is not None, first.severity) == (path, True, "error")
    assert expected in str(first.params.get("expected", ""))
    assert {one.rule for one in message.findings} <= set(rules())


def test_text_between_elements_is_kept():
    (message,) = kit.messages(FORMAT, order(1).replace("</cac:LineItem>", "</cac:LineItem>stray").encode())

    assert "stray" in dict(kit.content(FORMAT, message)).values()
    assert b"stray" in FORMAT.write([("Order", message.tree)], None)
