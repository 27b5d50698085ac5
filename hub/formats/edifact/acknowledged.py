"""What a partner's CONTRL says of our own interchanges, groups and messages.

Reads trees; knows no deliveries. Example: `read_contrl(message)[0].action` is `"4"`.
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.formats.base import Acknowledged, Message
from hub.formats.edifact.acks import ACCEPTED, CONTRL, REJECTED, WITH_ERRORS
from hub.formats.edifact.envelope import value
from hub.formats.segments import Segment

# 0083: 1 and 7 acknowledge, 8 says that it arrived. Everything else rejects, or nobody knows what it says: somebody has to look.
_GOOD = {"1", "7", "8"}
DUPLICATE = "26"  # UNCL 0085: duplicate detected


@dataclass(frozen=True, slots=True)
class ElementError:
    """UCD: the code (0085) and the place, the tag of the segment being element 1."""

    code: str
    element: str
    component: str


@dataclass(frozen=True, slots=True)
class SegmentError:
    """UCS with its UCD: the position of the segment in the message (UNH is 1) and the code."""

    position: str
    code: str
    elements: tuple[ElementError, ...] = ()


@dataclass(frozen=True, slots=True)
class AcknowledgedPart:
    """UCI, UCF or UCM of ours: which it is, its reference, the action (0083), the code (0085) and the segments in error."""

    level: str
    reference: str
    action: str
    code: str = ""
    errors: tuple[SegmentError, ...] = ()

    @property
    def verdict(self) -> str:
        if self.action not in _GOOD:
            return REJECTED
        return WITH_ERRORS if self.errors or self.code else ACCEPTED


def read_contrl(message: Message) -> list[AcknowledgedPart]:
    """Everything that a CONTRL speaks of, the interchange first."""
    return list(_parts(message.tree))


def _parts(parent: Segment) -> list[AcknowledgedPart]:
    found: list[AcknowledgedPart] = []
    for child in parent.children:
        if child.tag == "UCM":
            found.append(_part(child, 3))
        elif child.tag in {"UCI", "UCF"}:
            found += [_part(child, 4), *_parts(child)]
    return found


def _part(segment: Segment, action: int) -> AcknowledgedPart:
    fields = segment.fields
    errors = tuple(_error(child) for child in segment.children if child.tag == "UCS")
    return AcknowledgedPart(segment.tag, value(fields, 1), value(fields, action), value(fields, action + 1), errors)


def _error(segment: Segment) -> SegmentError:
    elements = tuple(
        ElementError(value(child.fields, 1), value(child.fields, 2), value(child.fields, 2, 2))
        for child in segment.children
        if child.tag == "UCD"
    )
    return SegmentError(value(segment.fields, 1), value(segment.fields, 2), elements)


def acknowledged(message: Message) -> list[Acknowledged] | None:
    """The control number of ours that a CONTRL speaks of (UCI 0020), with the worst that it says; None for any other message."""
    if message.type != CONTRL:
        return None
    parts = read_contrl(message)
    whole = next((part for part in parts if part.level == "UCI"), None)
    if whole is not None and whole.code == DUPLICATE:
        return []  # they have it, and have said so or will: what came first is not refused by this
    control = whole.reference if whole is not None else ""
    if not (control.isascii() and control.isdigit()):
        return []
    verdicts = {part.verdict for part in parts}
    worst = next((verdict for verdict in (REJECTED, WITH_ERRORS) if verdict in verdicts), ACCEPTED)
    return [Acknowledged(int(control), worst)]
