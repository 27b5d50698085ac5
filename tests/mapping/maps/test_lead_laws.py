"""The laws of every map between JSON and the lead family: documents are fixed points, and samples come back leaf by leaf."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.formats.base import MessageRead, Reading, laid_out
from hub.formats.json import FORMAT
from hub.formats.json.tree import Node
from hub.mapping import library
from hub.mapping.compile import CompiledMap, compile_map
from hub.mapping.coverage import measure, restore, with_residue
from hub.model.config import Assume
from hub.model.documents.registry import validate
from hub.testing.mappings import check_faithful, check_fixed_point, documents

FAMILY = ("lead/1", "lead_status/1", "lead_form/1")
SAMPLES = sorted((Path(__file__).parent / "leads").glob("*.json"))


@cache
def compiled(name: str) -> CompiledMap:
    return compile_map(library.load("json", name), FORMAT.paths)


NAMES = [name for family, name in library.available() if family == "json" and library.load("json", name).document in FAMILY]


def message(name: str, data: bytes) -> Any:
    format_ = laid_out(FORMAT, {name: compiled(name).effective.layout})
    (only,) = (event.message for event in format_.read([data], Reading()) if isinstance(event, MessageRead))
    return only


@pytest.mark.parametrize("name", NAMES)
def test_a_document_that_came_out_goes_in_and_comes_out_the_same(name):
    @settings(suppress_health_check=list(HealthCheck), max_examples=15)
    @given(documents(compiled(name)))
    def law(document):
        check_fixed_point(FORMAT, compiled(name), document)

    law()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_recognised_mapped_valid_and_comes_back_leaf_by_leaf(path):
    name, data = path.stem.partition(".")[0], path.read_bytes()
    read = message(name, data)
    assert (read.type, read.supported, read.findings) == (name, True, [])

    tree = Node(copy.deepcopy(read.tree.value))
    found = compiled(name).read(tree, Assume(zone="+08:00"))
    coverage = measure(FORMAT, tree, found)
    model, broken = validate(compiled(name).document, with_residue(FORMAT, tree, found.document, compiled(name)))

    assert found.findings == []
    assert broken == []
    assert model is not None
    assert coverage.share >= 0.9, [leaf.path for leaf in FORMAT.untaken(tree)]
    if name not in ONE_ZONE:
        check_faithful(FORMAT, compiled(name), Node(copy.deepcopy(read.tree.value)))


def test_residue_stays_with_the_pair_that_it_stood_in_whatever_the_order_of_the_pairs():
    columns = [
        {"column_id": "EMAIL", "string_value": "a@b.example", "column_name": "Mail"},
        {"column_id": "FULL_NAME", "string_value": "Dewi", "column_name": "Name"},
    ]
    tree = message("google-lead", json.dumps({"lead_id": "1", "user_column_data": columns}).encode()).tree
    document = with_residue(FORMAT, tree, compiled("google-lead").read(tree).document, compiled("google-lead"))
    again = FORMAT.new_tree("google-lead")
    compiled("google-lead").write(document, again)
    restore(FORMAT, again, document)

    assert sorted(again.value["user_column_data"], key=str) == sorted(columns, key=str)


def test_the_secret_of_the_door_is_in_no_document():
    tree = message(
        "google-lead", b'{"lead_id": "1", "google_key": "s3cret", "user_column_data": [{"column_id": "X", "string_value": "x"}]}'
    ).tree

    assert "s3cret" not in json.dumps(with_residue(FORMAT, tree, compiled("google-lead").read(tree).document, compiled("google-lead")))


ONE_ZONE = ("lead-zh", "lead-status-zh")  # a local time needs the zone of the agreement, which the kit does not have

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_whatever_stands_in_a_payload_is_read_without_an_error_of_ours(path):
    """Any value at any key of a payload becomes a document, a finding or residue; nothing raises and no leaf is lost."""
    name, whole = path.stem.partition(".")[0], json.loads(path.read_text("utf-8"))

    @settings(suppress_health_check=list(HealthCheck), max_examples=12)
    @given(st.data())
    def fuzz(data):
        values = copy.deepcopy(whole)
        for _ in range(data.draw(st.integers(1, 3))):
            holder, key = data.draw(st.sampled_from(places(values)))
            holder[key] = data.draw(JSON)
        read = message(name, json.dumps(values).encode())
        tree = read.tree
        before = tree.census()
        found = compiled(name).read(tree)
        left = FORMAT.untaken(tree)
        coverage = measure(FORMAT, tree, found, untaken=left)

        assert coverage.mapped + coverage.extension + coverage.residue == before
        validate(compiled(name).document, with_residue(FORMAT, tree, found.document, compiled(name), left))

    fuzz()


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every holder and key of a JSON value."""
    entries: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for key, child in entries:
        found.append((value, key))
        found.extend(places(child))
    return found
