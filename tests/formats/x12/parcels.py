"""X12 made for tests: segments wrapped in an envelope whose counts and numbers are right unless a test says otherwise."""

from __future__ import annotations

from hub.formats.base import GroupEnd, InterchangeEnd, Message, MessageRead, Reading
from hub.formats.x12.reader import read

ISA = "ISA*00*          *00*          *ZZ*SENDER         *01*RECEIVER       *260801*1200*U*00401*000000017*0*P*>"
GS = "GS*PO*SENDER*RECEIVER*20260801*1200*17*X*004010"
ORDER = ("BEG*00*SA*4711**20260801", "PO1*1*3*EA*9.25")


def a_set(*body: str, kind: str = "850", control: str = "0001", count: int | None = None) -> list[str]:
    """ST, the body, and SE with the right count."""
    return [f"ST*{kind}*{control}", *body, f"SE*{len(body) + 2 if count is None else count}*{control}"]


def parcel(*body: str, kind: str = "850", group: str = GS, isa: str = ISA) -> bytes:
    """One interchange with one group with one set."""
    return joined(isa, group, *a_set(*(body or ORDER), kind=kind), "GE*1*17", "IEA*1*000000017")


def joined(*segments: str, terminator: str = "~", gap: str = "") -> bytes:
    return "".join(segment + terminator + gap for segment in segments).encode()


def events(data: bytes, reading: Reading | None = None):
    return list(read([data], reading or Reading()))


def messages(data: bytes, reading: Reading | None = None) -> list[Message]:
    return [event.message for event in events(data, reading) if isinstance(event, MessageRead)]


def found(data: bytes, reading: Reading | None = None) -> list[str]:
    """The rules of everything that was found, in the order in which it was told."""
    rules: list[str] = []
    for event in events(data, reading):
        if isinstance(event, MessageRead):
            rules += [finding.rule for finding in event.message.findings]
        elif isinstance(event, GroupEnd):
            rules += [finding.rule for finding in event.group.findings]
        elif isinstance(event, InterchangeEnd):
            rules += [finding.rule for finding in event.interchange.findings]
    return rules


def shape(segment) -> list:
    """A tree as nested lists of tags."""
    return [child.tag if not child.children else [child.tag, *shape(child)] for child in segment.children]
