"""Functions made from source: what they say when they fail, and what may stand in them."""

from __future__ import annotations

import traceback

import pytest

from hub.formats.json import FORMAT as JSON
from hub.formats.json.tree import Node
from hub.formats.source import Source, function, reader, remark, spoken


def test_a_traceback_shows_the_line_and_the_title():
    halved = function("halved", ["def halved(number):", "    return number / nothing  # id: BEG.03"], {"nothing": 0}, "x12/850: id")
    try:
        halved(1)
    except ZeroDivisionError:
        told = traceback.format_exc()

    assert 'File "x12/850: id", line 2, in halved' in told
    assert "return number / nothing  # id: BEG.03" in told


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\f", "\v", "\x00", "\x1c", "\x85", "\u2028", "\ud800"])
def test_a_remark_ends_no_line(end):
    made = function("told", ["def told():", f"    return 1  # {remark(f'a{end}    return 2')}"], {}, f"a{end}b")

    assert made() == 1


def test_a_value_has_one_name():
    made, value = Source(), object()

    assert made.name("place", value) == made.name("place", value)
    assert made.name("path", value) != made.name("place", value)


def test_a_format_that_writes_no_source_is_called():
    places = [JSON.paths.place(text) for text in ("a", "b/c", "d")]
    read = reader(spoken(JSON.paths, places, []), "json")

    assert read(Node({"a": "1", "b": {"c": "2"}})) == ["1", "2", None]
    assert reader(spoken(JSON.paths, [], []), "json")(Node({})) == []
