"""What a receiver's fields hold, compared with what is about to be sent: too long, outside the charset, not in the list.

Pure, and it cuts nothing: whoever asks stops the delivery. Places are those of the receiver's own JSON, `lines[*]/quantity`.

>>> [found.place for found in overflows({"lines": [{"code": "A"}, {"code": "ABC"}]}, {"lines[*]/code": Limit(length=2)})]
['lines[1]/code']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.adapters.base import Limit

_SHOWN: Final = 80  # characters of a value that a person is shown
_LISTED: Final = 10


@dataclass(frozen=True, slots=True)
class Overflow:
    """One value that does not fit: where, what, and what would."""

    place: str
    value: str
    allowed: str


def overflows(body: object, limits: Mapping[str, Limit]) -> Iterator[Overflow]:
    """Everything in a message that its receiver cannot hold, place by place."""
    for path, limit in limits.items():
        for place, value in _values(body, path.split("/"), ""):
            if value is not None and (allowed := _refused(value, limit)):
                yield Overflow(place, value[:_SHOWN], allowed)


def _values(node: Any, steps: list[str], way: str) -> Iterator[tuple[str, str | None]]:
    if not steps:
        yield way, node if isinstance(node, str) else None
        return
    name, many, _ = steps[0].partition("[*]")
    below = node.get(name) if isinstance(node, dict) else None
    place = f"{way}/{name}" if way else name
    if not many:
        yield from _values(below, steps[1:], place)
    elif isinstance(below, list):
        for ordinal, one in enumerate(below):
            yield from _values(one, steps[1:], f"{place}[{ordinal}]")


def _refused(value: str, limit: Limit) -> str:
    """What would be right, "" where the value is."""
    if limit.length is not None and len(value) > limit.length:
        return f"{limit.length} characters"
    if limit.charset and not _encodes(value, limit.charset):
        return limit.charset
    if limit.values and value not in limit.values:
        known = sorted(limit.values)
        return ", ".join(known[:_LISTED]) + (", …" if len(known) > _LISTED else "")
    return ""


def _encodes(value: str, charset: str) -> bool:
    try:
        value.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
