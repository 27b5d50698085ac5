"""The law of every map of the package: what is written from a document reads back as that document, and nothing is dropped.

The documents are drawn from the map itself: a value for every rule, by its codec.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.formats.base import Address, Envelope, MessageRead, Reading
from hub.formats.x12 import FORMAT
from hub.mapping import library
from hub.mapping.compile import CompiledMap, compile_map
from hub.mapping.expression import Call, parse
from hub.mapping.language import Entry, Group, Rule, Rules
from hub.mapping.lists import Lists
from hub.model.canonical_json import canonical_json
from hub.model.documents.registry import validate

MAPS = [(*name, release) for name in library.available() if name[0] == "x12" for release in ("004010", "005010")]

TEXTS = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=8
)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**6).map(lambda value: format(value, "f"))
CURRENCY = "CNY"

# Findings that would mean that a map writes what the grammar has no place for.
MISPLACED = {"X12-401", "X12-402", "X12-406", "X12-407"}

# Where a value decides which rule of the map reads it again, it is one that the map's own alternatives leave to this rule.
CHOICES: dict[str, list[str]] = {
    "additionalParty.roleCode": ["PR", "x12:Z7", "x12:DP"],
    "additionalDocumentReference.documentTypeCode": ["CT", "ON", "x12:ON", "x12:DC"],
    "additionalDate.typeCode": ["61", "x12:196", "x12:61X"],
    "buyersItemIdentification.schemeID": ["BP", "IN"],
    "sellersItemIdentification.schemeID": ["VP", "VN", "x12:VA"],
    "manufacturersItemIdentification.schemeID": ["MG", "MF"],
    "standardItemIdentification.schemeID": ["UP", "0160", "EN", "x12:UA"],
    "additionalItemIdentification.schemeID": ["x12:CB", "x12:PR"],
    "otherCommunication.channelCode": ["x12:WP"],
    "pricingExchangeRate.sourceCurrencyCode": [CURRENCY],
    "additionalAmount.typeCode": ["x12:N", "x12:BAP"],
    "changeMode": ["delta"],
    "documentCurrencyCode": [CURRENCY],
}
# What writing would supply, so that reading finds nothing more than was written.
DEFAULTS = {
    "850": {"messageFunctionCode": "9", "orderTypeCode": "220"},
    "855": {"messageFunctionCode": "9", "orderResponseCode": "AB"},
    "856": {"messageFunctionCode": "9"},
    "860": {"orderTypeCode": "220"},
}
# One place that two rules read: the document says the same in both.
PURPOSES = [{"messageFunctionCode": "4", "changeMode": "delta"}, {"messageFunctionCode": "5", "changeMode": "replace"}]
LINES = {"810": "invoiceLine", "850": "orderLine", "855": "orderLine", "860": "orderLine"}
# These keep an item of a list from being nothing, or from being read by another rule.
ALWAYS = {
    "statusCode",
    "roleCode",
    "documentTypeCode",
    "typeCode",
    "schemeID",
    "channelCode",
    "chargeIndicator",
    "value",
    "id",
    "lineID",
    "packageLevelCode",
}


@cache
def compiled(name: tuple[str, str, str]) -> CompiledMap:
    return compile_map(library.load(name[0], name[1], variants=[name[2]]), FORMAT.paths)


def scalar(draw: st.DrawFn, path: str, call: Call | None) -> Any:
    chosen = next((values for end, values in CHOICES.items() if path == end or path.endswith("." + end)), None)
    if chosen is not None:
        return draw(st.sampled_from(chosen))
    if call is None:
        return draw(TEXTS)
    return draw(DRAWN[call.name](call))


def _codes(call: Call) -> st.SearchStrategy[str]:
    name, family = call.positional[0].text, call.positional[1].text
    known = Lists.builtin().code(name)
    assert known is not None
    return st.sampled_from([*known.encode, f"{family}:QQ"])


def _of_two(call: Call, part: str, parts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.builds(lambda value, other: {"value": value, part: other}, TEXTS if part == "schemeID" else NUMBERS, parts)


DRAWN: dict[str, Any] = {
    "decimal": lambda _: NUMBERS,
    "date": lambda _: st.dates(min_value=dt.date(1000, 1, 1)).map(str),
    "time": lambda _: st.sampled_from(["10:05", "23:59", "00:00"]),
    "bool": lambda _: st.booleans(),
    "code": _codes,
    "assume": lambda _: st.just(CURRENCY),
    "amount": lambda call: _of_two(call, "currencyID", st.just(CURRENCY)),
    "quantity": lambda call: _of_two(call, "unitCode", st.sampled_from(["EA", "MTR", "XBX", "x12:QQ"])),
    "identifier": lambda call: _of_two(call, "schemeID", st.sampled_from(["0060", "0088", "92", "x12:ZZ"])),
}


def _first_line_first(item: dict[str, Any]) -> dict[str, Any]:
    """The first two lines of an address are its street, as reading has it; only the third is an `addressLine`."""
    address = item.get("postalAddress")
    if address is not None and "addressLine" in address:
        address |= {"streetName": "x", "additionalStreetName": "y"}
    return item


class Filling:
    """One document in the making: a value for every rule that is drawn."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def rules(self, rules: Rules, within: str = "") -> dict[str, Any]:
        target: dict[str, Any] = {}
        for path, entry in rules.items():
            if path.rsplit(".", 1)[-1] in ALWAYS or self.draw(st.booleans()):
                held = self.entry(entry[0] if isinstance(entry, tuple) else entry, within + path)
                if held or held is False:
                    put(target, path, held)
        return _first_line_first(target)

    def entry(self, entry: Entry, path: str) -> Any:
        if isinstance(entry, Rule):
            calls = parse(entry.right.text).calls
            return scalar(self.draw, path, calls[0] if calls else None)
        assert isinstance(entry, Group)
        if entry.value is not None:
            return self.draw(st.lists(TEXTS, min_size=1, max_size=3))
        items = [self.rules(entry.rules, path + ".") for _ in range(self.draw(st.integers(1, 2)) if entry.each else 1)]
        return [item for item in items if item] if entry.each else items[0]


@st.composite
def documents(draw: st.DrawFn, name: tuple[str, str, str]) -> dict[str, Any]:
    """A document as reading gives it: whole in what decides, drawn in everything else."""
    drawn = Filling(draw).rules(compiled(name).effective.rules)
    supplied = DEFAULTS.get(name[1], {})
    if name[1] == "856":
        return {**supplied, **drawn}
    if name[1] == "860":
        drawn |= draw(st.sampled_from(PURPOSES))
        for line in drawn.get("orderLine", ()):
            if {"quantity", "outstandingQuantity"} <= line.keys():  # one unit for both
                line["outstandingQuantity"]["unitCode"] = line["quantity"]["unitCode"]
    if name[1] == "810":  # TDS is mandatory: it parts what belongs to the last line from what belongs to the invoice
        drawn.setdefault("legalMonetaryTotal", {}).setdefault("payableAmount", {"value": "1.00", "currencyID": CURRENCY})
    counted = str(len(drawn.get(LINES[name[1]], ())))
    return {**supplied, "lineCountNumeric": counted, **drawn, "documentCurrencyCode": CURRENCY}


SIDE_BY_SIDE = ("orderReference", "transportHandlingUnit", "despatchLine")


def nested(document: dict[str, Any]) -> dict[str, Any]:
    """The document with links that make a tree, as those of a message do: orders, in them packages, in those packages and lines."""
    orders = [one["id"] for one in document.get("orderReference", ())]
    for at, order in enumerate(document.get("orderReference", ())):
        order["id"] = orders[at] = f"O{at}"
        order.pop("handlingUnitReference", None)
    units = document.get("transportHandlingUnit", ())
    for at, unit in enumerate(units):
        unit["id"] = f"SSCC{at}"
        unit["identification"] = [{"schemeID": "SSCC", "value": unit["id"]}]
        for link in ("parentID", "orderReference", "despatchLineID"):
            unit.pop(link, None)
        if at % 2:
            unit["parentID"] = units[at - 1]["id"]
        if orders:
            unit["orderReference"] = {"id": orders[at // 2 % len(orders)]}
    for at, line in enumerate(document.get("despatchLine", ())):
        line.pop("parentLineID", None)
        order = {"id": orders[at % len(orders)] if orders else "loose"}
        if units:
            held = units[at % len(units)]
            line["handlingUnitReference"] = [{"id": held["id"]}]
            order = held.get("orderReference", order)
        else:
            line.pop("handlingUnitReference", None)
        line.setdefault("orderLineReference", {}).setdefault("orderReference", {})["id"] = order["id"]
    return document


def unordered(document: dict[str, Any]) -> dict[str, Any]:
    """The document without the order of what a tree groups."""
    return {
        key: sorted(value, key=canonical_json) if key in SIDE_BY_SIDE and isinstance(value, list) else value
        for key, value in document.items()
    }


def put(target: dict[str, Any], path: str, value: Any) -> None:
    *way, last = path.split(".")
    for step in way:
        target = target.setdefault(step, {}) if not step.endswith("[0]") else target.setdefault(step[:-3], [{}])[0]
    if last.endswith("[0]"):
        target[last[:-3]] = [value]
    else:
        target[last] = value


@pytest.mark.parametrize("name", MAPS, ids="/".join)
def test_what_is_written_reads_back_as_the_document_and_nothing_is_dropped(name):
    @settings(suppress_health_check=list(HealthCheck))
    @given(documents(name))
    def check(document):
        model, findings = validate(compiled(name).document, document)
        assert model is not None, findings
        tree = FORMAT.new_tree(name[1])
        written = compiled(name).write(document, tree)
        back = compiled(name).read(tree)

        assert (written.findings, written.dropped) == ([], [])
        assert back.document == document
        assert back.findings == []

    check()


ENDS = Address("ZZ", "A"), Address("ZZ", "B")
PLAIN = st.text("ABCXYZabc0189 -./", min_size=1, max_size=8).map(str.strip).filter(bool)


@pytest.mark.parametrize("name", MAPS, ids="/".join)
def test_a_document_crosses_the_wire_unchanged(name, monkeypatch):
    monkeypatch.setattr("test_laws.TEXTS" if __name__ == "test_laws" else f"{__name__}.TEXTS", PLAIN)

    @settings(suppress_health_check=list(HealthCheck))
    @given(documents(name))
    def check(document):
        tree = FORMAT.new_tree(name[1])
        document = nested(document) if name[1] == "856" else document
        compiled(name).write(document, tree)
        envelope = Envelope(*ENDS, 1, dt.datetime(2026, 11, 22, tzinfo=dt.UTC), options={"version": name[2]})
        events = FORMAT.read([FORMAT.write([(name[1], tree)], envelope)], Reading())
        (message,) = (event.message for event in events if isinstance(event, MessageRead))

        assert unordered(compiled(name).read(message.tree).document) == unordered(document)
        assert not [finding.rule for finding in message.findings if finding.rule in MISPLACED]

    check()
