"""The work of reading and writing grows as the message does: a long order costs no more for each line than a short one.

Counted, not timed: every Python function that is called and every line of ours that runs.
"""

from __future__ import annotations

import sys
from functools import cache

import pytest

from hub.formats.x12 import FORMAT
from hub.mapping import library
from hub.mapping.compile import CompiledMap, compile_map
from hub.mapping.coverage import measure, residue, restore, with_residue
from tests.mapping.trees import tree

FEW, MANY = 60, 480


@cache
def order_map() -> CompiledMap:
    return compile_map(library.load("x12", "850"), FORMAT.paths)


def lines_of(count):
    return [segment for at in range(count) for segment in (f"PO1*{at}*1*EA*2**UP*{at}", ">PID*F****W", ">DTM*002*20260101")]


SHAPES = {
    "no currency": lines_of,
    "currency first": lambda count: ["CUR*SE*EUR", *lines_of(count)],
    "currency last": lambda count: [*lines_of(count), "CUR*BY*USD"],
    "currency last and blank": lambda count: [*lines_of(count), "CUR*BY* "],
    "parties": lambda count: [f"N1*{('ST', 'BY', 'Z7')[at % 3]}*A" for at in range(count)],
    "address lines": lambda count: ["N1*BY*A", *[">N2*a*b"] * count, *[">N3*a*b"] * count],
    "references": lambda count: [f"REF*{('CT', 'DP', 'CR')[at % 3]}*{at}" for at in range(count)],
    "left over": lambda count: [f"ZZ{at % 10}*A" for at in range(count)],
    "pairs": lambda count: ["PO1*1*1*EA*2*" + "*CB*1" * count],
}


def work(action) -> int:
    """How many times a line of the hub ran, and how many elements loops inside of one line took."""
    count = 0

    def trace(_frame, event, _argument):
        nonlocal count
        count += event in ("line", "call")
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(before)
    return count


def there_and_back(texts):
    def action():
        source, map_ = tree(*texts), order_map()
        read = map_.read(source)
        untaken = FORMAT.untaken(source)
        measure(FORMAT, source, read, untaken=untaken)
        document = with_residue(FORMAT, source, read.document, map_, untaken)
        made = FORMAT.new_tree("850")
        map_.write(document, made)
        restore(FORMAT, made, document)

    return action


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_eight_times_the_message_is_not_much_more_than_eight_times_the_work(shape):
    work(there_and_back(shape(2)))  # so that what is kept for later is there
    few, many = work(there_and_back(shape(FEW))), work(there_and_back(shape(MANY)))

    assert many <= few * (MANY // FEW) * 1.3


def test_a_place_of_the_message_that_every_line_needs_is_looked_for_once():
    visits = []

    class Children(list):
        def __iter__(self):
            visits.append(1)
            return super().__iter__()

    def read(count):
        visits.clear()
        source = tree(*lines_of(count))
        source.children = Children(source.children)
        order_map().read(source)
        return len(visits)

    assert read(FEW) == read(MANY)


def test_residue_far_behind_everything_is_put_back_at_once():
    made = tree("REF*CT*1")

    assert restore(FORMAT, made, {"unmapped": [{"path": "REF[999999999].01", "value": "DP"}]}) == []
    assert restore(FORMAT, made, {"unmapped": [{"path": f"REF[{'9' * 5000}].01", "value": "DP"}]}) == [f"REF[{'9' * 5000}].01"]
    assert restore(FORMAT, made, {"unmapped": [{"path": "REF[1].02[999999999]", "value": "DP"}]}) == ["REF[1].02[999999999]"]
    assert [child.fields for child in made.children] == [["REF", "CT", "1"], ["REF", "DP"]]


def test_the_residue_of_a_segment_wider_than_any_is_listed():
    source = tree("BEG*00*SA*1", "ZZ" + "*F" * 1000)
    source.children[1].taken = 1 << 7

    assert [entry["path"] for entry in residue(FORMAT, source)][3:] == [f"ZZ[1].{at:02d}" for at in range(1, 1001) if at != 7]
