"""The benchmarks measure what they say: clean orders, the same document by map and by hand, lines with every field.

Measures nothing. Example: an order of the generator has no finding at all.
"""

from __future__ import annotations

import json
import time

import pytest

from benchmarks import deliveries, generate, generate_edifact, generate_ubl, measure, others, peers, reading, run, ubl_map, validating
from benchmarks import map as by_map
from benchmarks.children import NotHere
from hub.mapping import library
from hub.mapping.compile import compile_map

GENERATORS = {"x12": generate, "edifact": generate_edifact}


@pytest.mark.parametrize("name", GENERATORS)
def test_the_generated_orders_are_clean(name: str) -> None:
    assert validating.findings(name, b"".join(GENERATORS[name].interchange(20_000))) == 0


def test_the_generated_edifact_has_released_characters_of_each_kind() -> None:
    parcel = b"".join(generate_edifact.interchange(20_000))

    assert all(released in parcel for released in (b"?+", b"?'", b"??"))


def test_a_large_file_is_read_in_processes_of_their_own_at_two_sizes() -> None:
    rows = list(reading.rows("edifact_read", "edifact", generate_edifact.write, ">= 0.1", sizes=(20_000, 40_000), rounds=1))

    assert [(row.metric, row.value is not None) for row in rows] == [
        ("0.02MB tokenise+envelope", True),
        ("0.04MB tokenise+envelope", True),
        ("0.04MB peak memory", True),
        ("peak memory 0.04MB ÷ 0.02MB", True),
    ]


@pytest.mark.parametrize("name", GENERATORS)
def test_validation_is_measured_with_and_without_the_rules_about_elements(name: str) -> None:
    rows = list(validating.rows(name, name, GENERATORS[name].interchange(5_000), ">= 0.1", rounds=1))

    assert [row.value is not None for row in rows] == [True, True]


def test_what_is_not_clean_is_not_measured() -> None:
    parcel = b"".join(generate_edifact.interchange(5_000)).replace(b"QTY+21:", b"QTY+21:X")

    (row,) = validating.rows("edifact_validate", "edifact", [parcel], ">= 4")

    assert row.value is None
    assert "findings on clean orders" in row.note


def test_a_generated_ubl_order_is_valid_has_a_place_for_every_leaf_and_comes_back() -> None:
    assert 16_000 < len(generate_ubl.order(4711)) < 18_000
    assert ubl_map.wrong(compile_map(library.load("ubl", "Order"), ubl_map.UBL.paths)) == ""


@pytest.mark.skipif(not others.ready(), reason="other people's parsers are not in .bench: `make bench ONLY=peers` installs them")
def test_every_parser_reads_the_same_messages_and_segments() -> None:
    rows = list(peers.run(size=5_000, rounds=1))

    assert [row.note for row in rows if row.value is None] == []


def test_parsers_that_cannot_be_installed_are_named_with_the_reason(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))

    with pytest.raises(NotHere, match=r"requirements.txt names.*pydifact==0.2.3"):
        others.installed(tmp_path / "bench")


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


def test_rounds_end_when_their_time_is_over_but_one_is_always_made() -> None:
    assert list(deliveries.within(3, time.monotonic() + 60)) == [0, 1, 2]
    assert list(deliveries.within(3, time.monotonic() - 1)) == [0]


def test_an_unknown_bench_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["nothing"]) == 64
    assert "nothing" in capsys.readouterr().err
