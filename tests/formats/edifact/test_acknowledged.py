import pytest

from hub.formats.edifact.acknowledged import AcknowledgedPart, ElementError, SegmentError, acknowledged, read_contrl
from tests.formats.edifact.parcels import messages, parcel


def contrl(*body: str):
    return messages(parcel(*body, kind="CONTRL:D:3:UN"))[0]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (["UCI+4711+A+B+7"], "accepted"),
        (["UCI+4711+A+B+8"], "accepted"),
        (["UCI+4711+A+B+4+29"], "rejected"),
        (["UCI+4711+A+B+7", "UCM+1+ORDERS:D:96A:UN+7"], "accepted"),
        (["UCI+4711+A+B+7", "UCM+1+ORDERS:D:96A:UN+4+12"], "rejected"),
        (["UCI+4711+A+B+7", "UCM+1+ORDERS:D:96A:UN+7", "UCS+3", "UCD+39+2:1"], "acceptedWithErrors"),
        (["UCI+4711+A+B+7", "UCF+5+A+B+4"], "rejected"),
        (["UCI+4711+A+B+7", "UCF+5+A+B+7", "UCM+1+ORDERS:D:96A:UN+4"], "rejected"),
        (["UCI+4711+A+B+9"], "rejected"),
        (["UCI+4711+A+B"], "rejected"),
    ],
)
def test_the_worst_that_is_said_counts(body, code):
    assert [(one.control_number, one.code) for one in acknowledged(contrl(*body))] == [(4711, code)]


def test_everything_is_read():
    parts = read_contrl(contrl("UCI+4711+A+B+7", "UCM+1+ORDERS:D:96A:UN+4+12", "UCS+3+15", "UCS+4", "UCD+39+2:1", "UCD+13+3"))
    errors = (SegmentError("3", "15"), SegmentError("4", "", (ElementError("39", "2", "1"), ElementError("13", "3", ""))))
    assert parts == [AcknowledgedPart("UCI", "4711", "7"), AcknowledgedPart("UCM", "1", "4", "12", errors)]


def test_what_names_no_number_of_ours_says_nothing():
    assert acknowledged(contrl("UCI+REF17+A+B+7")) == []
    assert acknowledged(contrl("UCM+1")) == []


def test_a_contrl_that_they_have_it_already_does_not_refuse_what_came_first():
    assert acknowledged(contrl("UCI+4711+A+B+4+26")) == []


def test_other_messages_are_no_acknowledgement():
    assert acknowledged(messages(parcel())[0]) is None
