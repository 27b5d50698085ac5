"""The text of a UBL path, parsed: elements with conditions, and an attribute or the text of the last of them.

Never touches a tree; every mistake is a PathError with its column. Example: `parse("cac:Party/cbc:EndpointID/@schemeID").attribute` is `"schemeID"`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from hub.formats.base import PathError
from hub.formats.ubl import schemas
from hub.formats.ubl.names import BITS

_NAME = re.compile(r"(?:cac|cbc|ext):[A-Za-z][A-Za-z0-9]*")
_ATTRIBUTE = re.compile(r"@((?:xsi:)?[A-Za-z]+)")
_OPERATOR = re.compile(r"\s*(!=|:=|=)")
_VALUE = re.compile(r"[^,|\]]+")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on an element: the text (or `attribute`) at the end of `way` below it. `op` is `=` (read and write), `!=` (read) or
    `:=` (write).
    """

    way: tuple[str, ...]
    attribute: str
    op: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One element on the way. `rest`: only those that nothing was taken from (`[*]`)."""

    tag: str
    conditions: tuple[Condition, ...] = ()
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A parsed path; without steps it is about the node itself. `attribute` is empty where the text is meant; `last_at`: where the last
    step begins in the text.
    """

    text: str
    steps: tuple[Step, ...]
    attribute: str = ""
    last_at: int = 0


@lru_cache(maxsize=4096)  # the same few hundred texts again and again
def parse(text: str) -> Path:
    """The path in `text`; PathError tells the column and what would be right."""
    if text == ".":
        return Path(text, ())
    return _Parser(text).path()


@dataclass(slots=True)
class _Parser:
    text: str
    at: int = 0
    steps: list[Step] = field(default_factory=list)

    def path(self) -> Path:
        last_at = 0
        attribute = ""
        while not attribute:
            if self.text.startswith("@", self.at):
                attribute = self._attribute()
                break
            last_at = self.at
            self.steps.append(self._step())
            if not self._accept("/"):
                break
        if self.at < len(self.text):
            raise self._error("/ or the end of the path")
        if any(step.rest for step in self.steps[:-1]) or (attribute and self.steps and self.steps[-1].rest):
            raise PathError(self.text, self.text.index("[*]") + 2, "a condition: * stands only in the last step after each:")
        return Path(self.text, tuple(self.steps), attribute, last_at)

    def _error(self, expected: str) -> PathError:
        return PathError(self.text, self.at + 1, expected)

    def _accept(self, token: str) -> bool:
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def _attribute(self) -> str:
        found = _ATTRIBUTE.match(self.text, self.at)
        if found is None or found[1] not in BITS:
            raise self._error("an attribute of UBL such as @schemeID, @currencyID or @unitCode")
        self.at = found.end()
        return found[1]

    def _tag(self) -> str:
        found = _NAME.match(self.text, self.at)
        if found is None:
            raise self._error("an element such as cbc:ID or cac:Party")
        if found[0] not in schemas.names():
            raise self._error(f"an element of UBL; there is no {found[0]}")
        self.at = found.end()
        return found[0]

    def _step(self) -> Step:
        tag = self._tag()
        if not self._accept("["):
            return Step(tag)
        if self._accept("*]"):
            return Step(tag, rest=True)
        conditions = [self._condition()]
        while self._accept(","):
            conditions.append(self._condition())
        if not self._accept("]"):
            raise self._error("',' or ']'")
        return Step(tag, tuple(conditions))

    def _condition(self) -> Condition:
        while self._accept(" "):
            pass
        way, attribute = self._way()
        operator = _OPERATOR.match(self.text, self.at)
        if operator is None:
            raise self._error("=, != or :=")
        self.at = operator.end()
        values = [self._value()]
        while self._accept("|"):
            values.append(self._value())
        if len(values) > 1 and operator[1] != "!=":
            raise self._error("one value: several stand only after !=")
        return Condition(way, attribute, operator[1], tuple(values))

    def _way(self) -> tuple[tuple[str, ...], str]:
        way: list[str] = []
        if self._accept("."):
            return (), ""
        while not self.text.startswith("@", self.at):
            way.append(self._tag())
            if not self._accept("/"):
                return tuple(way), ""
        return tuple(way), self._attribute()

    def _value(self) -> str:
        found = _VALUE.match(self.text, self.at)
        if found is None or not found[0].strip():
            raise self._error("a value")
        self.at = found.end()
        return found[0].strip()
