"""Where something stands in what a sender sent, and what was found there.

Values only: nothing here reads bytes or words; the words come from `hub.catalogue`.

>>> Finding("X12-104", "error", Location(segment="BEG", element=3)).where.segment
'BEG'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Location:
    """A place in source bytes, in the sender's own terms. Every part is optional.

    `byte`: offset from the start of the parcel, from 0. `line`: text line, from 1. `segment`: segment tag or
    element name. `position`: ordinal of the segment in its message, the header (ST, UNH) being 1.
    `element`, `component`, `repeat`: from 1. `path`: the place in the path language of the format.
    """

    byte: int | None = None
    line: int | None = None
    segment: str | None = None
    position: int | None = None
    element: int | None = None
    component: int | None = None
    repeat: int | None = None
    path: str | None = None

    def as_dict(self) -> dict[str, int | str]:
        """The parts that are known, for JSON."""
        parts = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: value for name, value in parts if value is not None}


NOWHERE = Location()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a message: which rule, how bad, where, and the values its text names.

    `pointer` is a JSON pointer into the canonical document, when the finding concerns a canonical value.
    """

    rule: str
    severity: Severity
    where: Location = NOWHERE
    params: Mapping[str, object] = field(default_factory=dict)
    pointer: str | None = None
