import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.segments.dictionary import Composite
from hub.formats.x12.checks import checks
from hub.formats.x12.delimiters import Delimiters
from hub.formats.x12.dictionary import dictionary

STAR = Delimiters(repetition="^")
CHECKS = checks(dictionary("004010"), STAR)


def problems(text: str) -> list[tuple]:
    fields = text.split("*")
    check = CHECKS[fields[0]]
    return [(problem.rule[-3:], problem.element, problem.component) for problem in check.problems(fields)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BEG*00*SA*4711**20260801", []),
        ("BEG*00*SA***20260801", [("501", 3, None)]),
        ("BEG*00*SA*4711", [("501", 5, None)]),
        ("BEG*99*SA*4711**20260801", [("507", 1, None)]),
        ("BEG*00*QQ*4711**20260801", [("511", 2, None)]),
        ("BEG*00*SA*4711**20260230", [("508", 5, None)]),
        ("BEG*00*SA*4711**20240229", []),
        ("BEG*00*SA*4711**21000229", [("508", 5, None)]),
        ("BEG*00*SA*4711**260801", [("504", 5, None)]),
        ("BEG*00*SA*4711**2026-8-1", [("508", 5, None)]),
        ("BEG*00*SA*" + "x" * 23 + "**20260801", [("505", 3, None)]),
        ("BEG*00*SA*4711**20260801*******SA*EXTRA", [("503", 13, None)]),
        ("BEG*00*SA*4711**20260801*******SA**", []),
        ("BEG*00*SA*47>11**20260801", [("506", 3, None)]),
        ("BEG*00*SA*47^11**20260801", [("506", 3, None)]),
        ("BEG*00*SA*47\t11**20260801", [("506", 3, None)]),
        ("REF*DP", [("502", 2, None)]),
        ("REF*DP*038", []),
        ("REF*DP**TEXT", []),
        ("REF*DP*1**AB>12", []),
        ("REF*DP*1**AB", [("501", 4, 2)]),
        ("REF*DP*1**AB>12>CD", [("502", 4, 4)]),
        ("REF*DP*1**AB>12>CD>3>EF>4>GG", [("512", 4, None)]),
        ("PO1*1*3*EA*9.25*PE*UP", [("502", 7, None)]),
        ("PO1*1**EA", [("502", 2, None)]),
        ("PO1*1*3*EA*9.25*PE*UP*1**2", [("502", 8, None)]),
        ("PO1*1*-3.50*EA", []),
        ("PO1*1*3,5*EA", [("506", 2, None)]),
        ("PO1*1*.*EA", [("506", 2, None)]),
        ("PO1*1*1E3*EA", []),
        ("PO1*1*1234567890123456*EA", [("505", 2, None)]),
        ("PO1*1*12345678901234.5*EA", []),
        ("CTT*1.5", [("506", 1, None)]),
        ("DTM*002", [("502", 2, None)]),
        ("DTM*002*20260801*2460", [("509", 3, None)]),
        ("DTM*002*20260801*235959", []),
        ("DTM*002*20260801*23595999*ES", []),
        ("QTY*21*5**XX", [("510", 4, None)]),
        ("CUR*BY*USD*1.00", [("504", 3, None)]),
        ("CUR*BY*USD*0.9500", []),
        ("CUR*BY*USD********007", [("502", 11, None)]),
        ("ITD*01*3*2**10**30*****2 PCT 10 NET 30", []),
        ("ITD*01*3*2", [("502", 4, None)]),
        ("SAC*C", [("502", 2, None)]),
        ("SAC*C*D240***1250", []),
        ("MEA*PD*WD*61.5*IN", []),
        ("MSG*", [("501", 1, None)]),
    ],
)
def test_each_fault_is_named_at_its_element(text, expected):
    assert problems(text) == expected


@pytest.mark.parametrize("release", ["004010", "005010"])
def test_the_pattern_never_lets_pass_what_the_slow_way_would_report(release):
    """The pattern is only a short cut: whatever it accepts has no problems."""
    segments = dictionary(release)
    for tag in segments.segments:
        check = checks(segments, STAR)[tag]
        assert not check.composites or any(isinstance(use.element, Composite) for use in check.spec.uses)
        assert (check.judges[1](tag) is None) == bool(check.problems([tag]))


ALPHABET = st.sampled_from(
    ["", "00", "SA", "1", "-1.5", "20260801", "20240229", "1200", "X", "ABC", "a>b", "F", "x" * 31, "é", "\x01", "EA", "."]
)


@given(st.sampled_from(sorted(dictionary("004010").segments)), st.lists(ALPHABET, max_size=12))
def test_the_pattern_and_the_slow_way_agree(tag, values):
    fields = [tag, *values]
    check = CHECKS[tag]
    if check.judges[len(fields)]("*".join(fields)) is not None:
        assert check.problems(fields) == []


@given(st.sampled_from(["PO1", "REF", "N1", "PER", "FOB", "N4"]), st.lists(ALPHABET, max_size=12))
def test_segments_without_faults_take_the_short_cut(tag, values):
    fields = [tag, *values]
    if CHECKS[tag].problems(fields) == [] and "20240229" not in values and not any(values[len(CHECKS[tag].spec.uses) :]):
        simple = all(">" not in value for value in values) and len(fields) <= len(CHECKS[tag].spec.uses) + 1
        assert not (simple and CHECKS[tag].judges[len(fields)]("*".join(fields)) is None)


def test_tags_nobody_knows_are_not_remembered():
    before = len(CHECKS)
    assert CHECKS["QQQ"] is None
    assert len(CHECKS) == before
