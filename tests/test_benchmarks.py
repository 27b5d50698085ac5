"""The benchmarks measure what they say: clean orders, the same document by map and by hand, lines with every field.

Measures nothing. Example: an order of the generator has no finding at all.
"""

from __future__ import annotations

import json

import pytest

from benchmarks import generate, measure, run, x12_validate
from benchmarks import map as by_map
from hub.mapping import library
from hub.mapping.compile import compile_map


def test_the_generated_orders_are_clean() -> None:
    assert x12_validate.findings(b"".join(generate.interchange(20_000))) == 0


@pytest.mark.parametrize("number", [1, 4711, 99_999])
def test_an_order_of_twenty_lines_is_one_interchange_of_about_three_kilobytes(number: int) -> None:
    order = generate.order(number)

    assert order.count(b"PO1*") == 20
    assert 2_500 < len(order) < 3_500


def test_the_map_and_the_function_written_by_hand_give_the_same_document() -> None:
    assert by_map.same(compile_map(library.load("x12", "850"), by_map.X12.paths))


@pytest.mark.parametrize(
    "value, aim, met",
    [(0.6, ">= 0.6", True), (0.59, ">= 0.6", False), (3, "<= 3", True), (3.1, "<= 3", False), (1, None, None)],
)
def test_an_aim_is_met_or_not(value: float, aim: str | None, met: bool | None) -> None:
    assert measure.judged(value, aim) is met


def test_a_line_has_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    measure.tell(measure.result("x", "y", [1.0, 3.0, 2.0], "s", "<= 2"))

    line = json.loads(capsys.readouterr().out)

    assert line == {"bench": "x", "metric": "y", "value": 2.0, "unit": "s", "n": 3, "min": 1.0, "max": 3.0, "aim": "<= 2", "met": True}


def test_a_void_run_has_no_value_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    measure.tell(measure.void("x", "y", "s", "the ledger is not exact", "<= 2"))

    line = json.loads(capsys.readouterr().out)

    assert (line["value"], line["met"], line["note"]) == (None, False, "the ledger is not exact")


def test_an_unknown_bench_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["nothing"]) == 64
    assert "nothing" in capsys.readouterr().err
