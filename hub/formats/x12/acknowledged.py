"""What a partner's 997 or TA1 says of our own interchanges, groups and sets.

Reads trees; knows no deliveries. Example: `read_997(message)[0].code` is `"R"`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.formats.base import Acknowledged, Message
from hub.formats.segments import Segment
from hub.formats.x12.acks import ACCEPTED, REJECTED, WITH_ERRORS

# AK501, AK901 and TA104. `P` says that at least one set of a group was rejected: somebody has to look.
VERDICTS = {"A": ACCEPTED, "E": WITH_ERRORS}
DUPLICATE = "025"  # TA105: an interchange under this control number came before


@dataclass(frozen=True, slots=True)
class ElementError:
    """AK4: element and component from 1, the element's number, the code, and the bad data."""

    element: str
    reference: str
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class SegmentError:
    """AK3 with its AK4: segment, its position in the set (ST is 1), loop and code."""

    segment: str
    position: str
    loop: str
    code: str
    elements: tuple[ElementError, ...] = ()


@dataclass(frozen=True, slots=True)
class AcknowledgedSet:
    """AK2 to AK5 of one of our sets; for a 997 that says nothing of single sets, one with an empty type for the group."""

    group_type: str
    group_control: str
    set_type: str
    set_control: str
    code: str
    codes: tuple[str, ...] = ()
    errors: tuple[SegmentError, ...] = field(default_factory=tuple)

    @property
    def verdict(self) -> str:
        return VERDICTS.get(self.code, REJECTED)


def read_997(message: Message) -> list[AcknowledgedSet]:
    """Every set that a 997 speaks of; the group alone when it speaks of none."""
    first = _child(message.tree, "AK1")
    group = (_value(first, 1), _value(first, 2))
    found = [_set(group, child) for child in message.tree.children if child.tag == "AK2"]
    if found:
        return found
    last = _child(message.tree, "AK9")
    return [AcknowledgedSet(*group, "", "", _value(last, 1), _values(last, 5))] if last is not None else []


def acknowledged(message: Message) -> list[Acknowledged] | None:
    """The control numbers of ours that a 997 (AK102) or TA1 (TA101) speaks of; None for any other message."""
    if message.type == "TA1":
        segment = _child(message.tree, "TA1")
        if _value(segment, 5) == DUPLICATE:
            return []  # they have it, and have said so or will: what came first is not refused by this
        return _said(_value(segment, 1), [_value(segment, 4)])
    if message.type != "997":
        return None
    codes = [result.code for result in read_997(message)]
    codes.append(_value(_child(message.tree, "AK9"), 1))
    return _said(_value(_child(message.tree, "AK1"), 2), codes)


def _said(control: str, codes: list[str]) -> list[Acknowledged]:
    if not (control.isascii() and control.isdigit()):
        return []
    verdicts = {VERDICTS.get(code, REJECTED) for code in codes}
    worst = next((verdict for verdict in (REJECTED, WITH_ERRORS) if verdict in verdicts), ACCEPTED)
    return [Acknowledged(int(control), worst)]


def _set(group: tuple[str, str], begin: Segment) -> AcknowledgedSet:
    end = _child(begin, "AK5")
    errors = tuple(_error(child) for child in begin.children if child.tag == "AK3")
    return AcknowledgedSet(*group, _value(begin, 1), _value(begin, 2), _value(end, 1), _values(end, 2), errors)


def _error(segment: Segment) -> SegmentError:
    elements = tuple(
        ElementError(_value(child, 1), _value(child, 2), _value(child, 3), _value(child, 4))
        for child in segment.children
        if child.tag == "AK4"
    )
    return SegmentError(_value(segment, 1), _value(segment, 2), _value(segment, 3), _value(segment, 4), elements)


def _child(parent: Segment, tag: str) -> Segment | None:
    return next((child for child in parent.children if child.tag == tag), None)


def _value(segment: Segment | None, at: int) -> str:
    held = segment.fields[at] if segment is not None and at < len(segment.fields) else ""
    return held if isinstance(held, str) else ".".join(str(part) for part in held)


def _values(segment: Segment | None, start: int) -> tuple[str, ...]:
    count = len(segment.fields) if segment is not None else 0
    return tuple(value for value in (_value(segment, at) for at in range(start, count)) if value)
