"""The laws of the maps between trade documents and what the adapter of Tryton takes and gives, and orders of others under them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from hub.formats.base import MessageRead, Reading, laid_out
from hub.formats.json import FORMAT
from hub.mapping import library
from hub.mapping.compile import CompiledMap, compile_map
from hub.model.documents.registry import validate
from hub.testing.mappings import check_faithful, check_fixed_point, documents
from tests.services import REPOSITORY

FAMILY = (
    "order/1",
    "order_change/1",
    "order_cancellation/1",
    "order_response/1",
    "despatch_advice/1",
    "invoice/1",
    "qualification_decision/1",
    "qualification_request/1",
)
SAMPLES = sorted((REPOSITORY / "hub/adapters").glob("*/tryton/samples/*.json"))


@cache
def compiled(name: str) -> CompiledMap:
    return compile_map(library.load("json", name), FORMAT.paths)


NAMES = [
    name
    for family, name in library.available()
    if family == "json" and name.startswith("tryton-") and library.load("json", name).document in FAMILY
]


@pytest.mark.parametrize("name", NAMES)
def test_a_document_that_came_out_goes_in_and_comes_out_the_same(name):
    @settings(suppress_health_check=list(HealthCheck), max_examples=15)
    @given(documents(compiled(name)))
    def law(document):
        check_fixed_point(FORMAT, compiled(name), document)

    law()


def test_every_map_has_a_sample():
    assert {path.stem.partition(".")[0] for path in SAMPLES} == set(NAMES)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_recognised_mapped_valid_and_comes_back_leaf_by_leaf(path):
    name = path.stem.partition(".")[0]
    tree = read(name, path.read_bytes())
    found = compiled(name).read(tree)
    model, broken = validate(compiled(name).document, found.document)

    assert (found.findings, broken) == ([], [])
    assert model is not None
    assert [leaf.path for leaf in FORMAT.untaken(tree)] == []
    check_faithful(FORMAT, compiled(name), read(name, path.read_bytes()))


def read(name: str, data: bytes) -> Any:
    format_ = laid_out(FORMAT, {name: compiled(name).effective.layout})
    (only,) = (event.message for event in format_.read([data], Reading()) if isinstance(event, MessageRead))
    return only.tree


def test_an_order_of_others_loses_nothing_on_its_way_into_a_sale():
    document = {
        "id": "4711",
        "documentCurrencyCode": "EUR",
        "contract": {"id": "FRAME-7"},
        "orderLine": [{"id": "000010", "quantity": {"value": "3", "unitCode": "EA"}, "substitutionCode": "x12:B0"}],
    }
    tree = FORMAT.new_tree("tryton-order")
    result = compiled("tryton-order").write(document, tree)
    body = json.loads(FORMAT.write([("tryton-order", tree)], None))

    assert (result.dropped, result.findings) == ([], [])
    assert body["lines"] == [{"number": "000010", "quantity": "3", "unit": "EA"}]
    assert json.loads(body["sale"]["tradepost_document"]) == document
