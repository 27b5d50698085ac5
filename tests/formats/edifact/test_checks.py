import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.edifact.checks import checks
from hub.formats.edifact.delimiters import Delimiters
from hub.formats.edifact.directories import dictionary, directories
from hub.formats.edifact.release import fields

MARKS = Delimiters()


def problems(text: str, directory: str = "D96A", marks: Delimiters = MARKS):
    check = checks(dictionary(directory), marks)[text[:3]]
    split = fields(text, marks)
    found = [(problem.rule, problem.element, problem.component) for problem in check.problems(split)]
    assert check.judges[len(split)](text) is None or not found
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BGM+220+4711+9", []),
        ("BGM", []),
        ("BGM+220:::ORDER", []),
        ("BGM++4711", []),
        ("BGM+220+4711+9+AC+MORE", [("EDI-503", 5, None)]),
        ("BGM+2200", [("EDI-505", 1, 1)]),
        ("BGM+220+" + "X" * 36, [("EDI-505", 2, None)]),
        ("BGM+220+47:11", [("EDI-512", 2, None)]),
        ("DTM+137:20260801:102", []),
        ("DTM+137", []),
        ("DTM", [("EDI-501", 1, 1)]),
        ("DTM+:20260801", [("EDI-501", 1, 1)]),
        ("DTM+137:1:102:X", [("EDI-512", 1, None)]),
        ("QTY+21:12.5:PCE", []),
        ("QTY+21:-12", []),
        ("QTY+21:1234567890123456", [("EDI-505", 1, 2)]),
        ("QTY+21:123456789012345.", [("EDI-510", 1, 2)]),
        ("QTY+21:.5", [("EDI-510", 1, 2)]),
        ("QTY+21:1,5", [("EDI-511", 1, 2)]),
        ("QTY+21:ten", [("EDI-506", 1, 2)]),
        ("QTY+21:1 000", [("EDI-506", 1, 2)]),
        ("QTY+21", [("EDI-501", 1, 2)]),
        ("NAD+BY", []),
        ("NAD+", [("EDI-501", 1, None)]),
        ("NAD+BY+1::9++NAME:SECOND+STREET+TOWN++12345+DE", []),
        ("NAD+BY+1::9++NAME:2:3:4:5:6:7+STREET", [("EDI-512", 4, None)]),
        ("PIA+1+A:SA+B:IN+C+D+E", []),
        ("PIA+1", [("EDI-501", 2, None)]),
        ("FTX+AAI+++TE\x01XT", [("EDI-508", 4, 1)]),
        ("GIR+1+A", []),
        ("UNS+X", [("EDI-507", 1, None)]),
    ],
)
def test_elements_break_the_rules_that_they_break(text, expected):
    assert problems(text) == expected


def test_lengths_differ_by_directory():
    assert problems("LIN+1A") == [("EDI-506", 1, None)]
    assert problems("LIN+1A", "D01B") == []
    assert problems("FTX+AAI+++" + "X" * 512) == [("EDI-505", 4, 1)]
    assert problems("FTX+AAI+++" + "X" * 512, "D01B") == []


def test_the_decimal_mark_is_that_of_una():
    comma = Delimiters(decimal=",")
    assert problems("QTY+21:1,5", marks=comma) == []
    assert problems("QTY+21:1.5", marks=comma) == [("EDI-511", 1, 2)]


VALUE = st.text(st.sampled_from("A1.,- é"), max_size=8)


@given(
    st.sampled_from(sorted(set(dictionary("D96A").segments))),
    st.sampled_from(directories()),
    st.lists(st.lists(VALUE, min_size=1, max_size=6), max_size=9),
)
def test_the_quick_look_never_overlooks_what_the_slow_one_finds(tag, directory, elements):
    text = "+".join([tag, *(":".join(components) for components in elements)])
    check = checks(dictionary(directory), MARKS)[tag]
    split = fields(text, MARKS)
    if check.judges[len(split)](text) is not None:
        assert check.problems(split) == []


@given(st.sampled_from(sorted(set(dictionary("D96A").segments))), st.sampled_from(directories()), st.data())
def test_segments_without_faults_take_the_short_cut(tag, directory, data):
    check = checks(dictionary(directory), MARKS)[tag]
    parts = []
    for use in check.spec.uses:
        inner = getattr(use.element, "uses", (use,))
        drawn = [_fitting(data, one.element) if one.usage == "M" or data.draw(st.booleans()) else "" for one in inner]
        drawn[0] = drawn[0] or _fitting(data, inner[0].element)
        parts.append(":".join(drawn) if use.usage == "M" or data.draw(st.booleans()) else "")
    text = "+".join([tag, *parts])
    assert check.problems(fields(text, MARKS)) == []
    assert check.judges[len(parts) + 1](text) is not None


def _fitting(data, element):
    if element.complete:
        return data.draw(st.sampled_from(sorted(element.codes)))
    length = data.draw(st.integers(element.minimum, element.maximum))
    return ("1" if element.type == "n" else "A") * length
