"""A company in an empty Tryton database: currencies, a chart of accounts, a fiscal year, a warehouse that may give what it has not, a key.

Set up once, as a person would in the first hours; tests add parties and products. Example: `found(base, "template")`.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests.real.tryton.rpc import Rpc

KEY = "0123456789abcdef" * 4  # of the REST API of every copy of the template
CURRENCIES = {"EUR": "978", "USD": "840", "CNY": "156"}
_ACCOUNTS = ("receivable", "payable", "revenue", "expense")


def found(base: str, database: str) -> None:
    """Everything that selling, buying, shipping and invoicing ask for."""
    rpc = Rpc(base, database).login()
    company = _company(rpc)
    _chart(rpc, company)
    _year(rpc, company)
    _key(rpc)


def _company(rpc: Rpc) -> int:
    made = {code: _currency(rpc, code, number) for code, number in CURRENCIES.items()}
    addresses = [{"street": "1 Quay", "postal_code": "20095", "city": "Hamburg"}]
    party = rpc.create("party.party", {"name": "House", "addresses": [["create", addresses]]})
    company = rpc.create("company.company", {"party": party, "currency": made["EUR"]})
    employee = rpc.create("company.employee", {"party": rpc.create("party.party", {"name": "Clerk"}), "company": company})
    groups = [group["id"] for group in rpc.find("res.group", [["name", "ilike", "%requisition%"]])]
    values = {"companies": [["add", [company]]], "company": company, "employees": [["add", [employee]]], "employee": employee}
    rpc.write("res.user", [rpc.uid], {**values, "groups": [["add", groups]]})
    rpc.call("model.res.user.set_preferences", {"company": company, "employee": employee})
    rpc.refresh()
    return company


def _currency(rpc: Rpc, code: str, number: str) -> int:
    rates = [{"date": dt.date(2020, 1, 1), "rate": Decimal(1)}]
    values = {"name": code, "code": code, "numeric_code": number, "symbol": code, "rounding": Decimal("0.01"), "digits": 2}
    return rpc.create("currency.currency", {**values, "rates": [["create", rates]]})


def _chart(rpc: Rpc, company: int) -> None:
    (template,) = rpc.find("account.account.template", [["parent", "=", None]])
    wizard = "wizard.account.create_chart"
    session, first, _ = rpc.call(f"{wizard}.create")
    rpc.call(f"{wizard}.execute", session, {}, first)
    rpc.call(f"{wizard}.execute", session, {"account": {"company": company, "account_template": template["id"]}}, "create_account")
    found = {kind: _account(rpc, kind) for kind in _ACCOUNTS}
    values = {"account_receivable": found["receivable"], "account_payable": found["payable"]}
    values |= {"category_account_revenue": found["revenue"], "category_account_expense": found["expense"]}
    rpc.call(f"{wizard}.execute", session, {"properties": {"company": company, **values}}, "create_properties")
    rpc.call(f"{wizard}.delete", session)
    accounts = {"account_revenue": found["revenue"], "account_expense": found["expense"]}
    rpc.create("product.category", {"name": "Goods", "accounting": True, **accounts})


def _account(rpc: Rpc, kind: str) -> int:
    return int(rpc.find("account.account", [[f"type.{kind}", "=", True], ["closed", "!=", True]])[0]["id"])


def _year(rpc: Rpc, company: int) -> None:
    """The fiscal year of the day of the test, with the number ranges that posting an invoice asks for."""
    today = dt.date.today()  # noqa: DTZ011 - Tryton's own day
    moves, invoices = (rpc.one("ir.sequence.type", [["name", "=", name]])["id"] for name in ("Account Move", "Invoice"))
    numbers = [
        rpc.create("ir.sequence.strict", {"name": "Numbers", "sequence_type": kind, "company": company}) for kind in (moves, invoices)
    ]
    names = ("in_invoice_sequence", "in_credit_note_sequence", "out_invoice_sequence", "out_credit_note_sequence")
    ranges = {"company": company, **dict.fromkeys(names, numbers[1])}
    dates = {"start_date": dt.date(today.year, 1, 1), "end_date": dt.date(today.year, 12, 31)}
    values = {"name": "Year", "company": company, "move_sequence": numbers[0], "invoice_sequences": [["create", [ranges]]], **dates}
    rpc.press("account.fiscalyear", "create_period", rpc.create("account.fiscalyear", values))


def _key(rpc: Rpc) -> None:
    rpc.create("res.user.application", {"user": rpc.uid, "application": "rest", "key": KEY})
