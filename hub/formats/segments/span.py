"""Which bytes of a parcel a value occupies: from its element or segment, separators are counted up to it.

Never guesses: where the bytes cannot be decoded to the letter there is no span.
Example: `span(b"BEG*00*SA*4711~", Marks("*", "~"), "ascii", Location(byte=10, element=3))` is `(10, 14)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hub.model.location import Location

LONGEST = 64 * 1024  # bytes of one element that are looked at


@dataclass(frozen=True, slots=True)
class Marks:
    """What separates in this interchange; an empty text where it has no such mark. `release`: the next character is no mark."""

    element: str
    segment: str
    component: str = ""
    repetition: str = ""
    release: str = ""


def span(data: bytes, marks: Marks, charset: str, where: Location) -> tuple[int, int] | None:
    """First byte and the byte behind the last, from the start of `data`; None where the place is not an element of a segment.

    `where.byte` is the first byte of the element or of its segment: what stands before it tells which.
    """
    if where.byte is None or where.element is None:
        return None
    text = data[where.byte : where.byte + LONGEST].decode(charset, "replace")
    begins = 0 if data[: where.byte].endswith(marks.element.encode(charset)) else where.element
    part = None if where.repeat is None and where.component is None else ((where.repeat or 1) - 1, (where.component or 1) - 1)
    inside = [at for at, element, here in _counted(text, marks) if element == begins and part in (None, here)]
    if not inside or "\ufffd" in text[: inside[-1] + 1]:
        return None
    start, end = inside[0], inside[-1] + 1
    before, value = text[:start].encode(charset), text[start:end].encode(charset)
    return where.byte + len(before), where.byte + len(before) + len(value)


def means(data: bytes, marks: Marks, charset: str, found: tuple[int, int]) -> str:
    """What the bytes of a span say: without release characters and line breaks."""
    text = "".join(data[slice(*found)].decode(charset, "replace").splitlines())
    return re.sub(re.escape(marks.release) + "(.)", r"\1", text) if marks.release else text


def _counted(text: str, marks: Marks) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Every character of a segment's values with its element, counted from the start of the text, its repetition and component."""
    element = repetition = component = 0
    released = False
    for at, character in enumerate(text):
        if released:
            released = False
        elif character == marks.release and marks.release:
            released = True
        elif character == marks.segment:
            return
        elif character == marks.element:
            element, repetition, component = element + 1, 0, 0
            continue
        elif character == marks.repetition and marks.repetition:
            repetition, component = repetition + 1, 0
            continue
        elif character == marks.component and marks.component:
            component += 1
            continue
        yield at, element, (repetition, component)
