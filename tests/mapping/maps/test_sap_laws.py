"""The maps of SAP keep the laws of every map; its samples come back leaf by leaf, are valid documents, and say what SAP says."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from hub.adapters.erp.sap_s4.adapter import SapS4
from hub.adapters.limits import overflows
from hub.formats.base import MessageRead, Reading, laid_out
from hub.formats.json import FORMAT
from hub.formats.json.tree import Node
from hub.mapping import library
from hub.mapping.compile import CompiledMap, compile_map
from hub.model.documents.registry import validate
from hub.testing.mappings import check_faithful, check_fixed_point, documents

SAMPLES = sorted((Path(__file__).parent / "sap").glob("*.json"))
NAMES = [message.partition("/")[2] for message in SapS4.speaks.values()]


@cache
def compiled(name: str) -> CompiledMap:
    return compile_map(library.load("json", name), FORMAT.paths)


def message(path: Path) -> Any:
    """Read as a system is read that has all maps of SAP: among all its messages."""
    given = NAMES if path.stem != "sap-order-cancellation" else [path.stem]  # which is never read, and looks like an order
    format_ = laid_out(FORMAT, {name: compiled(name).effective.layout for name in given})
    (only,) = (event.message for event in format_.read([path.read_bytes()], Reading()) if isinstance(event, MessageRead))
    return only


@pytest.mark.parametrize("name", NAMES)
def test_a_document_that_came_out_goes_in_and_comes_out_the_same(name):
    @settings(suppress_health_check=list(HealthCheck), max_examples=25)
    @given(documents(compiled(name)))
    def law(document):
        check_fixed_point(FORMAT, compiled(name), document)

    law()


def test_every_message_has_a_sample():
    assert {path.stem for path in SAMPLES} == set(NAMES)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_recognised_mapped_valid_and_comes_back_leaf_by_leaf(path):
    read = message(path)
    assert (read.type, read.supported, read.findings) == (path.stem, True, [])

    tree = Node(copy.deepcopy(read.tree.value))
    found = compiled(path.stem).read(tree)
    assert found.findings == []
    assert [leaf.path for leaf in FORMAT.untaken(tree)] == []
    document, problems = validate(compiled(path.stem).document, found.document)
    assert document is not None, problems
    check_faithful(FORMAT, compiled(path.stem), Node(copy.deepcopy(read.tree.value)))


def test_the_sample_of_an_order_fits():
    (path,) = (path for path in SAMPLES if path.stem == "sap-order")
    assert list(overflows(message(path).tree.value, SapS4.limits["json/sap-order"])) == []


def test_the_response_says_what_was_confirmed_and_what_was_rejected():
    (path,) = (path for path in SAMPLES if path.stem == "sap-order-response")
    document = compiled("sap-order-response").read(message(path).tree).document

    assert (document["orderResponseCode"], document["orderReference"]["id"], document["salesOrderID"]) == ("CA", "PO-26-117", "0000004737")
    first, second = document["orderLine"]
    assert [(part["quantity"], part["promisedDeliveryPeriod"]) for part in first["confirmation"]] == [
        ({"value": "8.000", "unitCode": "H87"}, {"endDate": "2026-12-13"}),
        ({"value": "4.000", "unitCode": "H87"}, {"endDate": "2026-12-20"}),
    ]
    assert second["lineStatusCode"] == "sap:02"
