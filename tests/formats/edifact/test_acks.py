from datetime import UTC, datetime

import pytest

from hub.formats.base import Address, Envelope, Reading
from hub.formats.edifact import FORMAT
from hub.formats.edifact.acks import Acknowledger
from hub.formats.edifact.reader import read
from tests.formats.edifact.parcels import ORDER, UNB, UNG, UNZ, a_message, found, joined, messages, parcel

ENVELOPE = Envelope(Address("14", "RECEIVER"), Address("14", "SENDER"), 88, datetime(2026, 8, 1, 12, tzinfo=UTC))


ADVICE = ("BGM+351+FH-1+9", "DTM+137:20260812:102", "CPS+1")


def said(data: bytes):
    maker = Acknowledger()
    for event in read([data], Reading()):
        maker.feed(event)
    return maker.result()


def contrl(data: bytes) -> list[str]:
    """The body of the CONTRL, as segments."""
    text = FORMAT.write(said(data).messages, ENVELOPE).decode()
    assert found(text.encode()) == []
    assert "UNH+1+CONTRL:D:3:UN'" in text
    return text.split("'")[2:-3]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (parcel(), ["UCI+17+SENDER:14+RECEIVER:14+7", "UCM+1+ORDERS:D:96A:UN+7"]),
        (parcel(*ORDER, "XYZ+1"), ["UCI+17+SENDER:14+RECEIVER:14+7", "UCM+1+ORDERS:D:96A:UN+4", "UCS+7+15"]),
        (
            parcel(*ORDER[:3], "QTY+21:three", *ORDER[4:]),
            ["UCI+17+SENDER:14+RECEIVER:14+7", "UCM+1+ORDERS:D:96A:UN+4", "UCS+5", "UCD+37+2:2"],
        ),
        (
            parcel("BGM+" + "2" * 4, *ORDER[1:3], "QTY+21:3", "PRI+AAA:1.", "UNS+S"),
            ["UCI+17+SENDER:14+RECEIVER:14+7", "UCM+1+ORDERS:D:96A:UN+4", "UCS+2", "UCD+39+2:1", "UCS+6", "UCD+19+2:2"],
        ),
        (
            parcel(*ORDER[:3], "QTY+21:1,5", *ORDER[4:]),
            ["UCI+17+SENDER:14+RECEIVER:14+7", "UCM+1+ORDERS:D:96A:UN+7"],
        ),
        (parcel(kind="QUOTES:D:96A:UN"), ["UCI+17+SENDER:14+RECEIVER:14+7", "UCM+1+QUOTES:D:96A:UN+4+14"]),
        (parcel(kind="ORDERS:D:93A:UN"), ["UCI+17+SENDER:14+RECEIVER:14+7", "UCM+1+ORDERS:D:93A:UN+4+14"]),
        (joined(UNB, *a_message(*ORDER, count=9), UNZ), ["UCI+17+SENDER:14+RECEIVER:14+7", "UCM+1+ORDERS:D:96A:UN+4+29"]),
        (joined(UNB, *a_message(*ORDER), "UNZ+2+17"), ["UCI+17+SENDER:14+RECEIVER:14+4+29"]),
        (joined(UNB, *a_message(*ORDER)), ["UCI+17+SENDER:14+RECEIVER:14+4+13"]),
        (
            joined(UNB, UNG, *a_message(*ORDER), "UNE+1+5", UNZ),
            ["UCI+17+SENDER:14+RECEIVER:14+7", "UCF+5+SENDER+RECEIVER+7", "UCM+1+ORDERS:D:96A:UN+7"],
        ),
        (joined(UNB, UNG, *a_message(*ORDER), "UNE+2+5", UNZ), ["UCI+17+SENDER:14+RECEIVER:14+7", "UCF+5+SENDER+RECEIVER+4+29"]),
        (
            parcel(*ADVICE, "LIN+1", "QTY+12:three", "XYZ+1", "CPS+2+9", kind="DESADV:D:96A:UN"),
            ["UCI+17+SENDER:14+RECEIVER:14+7", "UCM+1+DESADV:D:96A:UN+4", "UCS+6", "UCD+37+2:2", "UCS+7+15"],
        ),
        (
            parcel(*ADVICE[:2], "CPS+", "PCI+33E", "GIN+BJ+1", kind="DESADV:D:96A:UN"),
            ["UCI+17+SENDER:14+RECEIVER:14+7", "UCM+1+DESADV:D:96A:UN+4", "UCS+4", "UCD+13+2", "UCS+5+15", "UCS+6+15"],
        ),
        (joined(UNB, "UNZ+1+17"), ["UCI+17+SENDER:14+RECEIVER:14+4+29"]),
    ],
)
def test_an_interchange_is_answered_down_to_the_component(data, expected):
    assert contrl(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        parcel("UCI+17+A+B+7", kind="CONTRL:D:3:UN"),
        parcel("UCI+17+A+B", kind="CONTRL:D:3:UN"),
        joined(*a_message(*ORDER)),
        joined("UNB+UNOC:3+S+R+260801:1200", *a_message(*ORDER), "UNZ+1"),
        joined("UNB+UNOC:3", *a_message(*ORDER)),
        b"UIB+UNOA:4'",
        b"",
    ],
)
def test_some_things_are_not_answered(data):
    assert said(data) is None


def test_verdicts_are_told_by_message():
    data = joined(
        UNB,
        *a_message(*ORDER),
        *a_message(*ORDER, "XYZ", reference="2"),
        *a_message(*ORDER[:3], "QTY+21:1,5", "UNS+S", reference="3"),
        "UNZ+3+17",
    )
    assert said(data).verdicts == {"/1": "accepted", "/2": "rejected", "/3": "accepted"}
    assert set(said(data.replace(b"UNZ+3", b"UNZ+4")).verdicts.values()) == {"rejected"}
    grouped = joined(UNB, UNG, *a_message(*ORDER), "UNE+2+5", UNZ)
    assert said(grouped).verdicts == {"5/1": "rejected"}


def test_the_answer_is_in_the_senders_own_terms():
    unb = "UNB*UNOY^4*S^14*R^14*20260801^1200*17"
    data = b"UNA^*.?|~" + joined(unb, "UNH*1*ORDERS^D^96A^UN", "BGM*220", "DTM*137", "UNS*S", "UNT*5*1", "UNZ*1*17", terminator="~")
    assert said(data).options == {
        "component": "^",
        "element": "*",
        "decimal": ".",
        "release": "?",
        "repetition": "|",
        "segment": "~",
        "charset": "UNOY",
        "syntax": "4",
    }
    plain = said(parcel())
    assert plain.options == {"charset": "UNOC", "syntax": "3"}


def test_references_that_contrl_cannot_carry_are_left_out():
    data = joined(UNB, *a_message(*ORDER, reference="订单"), UNZ, charset="utf-8")
    assert [segment[:3] for segment in contrl(data)] == ["UCI"]


def test_a_next_interchange_is_a_new_answer():
    maker = Acknowledger()
    for event in read([parcel(*ORDER, "XYZ"), parcel()], Reading()):
        maker.feed(event)
    assert maker.result().verdicts == {"/1": "accepted"}


def test_a_contrl_that_we_wrote_is_understood():
    data = FORMAT.write(said(parcel(*ORDER, "XYZ")).messages, ENVELOPE)
    (message,) = messages(data)
    assert [(one.control_number, one.code) for one in FORMAT.acknowledged(message)] == [(17, "rejected")]
