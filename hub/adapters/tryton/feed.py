"""What changed in a Tryton model since the last look: page by page in the order of change, reaching back over what was written late.

A record that was never changed has no `write_date`, so that two questions are asked and their answers merged. The cursor is
`moment|id|floor`: behind which record the next page begins, and when this round of pages began by the server's clock.
Example: `found = yield from Feed(rest, "sale.sale", (["state", "!=", "draft"],), ("number",)).page("", 50)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import Row, moment, text

# How long a transaction of Tryton may take: its moment is that of its beginning, and it is seen at its end.
OVERLAP: Final = timedelta(seconds=60)
_NO_CLOCK: Final = "-"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the order of change. `floor`: when the round began, `-` where the server does not say, "" between rounds."""

    moment: str = ""
    id: int = 0
    floor: str = ""

    @classmethod
    def read(cls, cursor: str) -> Mark:
        parts = cursor.split("|")
        return cls(parts[0], int(parts[1]), parts[2]) if len(parts) == 3 else cls()

    def __str__(self) -> str:
        return f"{self.moment}|{self.id}|{self.floor}"

    def rest(self) -> str:
        """Where the next round begins when this one is over: before anything that may still be written into its time."""
        known = [one for one in (self.moment, self.floor) if one not in ("", _NO_CLOCK)]
        return str(Mark(_earlier(min(known)), 0)) if known else ""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of records, the cursor behind it, and whether there is more."""

    rows: Sequence[Row]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """The records of a model that meet a domain."""

    rest: Rest
    model: str
    domain: Sequence[Any]
    fields: Sequence[str]

    def page(self, cursor: str, limit: int) -> Asking[Found]:
        """The next records in the order of change, at most `limit`."""
        mark, fields = Mark.read(cursor), (*self.fields, "write_date", "create_date")
        found: list[Row] = []
        clock = ""
        for name, only in (("write_date", []), ("create_date", [["write_date", "=", None]])):
            domain = [*self.domain, *only, *_after(name, mark)]
            rows, told = yield from self.rest.search_at(self.model, domain, fields, order=[[name, "ASC"], ["id", "ASC"]], limit=limit)
            found, clock = [*found, *rows], clock or told
        found.sort(key=lambda row: (changed(row), row["id"]))
        more, rows = len(found) > limit or len(found) == limit, found[:limit]
        floor = mark.floor or _clock(clock)
        last = Mark(changed(rows[-1]), rows[-1]["id"], floor) if rows else Mark(mark.moment, mark.id, floor)
        if more:
            return Found(rows, str(last), more=True)
        return Found(rows, last.rest() if rows or mark.floor else cursor, more=False)


def changed(row: Row) -> str:
    """When a record was last changed, or made if it never was."""
    return text(row.get("write_date")) or text(row.get("create_date")) or ""


def _after(name: str, mark: Mark) -> list[Any]:
    if not mark.moment:
        return [[name, "!=", None]]
    stated = moment(mark.moment)
    return [["OR", [[name, ">", stated]], [[name, "=", stated], ["id", ">", mark.id]]]]


def _earlier(stated: str) -> str:
    return (datetime.fromisoformat(stated) - OVERLAP).isoformat(timespec="microseconds")


def _clock(header: str) -> str:
    try:
        return parsedate_to_datetime(header).replace(tzinfo=None).isoformat(timespec="microseconds")
    except (ValueError, TypeError, OverflowError):
        return _NO_CLOCK
