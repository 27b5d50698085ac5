"""Canonical JSON needs no rules."""

from __future__ import annotations

from hub.formats.base import MessageRead, Reading
from hub.formats.json import FORMAT
from hub.mapping.canonical import CanonicalMap
from hub.mapping.trial import trial


def message(data):
    return next(event.message for event in FORMAT.read([data], Reading()) if isinstance(event, MessageRead))


def test_a_document_goes_in_and_out_as_it_is():
    map_ = CanonicalMap("order/1")
    tree = FORMAT.new_tree("order/1")
    map_.write({"id": "1", "orderLine": [{"id": "1"}]}, tree)
    data = FORMAT.write([("order/1", tree)], None)

    assert data == b'{"$schema":"https://tradepost.example/schemas/order/1.0","id":"1","orderLine":[{"id":"1"}]}'
    assert map_.read(message(data).tree).document["orderLine"] == [{"id": "1"}]
    assert trial(FORMAT, map_, message(data).tree).faithful
    assert (map_.format, map_.document) == ("json/order/1", "order/1")
    assert map_.digest != CanonicalMap("order_response/1").digest


def test_numbers_are_found_because_they_lose_digits():
    result = CanonicalMap("order/1").read(FORMAT.new_tree(""))
    tree = message(b'{"a": 5, "b": [1.50], "c": 12345678901234567890}').tree
    result = CanonicalMap("order/1").read(tree)

    assert result.document == {"a": 5, "b": ["1.50"], "c": "12345678901234567890"}
    assert [(finding.rule, finding.pointer) for finding in result.findings] == [("JSON-005", "/b/0"), ("JSON-005", "/c")]
