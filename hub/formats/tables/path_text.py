"""The text of a path into a table, parsed: a key, rows with conditions, a numbered key, the kind of a cell, the places of residue.

Never touches a table. Example: `parse("rows[kind=item]/qty#number").kind` is `"number"`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hub.formats.base import PathError

KINDS = ("number", "date", "boolean")
_CELL = re.compile(r"(above|after\[([0-9]{1,9})\])/([A-Z]{1,4})([1-9][0-9]{0,8})")
_ROW = re.compile(r"rows\[([0-9]{1,9})\]/")
_NAME = re.compile(r'"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^/\[\]{}#|=!.,"\s]+(?: [^/\[\]{}#|=!.,"\s]+)*)', re.DOTALL)
_RANGE = re.compile(r"\{([0-9]{1,3})\.\.([0-9]{1,3})\}")
_CONDITION = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^=!:,\]"]+?)\s*(!=|:=|=)([^,\]]+)')


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a row: `op` is `=` (read and write), `!=` (read) or `:=` (write)."""

    key: str
    op: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """A parsed path. `rows`: it leads to rows, those that meet `conditions`, or those nobody else took anything from (`rest`).

    `key` is empty for rows themselves and for `.`; `at` is the ordinal of a row in residue, `cell` the place of a cell outside of the rows.
    """

    text: str
    key: str = ""
    rows: bool = False
    conditions: tuple[Condition, ...] = ()
    rest: bool = False
    kind: str = ""
    first: int = 0
    last: int = 0
    at: int | None = None
    cell: str = ""
    key_at: int = 0
    quoted: bool = False


def parse(text: str) -> Path:
    """The path in `text`; PathError tells the column and what would be right."""
    if text == ".":
        return Path(text)
    body, kind = _kind(text)
    if _CELL.fullmatch(body):
        return Path(text, cell=body, kind=kind)
    if found := _ROW.match(body):
        return _keyed(text, body, found.end(), kind, rows=True, at=int(found[1]))
    if body == "rows" or body.startswith(("rows[", "rows/")):
        return _rows(text, body, kind)
    return _keyed(text, body, 0, kind)


def _kind(text: str) -> tuple[str, str]:
    body, mark, kind = text.rpartition("#")
    if not mark or '"' in kind:
        return text, ""
    if kind not in KINDS:
        raise PathError(text, len(body) + 2, " or ".join(KINDS))
    return body, kind


def _rows(text: str, body: str, kind: str) -> Path:
    at, rest = len("rows"), False
    conditions: tuple[Condition, ...] = ()
    if body.startswith("[*]", at):
        at, rest = at + 3, True
    elif body.startswith("[", at):
        at, conditions = _conditions(text, body, at + 1)
    if at == len(body):
        return Path(text, rows=True, conditions=conditions, rest=rest)
    if body[at] != "/" or rest:
        raise PathError(text, at + 1, "/ and a column, or the end")
    return _keyed(text, body, at + 1, kind, rows=True, conditions=conditions)


def _conditions(text: str, body: str, at: int) -> tuple[int, tuple[Condition, ...]]:
    conditions = []
    while True:
        found = _CONDITION.match(body, at)
        if found is None:
            raise PathError(text, at + 1, "a condition such as kind=item, or *")
        conditions.append(Condition(_name(found[1]), found[2], tuple(value.strip() for value in found[3].split("|"))))
        at = found.end()
        if body.startswith("]", at):
            return at + 1, tuple(conditions)
        if not body.startswith(",", at):
            raise PathError(text, at + 1, "',' or ']'")
        at += 1


def _name(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL) if text.startswith('"') else text


def _keyed(
    text: str, body: str, start: int, kind: str, *, rows: bool = False, conditions: tuple[Condition, ...] = (), at: int | None = None
) -> Path:
    found = _NAME.match(body, start)
    if found is None:
        raise PathError(text, start + 1, "a column or a label of the layout")
    first = last = 0
    end = found.end()
    if numbered := _RANGE.match(body, end):
        first, last, end = int(numbered[1]), int(numbered[2]), numbered.end()
    if end != len(body):
        raise PathError(text, end + 1, "the end of the path")
    return Path(text, _name(found.group()), rows, conditions, False, kind, first, last, at, "", start, found["quoted"] is not None)
