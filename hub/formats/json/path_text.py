"""The text of a JSON path, parsed: keys, conditions on list items, numbered keys, and the kind of the value.

Never touches a tree. Example: `parse("parties[role=buyer]/name").steps[0].conditions` has one condition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hub.formats.base import PathError

_BARE = re.compile(r'[^/\[\]{}#"]+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_CONDITION = re.compile(r"\s*([^=!:,\]]+)(!=|:=|=)([^,\]]*)")
_RANGE = re.compile(r"\{([0-9]{1,4})\.\.([0-9]{1,4})\}")
KINDS = ("number", "boolean")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on an item: `op` is `=` (read and write), `!=` (read) or `:=` (write)."""

    key: str
    op: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One key. `items`: it is a list and an item of it is meant: by `index`, by `conditions`, or any (`[*]`). `rest`: those of
    which nothing was taken (`[rest]`).
    """

    key: str
    items: bool = False
    index: int | None = None
    conditions: tuple[Condition, ...] = ()
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A parsed path. No steps: the node itself (`.`). `first` and `last` are those of numbered keys (`discount{1..3}`)."""

    text: str
    steps: tuple[Step, ...]
    kind: str = ""
    first: int = 0
    last: int = 0
    last_at: int = 0


def parse(text: str) -> Path:
    """The path in `text`; PathError tells the column and what would be right."""
    if text == "." or (text[2:] in KINDS and text[:2] == ".#"):
        return Path(text, (), kind=text[2:])
    return _Parser(text).path()


@dataclass(slots=True)
class _Parser:
    text: str
    at: int = 0
    steps: list[Step] = field(default_factory=list)

    def path(self) -> Path:
        self._accept("/")
        last_at = self.at
        self.steps.append(self._step())
        while self._accept("/"):
            last_at = self.at
            self.steps.append(self._step())
        first, last = self._range()
        kind = self._kind()
        if self.at < len(self.text):
            raise self._error("/ or the end of the path")
        return Path(self.text, tuple(self.steps), kind, first, last, last_at)

    def _error(self, expected: str) -> PathError:
        return PathError(self.text, self.at + 1, expected)

    def _accept(self, token: str) -> bool:
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def _key(self) -> str:
        if found := _QUOTED.match(self.text, self.at):
            self.at = found.end()
            return re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL)
        found = _BARE.match(self.text, self.at)
        if found is None or found.group()[0] == "." or found.group() != found.group().strip():
            raise self._error("a key such as account")
        self.at = found.end()
        return found.group()

    def _step(self) -> Step:
        key = self._key()
        if not self._accept("["):
            return Step(key)
        if self._accept("*]"):
            return Step(key, items=True)
        if self._accept("rest]"):
            return Step(key, items=True, rest=True)
        if found := re.compile(r"([0-9]{1,9})\]").match(self.text, self.at):
            self.at = found.end()
            return Step(key, items=True, index=int(found[1]))
        conditions = [self._condition()]
        while self._accept(","):
            conditions.append(self._condition())
        if not self._accept("]"):
            raise self._error("',' or ']'")
        return Step(key, items=True, conditions=tuple(conditions))

    def _condition(self) -> Condition:
        found = _CONDITION.match(self.text, self.at)
        if found is None or not found[3]:
            raise self._error("a condition such as kind=x, an index, or *")
        self.at = found.end()
        return Condition(found[1].strip(), found[2], tuple(value.strip() for value in found[3].split("|")))

    def _range(self) -> tuple[int, int]:
        found = _RANGE.match(self.text, self.at)
        if found is None:
            return 0, 0
        if int(found[2]) < int(found[1]):
            raise self._error("a last number that is not below the first")
        self.at = found.end()
        return int(found[1]), int(found[2])

    def _kind(self) -> str:
        if not self._accept("#"):
            return ""
        for kind in KINDS:
            if self._accept(kind):
                return kind
        raise self._error(" or ".join(KINDS))
