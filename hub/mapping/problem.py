"""What is wrong with a map, told before it is ever used: file, line, column, and what would be right.

Never about a message: those problems are findings. Example: `RuleProblem("MAP-003", "850.yaml", 7, 3, name="upcase", nearest="upper")`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from hub.errors import Misconfigured


class RuleProblem(Misconfigured):
    """A rule that cannot be used. `file`, `line` and `column` (from 1) say where it stands."""

    def __init__(self, rule: str, file: str, line: int, column: int, **params: object) -> None:
        super().__init__(rule, file=file, line=line, column=column, **params)
        self.file = file
        self.line = line
        self.column = column


def nearest(name: str, names: Iterable[str]) -> str:
    """The known name that looks most like `name`, or all of them when there are few, or an empty text."""
    known = sorted(names)
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    if close:
        return close[0]
    return ", ".join(known) if len(known) <= 12 else ""
