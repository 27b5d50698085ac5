from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.segments.dictionary import Composite, Element, SegmentSpec, Use, relation
from hub.formats.x12.checks import checks
from hub.formats.x12.delimiters import Delimiters
from hub.formats.x12.dictionary import RELEASES, dictionary
from hub.formats.x12.patterns import pattern

STAR = Delimiters()
WORD = Element("1", "AN", 1, 1)


def holds(rule: str, text: str, usages: str = "OOOO") -> bool:
    """Whether a segment with one relation may look like this."""
    spec = SegmentSpec("T", tuple(Use(WORD, usage) for usage in usages), (relation(rule),))
    found = pattern(spec, STAR, text.count("*") + 1)
    return found is not None and re.fullmatch(found, text) is not None


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        ("P0102", ["T", "T*a*b", "T***c"], ["T*a", "T*a**c", "T**b"]),
        ("P0103", ["T", "T*a**c", "T**b*", "T**b"], ["T*a", "T*a*b", "T***c", "T*a*b*"]),
        ("P020304", ["T*a", "T**b*c*d"], ["T**b", "T**b*c", "T**b**d", "T***c*"]),
        ("R0102", ["T*a", "T**b", "T*a*b"], ["T", "T***c", "T*"]),
        ("R010304", ["T*a", "T*a*b", "T***c", "T****d"], ["T", "T**b", "T**b**", "T**b*"]),
        ("E0102", ["T", "T*a", "T**b", "T*a**c"], ["T*a*b"]),
        ("E010203", ["T***c", "T*a"], ["T*a**c", "T*a*b*c"]),
        ("C0102", ["T", "T*a*b", "T**b"], ["T*a", "T*a**c"]),
        ("C0301", ["T*a", "T*a**c", "T**b"], ["T***c"]),
        ("C010204", ["T*a*b**d", "T**b"], ["T*a", "T*a*b", "T*a***d"]),
        ("L010203", ["T*a*b", "T*a**c", "T**b", "T"], ["T*a", "T*a***d"]),
    ],
)
def test_a_relation_holds_for_elements_that_are_there_or_left_out(rule: str, right: list[str], wrong: list[str]):
    assert [text for text in right if not holds(rule, text)] == []
    assert [text for text in wrong if holds(rule, text)] == []


def test_an_element_that_must_be_there_and_must_not_is_never_right():
    assert not holds("P0102", "T*a", "MOOO")
    assert not holds("R0102", "T*a", "XOOO")


def _right(element: Element | Composite) -> str:
    """A value that breaks no rule; a composite goes the slow way."""
    if isinstance(element, Composite):
        return ""
    if element.codes:
        return min(element.codes)
    kinds = {"D": "20260801", "T": "1200", "N": "1" * element.minimum, "R": "1" * element.minimum}
    return kinds.get(element.type[0], "X" * element.minimum)


RELATED = sorted((release, tag) for release in RELEASES for tag, spec in dictionary(release).segments.items() if spec.relations)


@given(st.sampled_from(RELATED), st.lists(st.booleans(), max_size=30))
def test_relations_are_judged_as_the_slow_way_does(related: tuple[str, str], filled: list[bool]):
    release, tag = related
    check = checks(dictionary(release), STAR)[tag]
    assert check is not None
    values = [_right(use.element) if there else "" for there, use in zip(filled, check.spec.uses, strict=False)]
    fields = [tag, *values]

    assert (check.judges[len(fields)]("*".join(fields)) is None) == bool(check.problems(fields))
