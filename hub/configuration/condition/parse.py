"""The text of a condition becomes its nodes, or a problem at its column that says what was expected there.

Knows no schema and no document. Depth and length are bounded, so that no text can exhaust anything.

>>> parse("buyer.countryCode in [SE, NO] and not exists expiresAt").parts[0].values[1].text
'NO'
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from hub.configuration.condition.nodes import (
    BARE,
    WORDS,
    All,
    Among,
    AnyOf,
    Compare,
    Exists,
    Node,
    Not,
    Operator,
    Path,
    Step,
    Value,
    kind_of,
)

LONGEST = 4000
DEEPEST = 40
_BLANKS = re.compile(r"\s*")
_WORD = re.compile(BARE)
_NAME = re.compile(r"[A-Za-z$][A-Za-z0-9_]*")
_ITEM = re.compile(r"\[(?:(\*)|([0-9]{1,3})|([A-Za-z][A-Za-z0-9_]*)=([^\]]+))\]")
_QUOTED = re.compile(r"'((?:[^']|'')*)'|\"((?:[^\"]|\"\")*)\"")
_OPERATORS: tuple[Operator, ...] = ("==", "!=", "<=", ">=", "<", ">")
_ORDERED = frozenset(("<", "<=", ">", ">="))

Expected = Literal["path", "relation", "value", "number", "list", "end", "bracket", "shorter", "shallower"]


class ConditionProblem(ValueError):
    """A text that is no condition: `column` (from 1), what was `expected` there, and what stands there."""

    def __init__(self, column: int, expected: Expected, found: str) -> None:
        super().__init__(f"column {column}: expected {expected}, found {found!r}")
        self.column = column
        self.expected: Expected = expected
        self.found = found


def parse(source: str) -> Node:
    """The condition that a text says."""
    if len(source) > LONGEST:
        raise ConditionProblem(1, "shorter", f"{source[:20]}…")
    reader = _Reader(source)
    node = reader.either()
    if not reader.over():
        raise reader.problem("end")
    return node


class _Reader:
    """One pass from left to right; `at` is how far it has come."""

    def __init__(self, source: str) -> None:
        self._text = source
        self._at = 0
        self._depth = 0

    def over(self) -> bool:
        """Whether nothing but blanks is left."""
        return self._blanks() == len(self._text)

    def problem(self, expected: Expected) -> ConditionProblem:
        """Something else was expected here."""
        at = self._blanks()
        found = _WORD.match(self._text, at)
        return ConditionProblem(at + 1, expected, found[0] if found else self._text[at : at + 1])

    def either(self) -> Node:
        """Parts with `or` between them."""
        return self._joined("or", lambda: self._joined("and", self._part, All), AnyOf)

    def _joined(self, word: str, part: Callable[[], Node], whole: type[All | AnyOf]) -> Node:
        parts = [part()]
        while self._word(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else whole(tuple(parts))

    def _part(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.problem("shallower")
        if self._word("not"):
            node: Node = Not(self._part())
        elif self._mark("("):
            node = self.either()
            if not self._mark(")"):
                raise self.problem("bracket")
        else:
            node = Exists(self._path()) if self._word("exists") else self._relation()
        self._depth -= 1
        return node

    def _relation(self) -> Node:
        path = self._path()
        if self._word("in"):
            return Among(path, self._list())
        if self._word("startswith"):
            return Compare(path, "startswith", Value("text", self._value().text))
        operator = next((one for one in _OPERATORS if self._mark(one)), None)
        if operator is None:
            raise self.problem("relation")
        return Compare(path, operator, self._ordered_value() if operator in _ORDERED else self._value())

    def _path(self) -> Path:
        begin = self._blanks()
        word = _WORD.match(self._text, begin)
        if word is None or word[0] in WORDS:
            raise self.problem("path")
        steps = [self._step()]
        while self._text[self._at : self._at + 1] == ".":
            self._at += 1
            steps.append(self._step())
        return Path(tuple(steps), begin + 1)

    def _step(self) -> Step:
        name = _NAME.match(self._text, self._at)
        if name is None:
            raise self.problem("path")
        self._at = name.end()
        item = _ITEM.match(self._text, self._at)
        if item is None:
            return Step(name[0])
        self._at = item.end()
        return Step(name[0], int(item[2]) if item[2] else None, bool(item[1]), item[3] or "", item[4] or "")

    def _list(self) -> tuple[Value, ...]:
        if not self._mark("["):
            raise self.problem("list")
        values = [self._value()]
        while self._mark(","):
            values.append(self._value())
        if not self._mark("]"):
            raise self.problem("list")
        return tuple(values)

    def _ordered_value(self) -> Value:
        at = self._blanks()
        value = self._value()
        if value.kind == "text":
            self._at = at
            raise self.problem("number")
        return value

    def _value(self) -> Value:
        at = self._blanks()
        quoted = _QUOTED.match(self._text, at)
        if quoted is not None:
            self._at = quoted.end()
            return Value("text", quoted[1].replace("''", "'") if quoted[1] is not None else quoted[2].replace('""', '"'))
        bare = _WORD.match(self._text, at)
        if bare is None or bare[0] in WORDS:
            raise self.problem("value")
        self._at = bare.end()
        return Value(kind_of(bare[0]), bare[0])

    def _word(self, word: str) -> bool:
        found = _WORD.match(self._text, self._blanks())
        if found is None or found[0] != word:
            return False
        self._at = found.end()
        return True

    def _mark(self, mark: str) -> bool:
        if not self._text.startswith(mark, self._blanks()):
            return False
        self._at += len(mark)
        return True

    def _blanks(self) -> int:
        blanks = _BLANKS.match(self._text, self._at)
        self._at = blanks.end() if blanks is not None else self._at
        return self._at
