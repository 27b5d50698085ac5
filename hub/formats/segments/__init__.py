"""The tree of the segment formats (X12, EDIFACT): a segment, its elements as text, and its children.

Never parses or prints: readers build these, writers order them. Elements are flat strings because keeping an
object per element costs more than parsing them does.

>>> Segment("BEG", ["BEG", "00", "SA", "4711"]).fields[3]
'4711'
"""

from __future__ import annotations

Field = str | list[str] | list[list[str]]  # plain | components | repetitions of components


class Segment:
    """One segment with what the grammar nests below it.

    `fields[0]` is the tag, `fields[n]` element n: a string; a list of components where the element has any; a list of such lists
    where it repeats. `position` is the ordinal in the message (header = 1), 0 when we made it. `offset`: byte in the parcel.
    `shift`: how many elements further to the right its values stood in the bytes, where a format took a segment apart.
    `taken`: bit n set when element n (whole) was taken by a map; `parts`: (element, repeat, component) taken singly, all from 1.
    """

    __slots__ = ("children", "fields", "offset", "parts", "position", "tag", "taken")
    shift: int = 0

    def __init__(self, tag: str, fields: list[Field] | None = None, position: int = 0, offset: int = 0) -> None:
        self.tag = tag
        self.fields: list[Field] = [tag] if fields is None else fields
        self.children: list[Segment] = []
        self.position = position
        self.offset = offset
        self.taken = 0
        self.parts: set[tuple[int, int, int]] | None = None

    def __repr__(self) -> str:
        return f"<{'*'.join(map(str, self.fields))} +{len(self.children)}>"


class ReadSegment(Segment):
    """A segment whose slots are all set by the reader that makes it: `__init__` would take as long as finding its place."""

    __slots__ = ()
    __init__ = object.__init__
