"""What the taxes of an invoice state that does not fit together: base, rate and amount of each category, and their sum.

Rounding policy: a tax that is off by at most one cent a line was rounded line by line, which is a remark; more is a doubt.
Reads only. Example: 13 % of 100.00 stated as 13.10 yields BUS-041.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from hub.model.documents.checks.amounts import EXACT, agree, total
from hub.model.documents.checks.findings import remark, warning
from hub.model.documents.trade import TaxCategory, TaxSubtotal, TaxTotal
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.invoice import Invoice, InvoiceLine

CENT = Decimal("0.01")


def tax_in(invoice: Invoice) -> Decimal | None:
    """All taxes in the currency of the invoice (BT-110); those in the tax currency (BT-111) repeat them. None where none is stated."""
    own = [tax for tax in invoice.tax_total if _own(tax, invoice.document_currency_code)]
    return total(tax.tax_amount.value if tax.tax_amount else None for tax in own) if own else None


def tax_doubts(invoice: Invoice) -> Iterator[Finding]:
    """Every doubt about the taxes of the document; those of its lines are carried."""
    for at, tax in enumerate(invoice.tax_total):
        pointer = f"/taxTotal/{at}"
        for which, part in enumerate(tax.tax_subtotal):
            yield from _subtotal(invoice, part, f"{pointer}/taxSubtotal/{which}")
        computed = total(part.tax_amount.value if part.tax_amount else None for part in tax.tax_subtotal)
        if tax.tax_amount is not None and tax.tax_subtotal and computed is not None and not agree(tax.tax_amount.value, computed):
            yield warning("BUS-043", pointer + "/taxAmount", stated=tax.tax_amount.value, computed=computed)


def _own(tax: TaxTotal, currency: str | None) -> bool:
    return currency is None or tax.tax_amount is None or tax.tax_amount.currency_id in (None, currency)


def _subtotal(invoice: Invoice, part: TaxSubtotal, pointer: str) -> Iterator[Finding]:
    category = part.tax_category
    if category is None or part.taxable_amount is None:
        return
    lines = [line for line in invoice.invoice_line if _same(_category_of(line), category)]
    if part.tax_amount is not None and category.percent is not None:
        computed = EXACT.multiply(part.taxable_amount.value, category.percent) / 100
        if not agree(part.tax_amount.value, computed):
            known = {"stated": part.tax_amount.value, "computed": computed, "percent": category.percent}
            off = abs(part.tax_amount.value - computed)
            told = remark("BUS-042", pointer + "/taxAmount", **known) if off <= CENT * len(lines) else None
            yield told or warning("BUS-041", pointer + "/taxAmount", **known)
    yield from _base(invoice, part.taxable_amount.value, category, lines, pointer)


def _base(invoice: Invoice, stated: Decimal, category: TaxCategory, lines: list[InvoiceLine], pointer: str) -> Iterator[Finding]:
    """The base of a category is its lines, its charges and its allowances (BR-S-08 and its kin)."""
    if not lines or any(_category_of(line) is None for line in invoice.invoice_line):
        return
    parts: list[Decimal | None] = [line.line_extension_amount.value if line.line_extension_amount else None for line in lines]
    for one in invoice.allowance_charge:
        if one.tax_category is None:
            return
        if _same(one.tax_category, category):
            parts.append(None if one.amount is None else one.amount.value if one.charge_indicator else -one.amount.value)
    computed = total(parts)
    if computed is not None and not agree(stated, computed):
        yield warning("BUS-044", pointer + "/taxableAmount", stated=stated, computed=computed)


def _category_of(line: InvoiceLine) -> TaxCategory | None:
    return line.item.classified_tax_category if line.item else None


def _same(one: TaxCategory | None, other: TaxCategory) -> bool:
    """Of one category and rate; a rate that is not stated is the rate nought."""
    return one is not None and one.id == other.id and (one.percent or Decimal(0)) == (other.percent or Decimal(0))
