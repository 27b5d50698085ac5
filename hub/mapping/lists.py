r"""Code lists and cross-references: which code means which, read from CSV text.

Opens only the lists of the package itself (`codes/*.csv`); a member's own lists come as text from the caller.
Example: `Lists.of({"item": "code,canonical\nA-1,4012345678901\n"}).find("item").decode["A-1"]`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from hub.mapping.problem import RuleProblem
from hub.model.canonical_json import digest

_DIRECTIONS = frozenset(("both", "read", "write"))


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list. Several codes may mean the same; the row with direction `both` (or `write`) is the chosen way back.

    `straight`: of the codes, those whose way back is themselves.
    """

    name: str
    decode: Mapping[str, str]
    encode: Mapping[str, str]

    @property
    def straight(self) -> dict[str, str]:
        return {code: canonical for code, canonical in self.decode.items() if self.encode.get(canonical) == code}


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists that a map may name: those of the package, and the member's own, which never hide each other."""

    own: Mapping[str, CodeList] = field(default_factory=dict)

    @classmethod
    def builtin(cls) -> Lists:
        """Only the lists of the package."""
        return cls()

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Lists:
        """The lists of the package, and a member's lists by name as CSV text."""
        return cls({name: parse(name, text) for name, text in texts.items()})

    def find(self, name: str) -> CodeList | None:
        """A member's list."""
        return self.own.get(name)

    def code(self, name: str) -> CodeList | None:
        """A list of the package."""
        return _builtin().get(name)

    @property
    def digest(self) -> str:
        """Hex SHA-256 over the member's lists, for the ledger."""
        return digest({name: [dict(sorted(one.decode.items())), dict(sorted(one.encode.items()))] for name, one in self.own.items()})


@cache
def _builtin() -> Mapping[str, CodeList]:
    folder = resources.files("hub.mapping") / "codes"
    files = [file for file in folder.iterdir() if file.name.endswith(".csv")] if folder.is_dir() else []
    return {file.name.removesuffix(".csv"): parse(file.name, file.read_text("utf-8")) for file in sorted(files, key=lambda file: file.name)}


def builtin_names() -> list[str]:
    """The names of the lists of the package."""
    return sorted(_builtin())


def parse(file: str, text: str) -> CodeList:
    """A list from CSV text with the columns `code,canonical` and perhaps `direction`; RuleProblem names the line."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        missing = {"code", "canonical"} - set(rows.fieldnames or ())
        if missing:
            raise RuleProblem("MAP-020", file, 1, 1, missing=", ".join(sorted(missing)))
        return _filled(file, rows)
    except csv.Error as error:
        raise RuleProblem("MAP-021", file, max(rows.reader.line_num, 1), 1, what=str(error)) from None


def _filled(file: str, rows: csv.DictReader[str]) -> CodeList:
    decode: dict[str, str] = {}
    encode: dict[str, str] = {}
    for row in rows:
        code, canonical = (row["code"] or "").strip(), (row["canonical"] or "").strip()
        direction = (row.get("direction") or "").strip() or "both"
        if not code or not canonical or direction not in _DIRECTIONS:
            raise RuleProblem("MAP-021", file, rows.line_num, 1, what=f"code {code!r}, canonical {canonical!r}, direction {direction!r}")
        if direction != "write" and decode.setdefault(code, canonical) != canonical:
            raise RuleProblem("MAP-022", file, rows.line_num, 1, code=code, first=decode[code], second=canonical)
        if direction != "read" and encode.setdefault(canonical, code) != code:
            raise RuleProblem("MAP-023", file, rows.line_num, 1, canonical=canonical, first=encode[canonical], second=code)
    return CodeList(file.removesuffix(".csv"), decode, encode)


def rows(text: str) -> dict[str, str]:
    """The rows of a list as they are compared: by code (and direction, where it is not both ways) what they stand for."""
    found = {}
    for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))):
        direction = (row.get("direction") or "both").strip() or "both"
        code = (row.get("code") or "").strip()
        found[code if direction == "both" else f"{code} ({direction})"] = (row.get("canonical") or "").strip()
    return found
