import pytest

from hub.errors import Misconfigured
from hub.formats.base import Reading
from hub.formats.x12.guides import Guide
from tests.formats.x12.parcels import ORDER, messages, parcel, shape

BEG = "BEG*00*SA*4711**20260801"


def rules(guide: str, *body: str) -> list[str]:
    (message,) = messages(parcel(*(body or ORDER)), Reading(guide=guide))
    return [finding.rule for finding in message.findings]


@pytest.mark.parametrize(
    ("name", "guide", "body", "expected"),
    [
        ("nothing", "{}", ORDER, []),
        ("element mandatory", "elements: {BEG.04: M}", ORDER, ["X12-501"]),
        ("element optional", "elements: {BEG.03: O}", ("BEG*00*SA***20260801", ORDER[1]), []),
        ("element not used", "elements: {BEG.06: X}", (BEG + "*C1", ORDER[1]), ["X12-513"]),
        ("a longer element", "elements: {BEG.03: {length: 1/40}}", ("BEG*00*SA*" + "9" * 30 + "**20260801", ORDER[1]), []),
        ("a shorter element", "elements: {BEG.03: {length: 1/3}}", ORDER, ["X12-505"]),
        ("fewer codes", "elements: {N1.03: {codes: 9 92}}", (BEG, "N1*BY*A*ZZ*12", ORDER[1]), ["X12-507"]),
        ("one element more", "elements: {BEG.13: {length: 1/30}}", (BEG + "*" * 8 + "NEWELEMENT", ORDER[1]), []),
        ("segment mandatory", "segments: {CUR: M}", ORDER, ["X12-403"]),
        ("segment optional", "segments: {PO1: O}", (BEG,), []),
        ("segment not used", "segments: {PWK: X}", (BEG, "PWK*DS", ORDER[1]), ["X12-402"]),
        ("loop not used", "segments: {N9: X}", (BEG, "N9*L1*A", "MSG*B", ORDER[1]), ["X12-402", "X12-402"]),
        ("fewer times", "segments: {REF: {max: 1}}", (BEG, "REF*DP*1", "REF*DP*2", ORDER[1]), ["X12-405"]),
        ("in a loop", "segments: {PO1/PID: {max: 1}}", (BEG, ORDER[1], "PID*F****A", "PID*F****B"), ["X12-404"]),
        ("more times", "segments: {PER: {max: '*'}}", (BEG, *["PER*BD*A"] * 9, ORDER[1]), []),
    ],
)
def test_a_guide_restricts_and_loosens(name, guide, body, expected):
    assert rules(guide, *body) == expected


def test_the_grammar_of_the_standard_stays_as_it_is():
    rules("segments: {N9: X}\nelements: {BEG.04: M}")
    (message,) = messages(parcel(BEG, "N9*L1*A", "MSG*B", ORDER[1]))
    assert (message.findings, shape(message.tree)) == ([], ["BEG", ["N9", "MSG"], "PO1"])


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "[1]",
        "other: {}",
        "elements: {BEG: M}",
        "elements: {BEG.00: M}",
        "elements: {BEG.01: Q}",
        "elements: {BEG.01: {size: 3}}",
        "elements: {BEG.01: {length: long}}",
        "segments: {lower: M}",
        "segments: {REF: {max: many}}",
        "elements: {BEG.01: [M]}",
        "{",
    ],
)
def test_a_guide_that_is_not_understood_is_the_operators_fault(text):
    with pytest.raises(Misconfigured):
        Guide.of(text)
