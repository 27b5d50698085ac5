"""Dated code lists that documents are checked against: one CSV beside this module per list.

A code that was valid on a document's date stays valid, however old the document. Nothing is looked up online.

>>> lists().currency.valid("HRK", "2022-06-30"), lists().currency.valid("HRK", "2024-06-30")
(True, False)
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class CodeList:
    """Codes with the days between which they are valid; an empty day means no bound."""

    rows: Mapping[str, tuple[str, str]]

    def __contains__(self, code: str) -> bool:
        return code in self.rows

    def valid(self, code: str, day: str) -> bool:
        """Whether a code is valid on a day (ISO 8601 text); without a day, whether it ever was."""
        bounds = self.rows.get(code)
        if bounds is None:
            return False
        valid_from, valid_to = bounds
        return not day or (valid_from <= day and (not valid_to or day <= valid_to))


@dataclass(frozen=True, slots=True)
class Lists:
    """Every list of this package."""

    currency: CodeList
    country: CodeList
    unit: CodeList
    certification: CodeList
    registry_status: CodeList


@cache
def lists() -> Lists:
    """The lists, read once."""
    return Lists(*(_read(field.name) for field in fields(Lists)))


@cache
def category_shapes() -> Mapping[str, re.Pattern[str]]:
    """How a code of a licensed or long list looks, by the name of the list: the lists themselves are not ours to ship."""
    return {row["code"]: re.compile(row["pattern"]) for row in _rows("category_scheme")}


def _read(name: str) -> CodeList:
    return CodeList({row["code"]: (row["validFrom"], row["validTo"]) for row in _rows(name)})


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resources.files(__name__).joinpath(f"{name}.csv").read_text("utf-8")
    return csv.DictReader(text.splitlines())
