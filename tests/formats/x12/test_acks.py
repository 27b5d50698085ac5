from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.base import Address, Envelope, InterchangeStart
from hub.formats.x12.acks import ACCEPTED, REJECTED, WITH_ERRORS, Acknowledger, verdict_of
from hub.formats.x12.rules import RULES
from hub.formats.x12.writer import write
from hub.model.location import Finding
from tests.formats.x12.parcels import GS, ISA, ORDER, a_set, events, found, joined, parcel

SET = a_set(*ORDER)
END = ("GE*1*17", "IEA*1*000000017")


def answer(data: bytes):
    acknowledger = Acknowledger()
    for event in events(data):
        acknowledger.feed(event)
    return acknowledger.result()


def printed(data: bytes, version: str = "004010") -> str:
    """The acknowledgement as bytes, without its envelope."""
    said = answer(data)
    if said is None:
        return ""
    envelope = Envelope(
        Address("01", "RECEIVER"), Address("ZZ", "SENDER"), 1, datetime(2026, 8, 1, 12, 0, tzinfo=UTC), options={"version": version}
    )
    written = write(said.messages, envelope)
    assert found(written) == [], written  # an acknowledgement reads clean with our own reader
    lines = written.decode("latin-1").split("~")
    return " ".join(line for line in lines if line[:3] in {"AK1", "AK2", "AK3", "AK4", "AK5", "AK9", "TA1"})


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("accepted", parcel(), "AK1*PO*17 AK2*850*0001 AK5*A AK9*A*1*1*1"),
        (
            "an element",
            parcel("BEG*99*SA*1**20260801", "PO1*1*3*EA"),
            "AK1*PO*17 AK2*850*0001 AK3*BEG*2**8 AK4*1*353*7*99 AK5*R*5 AK9*R*1*1*0",
        ),
        (
            "in a loop",
            parcel(ORDER[0], "N1*BY*A", "N4*LYON*LONG", ORDER[1]),
            "AK1*PO*17 AK2*850*0001 AK3*N4*4*N1*8 AK4*2*156*5*LONG AK5*R*5 AK9*R*1*1*0",
        ),
        (
            "a component",
            parcel(ORDER[0], "REF*DP*1**AB", ORDER[1]),
            "AK1*PO*17 AK2*850*0001 AK3*REF*3**8 AK4*4>2*127*1 AK5*R*5 AK9*R*1*1*0",
        ),
        (
            "no copy of what breaks",
            parcel("BEG*00*SA*1>2**20260801", ORDER[1]),
            "AK1*PO*17 AK2*850*0001 AK3*BEG*2**8 AK4*3*324*6 AK5*R*5 AK9*R*1*1*0",
        ),
        ("a segment", parcel(ORDER[0], "QQ1*A", ORDER[1]), "AK1*PO*17 AK2*850*0001 AK3*QQ1*3**1 AK5*R*5 AK9*R*1*1*0"),
        ("a segment missing", parcel(ORDER[0]), "AK1*PO*17 AK2*850*0001 AK3*PO1*3**3 AK5*R*5 AK9*R*1*1*0"),
        ("SE01", joined(ISA, GS, *a_set(*ORDER, count=3), *END), "AK1*PO*17 AK2*850*0001 AK5*R*4 AK9*R*1*1*0"),
        ("both", joined(ISA, GS, *a_set("BEG*99", count=9), *END), None),
        ("cut off", joined(ISA, GS, *SET[:-1]), "AK1*PO*17 AK2*850*0001 AK5*R*2 AK9*R*1*1*0*3 TA1*000000017*260801*1200*E*023"),
        (
            "one of two",
            joined(ISA, GS, *SET, *a_set(ORDER[0], control="0002"), "GE*2*17", END[1]),
            "AK1*PO*17 AK2*850*0001 AK5*A AK2*850*0002 AK3*PO1*3**3 AK5*R*5 AK9*P*2*2*1",
        ),
        ("GE01", joined(ISA, GS, *SET, "GE*2*17", END[1]), "AK1*PO*17 AK2*850*0001 AK5*A AK9*R*2*1*0*5"),
        (
            "unknown set",
            joined(ISA, GS.replace("PO", "IN", 1), *a_set("BIG*1", kind="820"), *END),
            "AK1*IN*17 AK2*820*0001 AK5*R*1 AK9*R*1*1*0",
        ),
        ("unknown version", joined(ISA, GS.replace("004010", "003010"), *SET, *END), "AK1*PO*17 AK2*850*0001 AK5*R*1 AK9*R*1*1*0*2"),
        ("duplicate", joined(ISA, GS, *SET, *SET, "GE*2*17", END[1]), "AK1*PO*17 AK2*850*0001 AK5*A AK2*850*0001 AK5*R*23 AK9*P*2*2*1"),
        ("an empty group", joined(ISA, GS, "GE*0*17", END[1]), "AK1*PO*17 AK9*A*0*0*0"),
        (
            "TA1 wished",
            parcel(isa=ISA.replace("*0*P*", "*1*P*")),
            "TA1*000000017*260801*1200*A*000 AK1*PO*17 AK2*850*0001 AK5*A AK9*A*1*1*1",
        ),
        ("IEA02", joined(ISA, GS, *SET, END[0], "IEA*1*1"), "TA1*000000017*260801*1200*E*001 AK1*PO*17 AK2*850*0001 AK5*A AK9*A*1*1*1"),
        ("an acknowledgement", joined(ISA, GS.replace("PO", "FA", 1), *a_set("AK1*PO*1", "AK9*A*1*1*1", kind="997"), *END), ""),
        ("a bad acknowledgement", joined(ISA, GS.replace("PO", "FA", 1), *a_set(kind="997"), *END), ""),
        ("TA1", joined(ISA.replace("*0*P*", "*1*P*"), "TA1*000000016*260801*1200*A*000", "IEA*0*000000017"), ""),
        ("no envelope", joined(*SET), ""),
        ("nothing", b"", ""),
        ("ST02 too short", joined(ISA, GS, "ST*850*1", *ORDER, "SE*4*1", *END), "AK1*PO*17 AK2*850*0001 AK5*R*7 AK9*R*1*1*0"),
    ],
)
def test_the_answer_says_what_was_found(name, data, expected):
    said = printed(data)
    assert said.split() if expected is None else sorted(said.split()) == sorted(expected.split())


def test_releases_from_005010_on_are_answered_in_their_own():
    isa = ISA.replace("*U*00401", "*^*00501")
    said = printed(parcel(isa=isa, group=GS.replace("004010", "005010X230")), "00501")
    assert said == "AK1*PO*17*005010X230 AK2*850*0001 AK5*A AK9*A*1*1*1"


def test_verdicts_are_given_for_each_message():
    data = joined(ISA, GS, *SET, *a_set(ORDER[0], control="0002"), "GE*2*17", END[1])
    assert answer(data).verdicts == {"17/0001": ACCEPTED, "17/0002": REJECTED}


def test_a_group_that_is_rejected_rejects_its_sets():
    assert answer(joined(ISA, GS, *SET, "GE*2*17", END[1])).verdicts == {"17/0001": REJECTED}


@pytest.mark.parametrize(
    ("severities", "verdict"),
    [
        ([], ACCEPTED),
        ([("X12-505", "warning")], WITH_ERRORS),
        ([("X12-511", "warning")], ACCEPTED),
        ([("X12-505", "error"), ("X12-505", "warning")], REJECTED),
        ([("X12-207", "info")], ACCEPTED),
    ],
)
def test_an_agreement_that_makes_errors_warnings_changes_the_verdict(severities, verdict):
    assert verdict_of([Finding(rule, severity) for rule, severity in severities]) == verdict


def test_a_new_interchange_begins_a_new_answer():
    acknowledger = Acknowledger()
    for event in [*events(parcel()), *[one for one in events(parcel()) if isinstance(one, InterchangeStart)]]:
        acknowledger.feed(event)
    assert acknowledger.result() is None


def test_every_code_is_one_that_the_standard_has():
    known = {"set": "1 2 3 4 5 6 7 23", "segment": "1 2 3 4 5 6 7 8", "element": "1 2 3 4 5 6 7 8 9 10", "group": "1 2 3 4 5 6"}
    for rule in RULES.values():
        assert not rule.code or rule.level not in known or rule.code in known[rule.level].split()


PARTS = st.sampled_from([*SET, *ORDER, ISA, GS, *END, "QQ1*A", "N4*A*LONG>ER^", "ST*997*0001", "ST*8*1", "ST*850*", "GS*PO*A", "N1*BY*é<"])


@given(st.lists(PARTS, max_size=20))
def test_every_answer_reads_clean(parts):
    printed(joined(ISA, *parts))
