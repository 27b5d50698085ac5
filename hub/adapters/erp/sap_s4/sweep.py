"""Asking SAP what was made or changed: pages in the order of document numbers, and where the next sweep begins.

A row may be changed while pages are turned, and its number does not change: so pages go by number, and a sweep goes back far enough
that whatever was written during the one before it comes again. Example: `Cursor.read("")` is the first sweep.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Final

from hub.adapters.base import Response
from hub.adapters.erp.sap_s4.odata import Row, moment

OVERLAP: Final = 300_000  # milliseconds: how late a system may show what it has written


@dataclass(frozen=True, slots=True)
class Cursor:
    """`since`: milliseconds from which this sweep looks; `after`: the last number it has seen; `last`: the latest moment it has seen;
    `began`: when it began by the clock of SAP, 0 where SAP does not say.
    """

    since: int = 0
    after: str = ""
    last: int = 0
    began: int = 0

    @classmethod
    def read(cls, text: str, since: int = 0) -> Cursor:
        """The cursor that a stored text means."""
        if not text:
            return cls(since)
        stated, after, last, began = json.loads(text, parse_float=str)
        return cls(int(stated), str(after), int(last), int(began))

    def text(self) -> str:
        """The cursor as it is stored."""
        return json.dumps([self.since, self.after, self.last, self.began])

    def begun(self, answer: Response) -> Cursor:
        """The same with the moment of its first answer."""
        return self if self.after or self.began else replace(self, began=_clock(answer))

    def seen(self, row: Row, key: str, stamps: tuple[str, ...]) -> Cursor:
        """The cursor behind a row."""
        stated = (at for name in stamps if (at := moment(row.get(name))) is not None)
        return replace(self, after=str(row.get(key, "")), last=max(self.last, *stated, 0))

    def over(self) -> Cursor:
        """The beginning of the next sweep."""
        if not self.last:
            return Cursor(self.since)
        reached = min(self.last, self.began) if self.began else self.last
        return Cursor(max(self.since, reached - OVERLAP))


def _clock(answer: Response) -> int:
    try:
        return int(parsedate_to_datetime(answer.headers.get("date", "")).timestamp() * 1000)
    except (ValueError, TypeError):
        return 0
