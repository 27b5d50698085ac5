"""The sums, taxes and signs of an invoice are compared, never corrected."""

from __future__ import annotations

import pytest

from hub.model.documents.registry import validate

STANDARD = {"id": "S", "percent": "13"}


def money(**amounts):
    return {name: {"value": value} for name, value in amounts.items()}


def line(amount="100.00", **values):
    return {"lineExtensionAmount": {"value": amount}, "item": {"classifiedTaxCategory": STANDARD}, **values}


def tax(base, amount, category=STANDARD):
    return {"taxableAmount": {"value": base}, "taxAmount": {"value": amount}, "taxCategory": category}


def doubts(**values):
    model, findings = validate("invoice/1", {"id": "1", **values})
    assert model is not None, findings
    return [f"{finding.rule} {finding.pointer}" for finding in model.doubts()]


WHOLE = money(lineExtensionAmount="100", taxExclusiveAmount="100", taxInclusiveAmount="113", payableAmount="113")
TAX = [{"taxAmount": {"value": "13.00"}, "taxSubtotal": [tax("100.00", "13.00")]}]


def test_an_invoice_that_adds_up_raises_no_doubt():
    assert doubts(invoiceLine=[line()], taxTotal=TAX, legalMonetaryTotal=WHOLE, lineCountNumeric="1") == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (money(lineExtensionAmount="99", chargeTotalAmount="1"), ["BUS-010 /legalMonetaryTotal/lineExtensionAmount"]),
        (money(taxExclusiveAmount="99", taxInclusiveAmount="112", payableAmount="112"), ["BUS-040 /legalMonetaryTotal/taxExclusiveAmount"]),
        (money(taxInclusiveAmount="112", payableAmount="112"), ["BUS-040 /legalMonetaryTotal/taxInclusiveAmount"]),
        (money(payableAmount="112.99"), ["BUS-040 /legalMonetaryTotal/payableAmount"]),
        (money(payableRoundingAmount="-0.01", payableAmount="112.99"), []),
        (money(prepaidAmount="13", payableAmount="100"), []),
        (money(prepaidAmount="200", payableAmount="-87"), []),
        (money(allowanceTotalAmount="10", taxExclusiveAmount="90", taxInclusiveAmount="103", payableAmount="103"), []),
    ],
)
def test_each_total_follows_from_its_parts(changed, expected):
    assert doubts(invoiceLine=[line()], taxTotal=TAX, legalMonetaryTotal={**WHOLE, **changed}) == expected


def test_the_stated_sum_of_allowances_is_that_of_the_allowances():
    allowance = {"chargeIndicator": False, "amount": {"value": "10"}}
    charge = {"chargeIndicator": True, "amount": {"value": "4"}}

    stated = money(allowanceTotalAmount="10", chargeTotalAmount="5")
    assert doubts(allowanceCharge=[allowance, charge], legalMonetaryTotal=stated) == ["BUS-040 /legalMonetaryTotal/chargeTotalAmount"]


@pytest.mark.parametrize(("net", "expected"), [("94", []), ("100", ["BUS-040 /legalMonetaryTotal/taxExclusiveAmount"])])
def test_where_no_sum_of_allowances_is_stated_they_count_by_themselves(net, expected):
    allowance = {"chargeIndicator": False, "amount": {"value": "10"}}
    charge = {"chargeIndicator": True, "amount": {"value": "4"}}

    stated = money(lineExtensionAmount="100", taxExclusiveAmount=net)
    assert doubts(allowanceCharge=[allowance, charge], legalMonetaryTotal=stated) == expected


@pytest.mark.parametrize(
    ("quantity", "price", "amount", "expected"),
    [
        ("3", {"priceAmount": {"value": "1.15"}}, "3.45", []),
        ("3", {"priceAmount": {"value": "1.15"}}, "3.46", ["BUS-012 /invoiceLine/0/lineExtensionAmount"]),
        ("3", {"priceAmount": {"value": "1.15"}, "baseQuantity": {"value": "10"}}, "0.35", []),
        ("3", {"priceAmount": {"value": "1.15"}, "taxIncludedIndicator": True}, "9", []),
    ],
)
def test_a_line_amount_is_quantity_times_price(quantity, price, amount, expected):
    assert doubts(invoiceLine=[line(amount, invoicedQuantity={"value": quantity}, price=price)]) == expected


def test_what_is_allowed_on_a_line_is_part_of_its_amount():
    allowance = [{"chargeIndicator": False, "amount": {"value": "0.45"}}]

    assert (
        doubts(invoiceLine=[line("3.00", invoicedQuantity={"value": "3"}, price=money(priceAmount="1.15"), allowanceCharge=allowance)])
        == []
    )


# 615.384615 + 769.230769 at 1 each: rounded line by line 1384.61, at once 1384.62.
@pytest.mark.parametrize(
    ("lines", "stated", "expected"),
    [
        (1, "13.00", []),
        (1, "13.01", ["BUS-042"]),
        (1, "13.02", ["BUS-041"]),
        (2, "26.02", ["BUS-042"]),
        (2, "25.97", ["BUS-041"]),
    ],
)
def test_a_tax_may_be_off_by_a_cent_a_line_and_is_then_only_remarked(lines, stated, expected):
    base = str(100 * lines)
    found = doubts(invoiceLine=[line() for _ in range(lines)], taxTotal=[{"taxSubtotal": [tax(base, stated)]}])

    assert [one.split()[0] for one in found] == expected


def test_tax_is_rounded_half_up():
    assert doubts(taxTotal=[{"taxSubtotal": [tax("0.50", "0.07")]}]) == []  # 0.065


def test_the_taxes_of_each_rate_make_the_whole():
    parts = [tax("100", "13.00"), tax("100", "6.00", {"id": "S", "percent": "6"})]

    assert doubts(taxTotal=[{"taxAmount": {"value": "18.00"}, "taxSubtotal": parts}]) == ["BUS-043 /taxTotal/0/taxAmount"]


def test_the_base_of_a_rate_is_its_lines_and_its_charges():
    charge = {"chargeIndicator": True, "amount": {"value": "20"}, "taxCategory": STANDARD}
    other = line("50", item={"classifiedTaxCategory": {"id": "Z"}})

    values = {"invoiceLine": [line(), other], "allowanceCharge": [charge]}
    assert doubts(**values, taxTotal=[{"taxSubtotal": [tax("120", "15.60"), tax("50", "0", {"id": "Z", "percent": "0"})]}]) == []
    assert doubts(**values, taxTotal=[{"taxSubtotal": [tax("100", "13.00")]}]) == ["BUS-044 /taxTotal/0/taxSubtotal/0/taxableAmount"]


def test_a_tax_in_the_tax_currency_is_not_added_again():
    taxes = [*TAX, {"taxAmount": {"value": "1.69", "currencyID": "EUR"}}]
    taxes[0] = {**taxes[0], "taxAmount": {"value": "13.00", "currencyID": "CNY"}}

    assert doubts(documentCurrencyCode="CNY", taxCurrencyCode="EUR", invoiceLine=[line()], taxTotal=taxes, legalMonetaryTotal=WHOLE) == []


RED = {"fapiao": [{"number": "26332000000223456780", "redLetter": {"reasonCode": "01"}}]}


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("381", {}, ["BUS-045 /legalMonetaryTotal/payableAmount"]),
        ("380", {}, ["BUS-046 /legalMonetaryTotal/payableAmount"]),
        ("380", RED, []),
        ("381", RED, []),
    ],
)
def test_the_type_says_who_owes_and_not_the_sign(kind, more, expected):
    assert doubts(invoiceTypeCode=kind, legalMonetaryTotal=money(payableAmount="-5"), **more) == expected
