"""One order in many shapes: X12, EDIFACT of two directories, UBL, JSON and a workbook say the same, each read from any other."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from hub.configuration.active import ActiveConfiguration
from hub.model.config import Configuration
from hub.pipeline.check import check
from hub.pipeline.convert import convert
from tests.services import REPOSITORY

AT = datetime(2026, 11, 22, tzinfo=UTC)
SHAPES = ("x12/850", "edifact/ORDERS:D96A", "edifact/ORDERS:D01B", "ubl/Order", "json", "xlsx/order", "csv/order")
SYSTEM, WIDE = "lanmei/all", "lanmei/edi"
ORDER = (REPOSITORY / "examples" / "one-order.json").read_bytes()


def rules() -> ActiveConfiguration:
    """A system that sends tables under the hub's own headings; the other formats say themselves what they are."""
    systems = {
        SYSTEM: {"adapter": "erp/document", "maps": {"csv/order": [], "xlsx/order": []}},
        # X12 is ASCII unless both sides agree on more.
        WIDE: {"adapter": "erp/document", "envelope": {"charset": "utf-8"}},
    }
    tree = {"apiVersion": "hub/v1", "members": {"lanmei": {"name": {"en": "Lanmei"}}}, "systems": systems}
    return ActiveConfiguration(Configuration.model_validate(tree), {})


RULES = rules()


def written(data: bytes, shape: str) -> bytes:
    receiver = WIDE if shape.startswith("x12/") else SYSTEM
    made = convert([data], shape, at=AT, configuration=RULES, system=SYSTEM, receiver=receiver)

    assert made.dropped == [], shape
    assert [finding for finding in made.findings if finding.severity == "error"] == [], shape
    return made.body


def read(data: bytes) -> dict[str, Any]:
    """The document alone: how a format spelt it is no part of what it says."""
    (row,) = check([data], configuration=RULES, system=SYSTEM)

    assert row["verdict"] != "rejected", row["findings"]
    assert row["coverage"]["dropped"] == 0
    return {name: value for name, value in row["canonical"].items() if name != "unmapped"}


@pytest.fixture(scope="module")
def shapes() -> dict[str, bytes]:
    return {shape: written(ORDER, shape) for shape in SHAPES}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_says_the_same(shapes: dict[str, bytes], shape: str) -> None:
    assert read(shapes[shape]) == json.loads(ORDER)


@pytest.mark.parametrize(("one", "other"), list(permutations(SHAPES, 2)))
def test_every_pair_is_converted_and_back(shapes: dict[str, bytes], one: str, other: str) -> None:
    there = written(shapes[one], other)
    back = written(there, one)

    assert read(there) == read(back) == json.loads(ORDER)
