"""The laws of the EDIFACT maps: a document comes back as it was, from the tree and over the wire, and nothing of it is dropped."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.formats.edifact import FORMAT
from hub.mapping import library
from hub.mapping.compile import CompiledMap, compile_map
from hub.testing import formats as kit
from hub.testing.drawing import drawn
from hub.testing.mappings import check_fixed_point

TYPES = [name for format_name, name in library.available() if format_name == "edifact"]
DIRECTORIES = ("D96A", "D01B")
# Findings that would mean that a map writes what the grammar has no place for.
MISPLACED = {"EDI-401", "EDI-402", "EDI-404"}


@cache
def compiled(kind: str, directory: str) -> CompiledMap:
    return compile_map(library.load("edifact", kind, (directory,)), FORMAT.paths)


def packed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with links that make a tree, as those of a message do: packages by their codes, lines in packages, in their order."""
    units = document.get("transportHandlingUnit", [])
    for at, unit in enumerate(units):
        unit["id"] = f"SSCC{at}"
        unit["identification"] = [{"schemeID": "SSCC", "value": unit["id"]}]
        unit.pop("parentID", None)
        if at % 2:
            unit["parentID"] = units[at - 1]["id"]
    for at, line in enumerate(document.get("despatchLine", ())):
        line.pop("handlingUnitReference", None)
        if units:
            line["handlingUnitReference"] = [{"id": units[at % len(units)]["id"]}]
    return document


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize("kind", TYPES)
def test_documents_are_fixed_points_and_cross_the_wire(kind, directory):
    @settings(max_examples=40)
    @given(st.integers(0, 2**32), st.sampled_from([0.1, 0.3, 0.6]))
    def law(seed, share):
        compiled_map = compiled(kind, directory)
        document = drawn(compiled_map.scope, random.Random(seed), share)
        check_fixed_point(FORMAT, compiled_map, document)

        document = packed(document)
        tree = FORMAT.new_tree(f"{kind}:{directory}")
        compiled_map.write(document, tree)
        expected = compiled_map.read(tree).document
        written = FORMAT.write([(f"{kind}:{directory}", tree)], kit.ENVELOPE)
        (message,) = kit.messages(FORMAT, written)

        assert [one for one in message.findings if one.rule in MISPLACED] == []
        assert compiled_map.read(message.tree).document == expected

    law()
