"""The text of a path, parsed: steps with conditions, and what is wanted of the last segment.

Never touches a tree; every mistake is a PathError with its column. Example: `parse("N1[01=BY]/N4.01")` has two steps and wants element 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from hub.formats.base import PathError

_TAG = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_NUMBER = re.compile(r"[0-9]{1,2}")
_VALUE = re.compile(r"[^,|\]]+")
_QUALIFIER = re.compile(r"[^|)*]+")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a segment. `op` is `=` (read and write), `!=` (read) or `:=` (write). `component` 0 means the whole element."""

    element: int
    component: int
    op: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One segment on the way. `rest`: only those that nothing was taken from (`[*]`)."""

    tag: str
    conditions: tuple[Condition, ...] = ()
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Want:
    """What is wanted of the last segment. `kind`: `segment`, `element`, `pair`, `range` or `repeats`.

    `element` is the element (or the first one of pairs and ranges), `last` the end of a range (of components, where `component`
    names the first of them); `repeat` and `component` from 1, 0 when not named; `qualifiers` are those of pairs, empty for `(*)`. `half`:
    only the qualifier (1) or only the value (2) of a pair, as the rules of a group see it; no text of a map says so.
    """

    kind: str
    element: int = 0
    repeat: int = 0
    component: int = 0
    last: int = 0
    qualifiers: tuple[str, ...] = ()
    half: int = 0


@dataclass(frozen=True, slots=True)
class Path:
    """A parsed path. `element_at`: where in the text the part after the last segment begins."""

    text: str
    steps: tuple[Step, ...]
    want: Want
    element_at: int = 0

    @property
    def alternatives(self) -> bool:
        """Whether the source may say something else than what would be written (`[01=BY|SE]`)."""
        conditions = (condition for step in self.steps for condition in step.conditions)
        return (len(self.want.qualifiers) > 1 and not self.want.half) or any(one.op == "=" and len(one.values) > 1 for one in conditions)


def narrows(path: Path, narrower: Path) -> bool:
    """Whether the second path is the first with some alternatives left out."""
    if len(path.steps) != len(narrower.steps) or replace(path.want, qualifiers=()) != replace(narrower.want, qualifiers=()):
        return False
    if not set(narrower.want.qualifiers) <= set(path.want.qualifiers):
        return False
    return all(_step_narrows(*pair) for pair in zip(path.steps, narrower.steps, strict=True))


def _step_narrows(step: Step, narrower: Step) -> bool:
    if (step.tag, step.rest, len(step.conditions)) != (narrower.tag, narrower.rest, len(narrower.conditions)):
        return False
    pairs = zip(step.conditions, narrower.conditions, strict=True)
    return all(replace(a, values=()) == replace(b, values=()) and set(b.values) <= set(a.values) for a, b in pairs)


def spelt(steps: tuple[Step, ...], want: Want) -> str:
    """The text of a path."""
    way = "/".join(_spelt_step(step) for step in steps)
    if want.kind == "segment":
        return way
    if want.kind == "range":
        element = f".{want.element:02d}" if want.component else ""
        return f"{way}{element}.{{{want.component or want.element:02d}..{want.last:02d}}}"
    ending = {"repeats": ":*", "pair": f"+({'|'.join(want.qualifiers) or '*'})"}.get(want.kind, "")
    repeat = f":{want.repeat}" if want.repeat else ""
    component = f".{want.component:02d}" if want.component else ""
    return f"{way}.{want.element:02d}{ending}{repeat}{component}"


def _spelt_step(step: Step) -> str:
    conditions = ["*"] if step.rest else [_spelt_condition(condition) for condition in step.conditions]
    return f"{step.tag}[{', '.join(conditions)}]" if conditions else step.tag


def _spelt_condition(condition: Condition) -> str:
    component = f".{condition.component:02d}" if condition.component else ""
    return f"{condition.element:02d}{component}{condition.op}{'|'.join(condition.values)}"


def parse(text: str) -> Path:
    """The path in `text`; PathError tells the column and what would be right."""
    return _Parser(text).path()


parsed = lru_cache(maxsize=4096)(parse)  # the same few hundred texts again and again


@dataclass(slots=True)
class _Parser:
    text: str
    at: int = 0
    steps: list[Step] = field(default_factory=list)

    def path(self) -> Path:
        more = self._accept("/") or (self.at < len(self.text) and self.text[self.at] != ".")
        while more:
            self.steps.append(self._step())
            more = self._accept("/")
        element_at = self.at
        want = self._want()
        if self.at < len(self.text):
            raise self._error("the end of the path")
        if not self.steps and want.kind == "segment":
            raise self._error("a segment tag such as BEG, or an element such as .02")
        return Path(self.text, tuple(self.steps), want, element_at)

    def _error(self, expected: str) -> PathError:
        return PathError(self.text, self.at + 1, expected)

    def _accept(self, token: str) -> bool:
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def _match(self, pattern: re.Pattern[str], expected: str) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise self._error(expected)
        self.at = found.end()
        return found.group()

    def _step(self) -> Step:
        tag = self._match(_TAG, "a segment tag of two or three capitals and digits, such as N1")
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
        element = self._number("an element number such as 01, or *")
        component = self._number("a component number such as 01") if self._accept(".") else 0
        op = next((op for op in ("!=", ":=", "=") if self._accept(op)), "")
        if not op:
            raise self._error("=, != or :=")
        values = [self._match(_VALUE, "a value").strip()]
        while op != ":=" and self._accept("|"):
            values.append(self._match(_VALUE, "a value").strip())
        return Condition(element, component, op, tuple(values))

    def _number(self, expected: str) -> int:
        start = self.at
        number = int(self._match(_NUMBER, expected))
        if number == 0:
            self.at = start
            raise self._error(f"{expected}, counted from 1")
        return number

    def _want(self) -> Want:
        if not self._accept("."):
            return Want("segment")
        if self.at == len(self.text):  # `.`: the value of a numbered or repeated element, seen from itself
            return Want("element", 1)
        if self._accept("{"):
            return self._range()
        element = self._number("an element number such as 02")
        if self._accept("+("):
            return self._pairs(element)
        if self._accept(":*"):
            return Want("repeats", element)
        repeat = self._number("a repetition, counted from 1") if self._accept(":") else 0
        if not self._accept("."):
            return Want("element", element, repeat)
        if not repeat and self._accept("{"):
            inner = self._range()
            return Want("range", element, component=inner.element, last=inner.last)
        return Want("element", element, repeat, self._number("a component number such as 01"))

    def _range(self) -> Want:
        first = self._number("the first number of a range, such as {01..02}")
        if not self._accept(".."):
            raise self._error("..")
        last = self._number("the last number of a range")
        if last < first or not self._accept("}"):
            raise self._error("}" if last >= first else "a last number that is not below the first")
        return Want("range", first, last=last)

    def _pairs(self, element: int) -> Want:
        if self._accept("*)"):
            return Want("pair", element)
        qualifiers = [self._match(_QUALIFIER, "a qualifier such as UP, or *").strip()]
        while self._accept("|"):
            qualifiers.append(self._match(_QUALIFIER, "a qualifier such as UP").strip())
        if not self._accept(")"):
            raise self._error("'|' or ')'")
        return Want("pair", element, qualifiers=tuple(qualifiers))
