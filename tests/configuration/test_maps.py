"""A system's own maps: a whole map under a new name, the layout that says what its messages are, and what is wrong at its place."""

from __future__ import annotations

from typing import Any

import pytest

from hub.configuration.active import ActiveConfiguration
from hub.configuration.read import Loaded, load
from hub.pipeline.check import check

SHOP = """\
document: order/1
format: json/shop
layout: {required: [order_no, items]}
rules:
  id: order_no
  documentCurrencyCode: currency
  orderLine:
    each: items[*]
    rules: {id: line, item.name: title, quantity: "qty | quantity(unit=.unit)"}
"""
QUOTE = "document: order/1\nformat: json/quote\nlayout: {required: [order_no, items, valid_until]}\nrules: {id: order_no}\n"
TREE = """\
apiVersion: hub/v1
members: {acme: {name: {en: Acme}}}
systems:
  acme/shop:
    adapter: erp/document
    maps: {%s}
"""


def loaded(maps: str, **files: str) -> Loaded:
    texts = {f"{name}.yaml": text for name, text in files.items()}
    return load(TREE % maps, "hub.yaml", texts.get)


def active(maps: str, **files: str) -> ActiveConfiguration:
    found = loaded(maps, **files)
    assert found.problems == []
    assert found.configuration is not None
    return ActiveConfiguration(found.configuration, found.files)


def row(rules: ActiveConfiguration, data: bytes, system: str | None = "acme/shop") -> dict[str, Any]:
    (only,) = check([data], configuration=rules, system=system)
    return only


ORDER = b'{"order_no": "7", "currency": "EUR", "items": [{"line": 1, "title": "Pump", "qty": 2, "unit": "EA"}]}'


def test_foreign_json_becomes_a_document_by_the_map_of_its_system() -> None:
    found = row(active("json/shop: [shop.yaml]", shop=SHOP), ORDER)

    assert (found["type"], found["document"], found["verdict"]) == ("shop", "order/1", "clean")
    assert found["canonical"]["orderLine"][0]["item"] == {"name": "Pump"}
    assert found["coverage"]["residue"] == 0


def test_without_the_system_it_is_nobodys() -> None:
    found = row(active("json/shop: [shop.yaml]", shop=SHOP), ORDER, system=None)

    assert (found["format"], found["verdict"]) == (None, "rejected")


@pytest.mark.parametrize(
    ("data", "type_", "rules"),
    [
        (b'{"order_no": "1", "items": [1], "valid_until": "x"}', "quote", []),  # the map that requires most
        (b'{"order_no": "1", "items": [1]}', "shop", []),
        (b'{"items": [1]}', None, ["JSON-017"]),
    ],
)
def test_the_layout_that_requires_most_of_what_is_there_is_chosen(data: bytes, type_: str | None, rules: list[str]) -> None:
    found = row(active("json/shop: [shop.yaml], json/quote: [quote.yaml]", shop=SHOP, quote=QUOTE), data)

    assert found["type"] == type_
    assert [one["rule"] for one in found["findings"] if one["rule"].startswith("JSON")] == rules


def test_two_maps_that_nobody_can_tell_apart_are_a_finding() -> None:
    found = row(active("json/shop: [shop.yaml], json/twin: [twin.yaml]", shop=SHOP, twin=SHOP.replace("json/shop", "json/twin")), ORDER)

    assert [one["rule"] for one in found["findings"] if one["severity"] == "error"] == ["JSON-018"]


def test_a_layout_that_the_format_cannot_use_is_told_at_its_key() -> None:
    spoilt = SHOP.replace("[order_no, items]", "[order_no, 'items[']")

    (problem,) = loaded("json/shop: [shop.yaml]", shop=spoilt).problems
    assert (problem.file, problem.line, problem.column, problem.rule) == ("shop.yaml", 3, 10, "MAP-024")


def test_a_map_whose_name_is_not_the_one_in_the_tree_is_told() -> None:
    (problem,) = loaded("json/store: [shop.yaml]", shop=SHOP).problems

    assert (problem.file, problem.line, problem.rule) == ("shop.yaml", 2, "MAP-006")


def test_an_overlay_for_a_message_that_says_what_it_is_still_needs_its_base() -> None:
    (problem,) = loaded("x12/85: [own.yaml]", own="rules: {id: null}").problems

    assert problem.rule == "CFG-061"


def test_a_whole_map_of_a_message_that_the_hub_has_none_for_is_used() -> None:
    own = "document: order/1\nformat: x12/875\nrules: {id: G50.03}\n"

    assert active("x12/875: [own.yaml]", own=own).map_for("acme/shop", "x12/875") is not None


def test_the_layout_counts_in_the_digest_and_overlays_change_it_key_by_key() -> None:
    plain = active("json/shop: [shop.yaml]", shop=SHOP).map_for("acme/shop", "json/shop")
    changed = active("json/shop: [shop.yaml, more.yaml]", shop=SHOP, more="layout: {required: [order_no]}\n").map_for(
        "acme/shop", "json/shop"
    )
    assert plain is not None
    assert changed is not None

    assert changed.effective.layout == {"required": ["order_no"]}
    assert plain.digest != changed.digest
