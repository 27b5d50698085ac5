"""Canonical paths checked against JSON schemas."""

from __future__ import annotations

import pytest

from hub.mapping.schema_paths import SchemaPaths, schema_for

SCHEMA = {
    "$defs": {"Price": {"type": "object", "properties": {"amount": {"type": "string"}}}},
    "properties": {
        "price": {"$ref": "#/$defs/Price"},
        "line": {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/Price"}, {"properties": {"id": {}}}]}},
        "free": {"type": "object"},
    },
}

CASES = [
    (("price", "amount"), None),
    (("line", "id"), None),
    (("line", "amount"), None),
    (("free", "anything", "below"), None),
    (("prise",), ("prise", "price")),
    (("line", "idd"), ("idd", "id")),
    (("price", "amount", "x"), ("x", "")),
]


@pytest.mark.parametrize(("names", "expected"), CASES)
def test_a_path_is_in_the_schema_or_the_nearest_is_named(names, expected):
    assert SchemaPaths(SCHEMA).unknown(names) == expected


def test_the_documents_of_the_hub_have_schemas():
    order = schema_for("order/1")

    assert order.unknown(("orderLine", "price", "priceAmount", "value")) is None
    assert order.unknown(("unmapped", "path")) is None
    assert order.unknown(("extensions", "content", "anything")) is None
    assert order.unknown(("orderline",))[1] == "orderLine"
    assert schema_for("nothing/1") is None
