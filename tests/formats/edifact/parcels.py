"""EDIFACT made for tests: segments wrapped in an envelope whose counts and references are right unless a test says otherwise."""

from __future__ import annotations

from hub.formats.base import GroupEnd, InterchangeEnd, Message, MessageRead, Reading
from hub.formats.edifact.reader import read
from tests.services import REPOSITORY

UNB = "UNB+UNOC:3+SENDER:14+RECEIVER:14+260801:1200+17"
UNG = "UNG+ORDERS+SENDER+RECEIVER+260801:1200+5+UN+D:96A"
UNZ = "UNZ+1+17"
D96A, D01B = "ORDERS:D:96A:UN", "ORDERS:D:01B:UN"
ORDER = ("BGM+220+4711+9", "DTM+137:20260801:102", "LIN+1++4000862141404:EN", "QTY+21:3", "UNS+S")
SAMPLES = sorted((REPOSITORY / "examples" / "edifact").glob("*.edi"))


def a_message(*body: str, kind: str = D96A, reference: str = "1", count: int | None = None) -> list[str]:
    """UNH, the body, and UNT with the right count."""
    return [f"UNH+{reference}+{kind}", *body, f"UNT+{len(body) + 2 if count is None else count}+{reference}"]


def parcel(*body: str, kind: str = D96A, unb: str = UNB, charset: str = "latin-1") -> bytes:
    """One interchange with one message."""
    return joined(unb, *a_message(*(body or ORDER), kind=kind), UNZ, charset=charset)


def joined(*segments: str, terminator: str = "'", gap: str = "", charset: str = "latin-1") -> bytes:
    return "".join(segment + terminator + gap for segment in segments).encode(charset)


def events(data: bytes, reading: Reading | None = None):
    return list(read([data], reading or Reading()))


def messages(data: bytes, reading: Reading | None = None) -> list[Message]:
    return [event.message for event in events(data, reading) if isinstance(event, MessageRead)]


def interchanges(data: bytes, reading: Reading | None = None):
    return [event.interchange for event in events(data, reading) if isinstance(event, InterchangeEnd)]


def findings(data: bytes, reading: Reading | None = None):
    """Everything that was found, in the order in which it was told."""
    told = []
    for event in events(data, reading):
        if isinstance(event, MessageRead):
            told += event.message.findings
        elif isinstance(event, GroupEnd):
            told += event.group.findings
        elif isinstance(event, InterchangeEnd):
            told += event.interchange.findings
    return told


def found(data: bytes, reading: Reading | None = None) -> list[str]:
    """The rules of everything that was found."""
    return [finding.rule for finding in findings(data, reading)]


def shape(segment) -> list:
    """A tree as nested lists of tags."""
    return [child.tag if not child.children else [child.tag, *shape(child)] for child in segment.children]
