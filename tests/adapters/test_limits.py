"""What does not fit a receiver is named by its place; nothing is changed, and what has no limit passes."""

from __future__ import annotations

import copy

import pytest

from hub.adapters.base import Limit
from hub.adapters.limits import Overflow, overflows

BODY = {"order": {"reference": "采购-4711", "lines": [{"unit": "EA"}, {"unit": "box"}, {}]}, "count": 3}


@pytest.mark.parametrize(
    ("path", "limit", "expected"),
    [
        ("order/reference", Limit(length=7), []),
        ("order/reference", Limit(length=6), [Overflow("order/reference", "采购-4711", "6 characters")]),
        ("order/reference", Limit(charset="gb18030"), []),
        ("order/reference", Limit(charset="latin-1"), [Overflow("order/reference", "采购-4711", "latin-1")]),
        ("order/lines[*]/unit", Limit(values=frozenset({"EA", "KG"})), [Overflow("order/lines[1]/unit", "box", "EA, KG")]),
        (
            "order/lines[*]/unit",
            Limit(length=1),
            [Overflow("order/lines[0]/unit", "EA", "1 characters"), Overflow("order/lines[1]/unit", "box", "1 characters")],
        ),
        ("order/absent/deeper", Limit(length=0), []),
        ("count", Limit(length=0), []),
        ("order[*]/reference", Limit(length=0), []),
    ],
)
def test_each_value_is_held_against_its_limit(path, limit, expected):
    before = copy.deepcopy(BODY)

    assert list(overflows(BODY, {path: limit})) == expected
    assert before == BODY


def test_a_long_value_and_a_long_list_are_shown_in_part():
    [found] = overflows({"a": "x" * 500}, {"a": Limit(values=frozenset(map(str, range(100))))})

    assert len(found.value) == 80
    assert found.allowed.endswith(", …")


@pytest.mark.parametrize("body", [None, [], "text", {"a": {"b": 1}}, {"a": [[1]]}])
def test_a_body_of_another_shape_overflows_nowhere(body):
    assert list(overflows(body, {"a/b": Limit(length=0), "a[*]/b": Limit(length=0)})) == []
