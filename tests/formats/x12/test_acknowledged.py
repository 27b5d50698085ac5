import pytest

from hub.formats.base import Acknowledged
from hub.formats.x12.acknowledged import AcknowledgedSet, ElementError, SegmentError, acknowledged, read_997
from tests.formats.x12.parcels import GS, ISA, a_set, joined, messages, parcel

END = ("GE*1*17", "IEA*1*000000017")


def said(*body: str):
    return messages(joined(ISA, GS.replace("PO", "FA", 1), *a_set(*body, kind="997"), *END))[0]


def test_a_997_is_read_down_to_the_element():
    message = said(
        "AK1*PO*17", "AK2*850*0001", "AK3*N4*8*N1*8", "AK4*2*156*5*State", "AK4*4>2**1", "AK5*R*5", "AK2*850*0002", "AK5*A", "AK9*P*2*2*1"
    )
    assert message.findings == []
    errors = (SegmentError("N4", "8", "N1", "8", (ElementError("2", "156", "5", "State"), ElementError("4.2", "", "1", ""))),)
    assert read_997(message) == [
        AcknowledgedSet("PO", "17", "850", "0001", "R", ("5",), errors),
        AcknowledgedSet("PO", "17", "850", "0002", "A"),
    ]
    assert [one.verdict for one in read_997(message)] == ["rejected", "accepted"]


def test_a_997_may_speak_of_the_group_alone():
    assert read_997(said("AK1*PO*17", "AK9*R*1*1*0*5*4")) == [AcknowledgedSet("PO", "17", "", "", "R", ("5", "4"))]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (("AK1*PO*17", "AK9*A*1*1*1"), "accepted"),
        (("AK1*PO*17", "AK2*850*0001", "AK5*E*5", "AK9*E*1*1*1"), "acceptedWithErrors"),
        (("AK1*PO*17", "AK2*850*0001", "AK5*R*5", "AK9*A*1*1*1"), "rejected"),
        (("AK1*PO*17", "AK9*P*2*2*1"), "rejected"),
        (("AK1*PO*17",), "rejected"),
    ],
)
def test_the_worst_that_is_said_counts(body, code):
    assert acknowledged(said(*body)) == [Acknowledged(17, code)]


@pytest.mark.parametrize(("code", "verdict"), [("A", "accepted"), ("E", "acceptedWithErrors"), ("R", "rejected")])
def test_ta1_speaks_of_interchanges(code, verdict):
    (message,) = messages(joined(ISA, f"TA1*000000016*260801*1200*{code}*000", "IEA*0*000000017"))
    assert acknowledged(message) == [Acknowledged(16, verdict)]


def test_other_messages_and_empty_ones_say_nothing():
    assert acknowledged(messages(parcel())[0]) is None
    assert acknowledged(said("AK9*A*1*1*1")) == []
    assert read_997(said()) == []


def test_a_ta1_that_they_have_it_already_does_not_refuse_what_came_first():
    (again,) = messages(joined(ISA, "TA1*000000017*261120*0930*R*025", "IEA*0*000000017"))
    (wrong,) = messages(joined(ISA, "TA1*000000017*261120*0930*R*024", "IEA*0*000000017"))

    assert acknowledged(again) == []
    assert acknowledged(wrong) == [Acknowledged(17, "rejected")]
