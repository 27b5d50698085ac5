"""What an invoice states that does not fit together: lines, totals and signs; its taxes stand in `taxes.py`.

The formulas are those of EN 16931 (BR-CO-10 to BR-CO-16). Reads only, corrects nothing.
Example: an invoice over 100.00 plus 13.00 of tax that asks for 112.00 yields BUS-040.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from hub.model.documents.checks.amounts import agree, product, total, value
from hub.model.documents.checks.findings import remark, warning
from hub.model.documents.checks.lines import count_doubts, currency_doubts, fulfilment_doubts, item_doubts, numbers_doubts, unit_doubts
from hub.model.documents.checks.parties import parties_doubts, party_doubts
from hub.model.documents.checks.taxes import tax_doubts, tax_in
from hub.model.documents.trade import AllowanceCharge, MonetaryTotal
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.common import Amount
    from hub.model.documents.invoice import Invoice, InvoiceLine

PARTIES = (
    "accounting_supplier_party",
    "accounting_customer_party",
    "payee_party",
    "tax_representative_party",
    "buyer_customer_party",
    "seller_supplier_party",
    "delivery_party",
    "additional_party",
)
CREDITS = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})  # UNCL1001: credit notes
AT = "/legalMonetaryTotal"


def invoice_doubts(invoice: Invoice) -> Iterator[Finding]:
    """Every doubt about an invoice."""
    yield from count_doubts(invoice.line_count_numeric, len(invoice.invoice_line))
    yield from numbers_doubts((line.id for line in invoice.invoice_line), "/invoiceLine")
    yield from fulfilment_doubts((line.order_line_reference for line in invoice.invoice_line), "/invoiceLine")
    yield from currency_doubts(invoice.document_currency_code, invoice.issue_date, _currencies(invoice))
    yield from parties_doubts(invoice, PARTIES)
    for at, line in enumerate(invoice.invoice_line):
        yield from _line(line, f"/invoiceLine/{at}")
    yield from tax_doubts(invoice)
    if invoice.legal_monetary_total is not None:
        yield from _totals(invoice, invoice.legal_monetary_total)
        yield from _signs(invoice, invoice.legal_monetary_total.payable_amount)


def _line(line: InvoiceLine, pointer: str) -> Iterator[Finding]:
    yield from unit_doubts(line.invoiced_quantity, pointer + "/invoicedQuantity")
    yield from item_doubts(line.item, pointer + "/item")
    if line.delivery_party is not None:
        yield from party_doubts(line.delivery_party, pointer + "/deliveryParty")
    stated, computed = line.line_extension_amount, total((product(line.invoiced_quantity, line.price), added(line.allowance_charge)))
    if stated is not None and computed is not None and not agree(stated.value, computed):
        yield warning("BUS-012", pointer + "/lineExtensionAmount", stated=stated.value, computed=computed)


def added(entries: Iterable[AllowanceCharge]) -> Decimal | None:
    """What charges add and allowances take away together; None where one has no amount."""
    return total(None if one.amount is None else (one.amount.value if one.charge_indicator else -one.amount.value) for one in entries)


def _totals(invoice: Invoice, stated: MonetaryTotal) -> Iterator[Finding]:
    yield from _lines_total(invoice, stated.line_extension_amount)
    moved: list[Decimal | None] = []  # what allowances and charges do to the net total, as stated or else by themselves
    for name, charges in (("allowanceTotalAmount", False), ("chargeTotalAmount", True)):
        entries = [one for one in invoice.allowance_charge if one.charge_indicator is charges]
        amount = stated.charge_total_amount if charges else stated.allowance_total_amount
        sign = 1 if charges else -1
        computed = added(entries) if entries else None
        yield from _compare(name, amount, None if computed is None else sign * computed, "BG-21" if charges else "BG-20")
        moved.append(sign * amount.value if amount is not None else added(entries))
    if stated.line_extension_amount is not None:
        computed = total((stated.line_extension_amount.value, *moved))
        yield from _compare("taxExclusiveAmount", stated.tax_exclusive_amount, computed, "BT-106 - BT-107 + BT-108")
    tax = tax_in(invoice)
    if stated.tax_exclusive_amount is not None and tax is not None:
        yield from _compare("taxInclusiveAmount", stated.tax_inclusive_amount, stated.tax_exclusive_amount.value + tax, "BT-109 + BT-110")
    if stated.tax_inclusive_amount is not None:
        parts = (stated.tax_inclusive_amount, stated.payable_rounding_amount)
        computed = total((*map(value, parts), -value(stated.prepaid_amount)))
        yield from _compare("payableAmount", stated.payable_amount, computed, "BT-112 - BT-113 + BT-114")


def _lines_total(invoice: Invoice, stated: Amount | None) -> Iterator[Finding]:
    """BT-106 is the sum of BT-131; sub-lines are part of the line above them."""
    lines = [line for line in invoice.invoice_line if line.parent_line_id is None]
    computed = total(None if line.line_extension_amount is None else line.line_extension_amount.value for line in lines)
    if stated is not None and lines and computed is not None and not agree(stated.value, computed):
        yield warning("BUS-010", f"{AT}/lineExtensionAmount", stated=stated.value, computed=computed)


def _compare(name: str, stated: Amount | None, computed: Decimal | None, formula: str) -> Iterator[Finding]:
    if stated is not None and computed is not None and not agree(stated.value, computed):
        yield warning("BUS-040", f"{AT}/{name}", stated=stated.value, computed=computed, formula=formula)


def _signs(invoice: Invoice, payable: Amount | None) -> Iterator[Finding]:
    """A credit note credits by its type, its amounts are positive; an invoice below nothing is a credit under another name.

    A reversed 发票 (红字) is stated below nothing: then the sign is as it must be.
    """
    if payable is None or payable.value >= 0 or any(fapiao.red_letter for fapiao in invoice.fapiao):
        return
    if invoice.invoice_type_code in CREDITS:
        yield warning("BUS-045", f"{AT}/payableAmount", stated=payable.value)
    elif not value(invoice.legal_monetary_total.prepaid_amount if invoice.legal_monetary_total else None):
        yield remark("BUS-046", f"{AT}/payableAmount", stated=payable.value)


def _currencies(invoice: Invoice) -> Iterator[tuple[str | None, str]]:
    for at, line in enumerate(invoice.invoice_line):
        if line.price is not None and line.price.price_amount is not None:
            yield line.price.price_amount.currency_id, f"/invoiceLine/{at}/price/priceAmount/currencyID"
        if line.line_extension_amount is not None:
            yield line.line_extension_amount.currency_id, f"/invoiceLine/{at}/lineExtensionAmount/currencyID"
