"""The element rules of segments: one pattern that says "nothing to report", and the slow search for what is wrong.

Nearly every segment is right, so a whole segment is matched at once; only one that does not match is taken apart.
Example: `checks(dictionary("004010"), Delimiters())["BEG"].problems(["BEG", "00", "SA", ""])` finds BEG03 and BEG05 missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from hub.formats.segments.dictionary import Composite, Dictionary, Element, Relation, SegmentSpec, Use
from hub.formats.segments.patterns import Judges
from hub.formats.segments.placing import Problem
from hub.formats.x12.delimiters import Delimiters
from hub.formats.x12.patterns import pattern

MISSING, CONDITIONAL, TOO_MANY, SHORT, LONG = "X12-501", "X12-502", "X12-503", "X12-504", "X12-505"
CHARACTER, CODE, DATE, TIME, EXCLUSIVE = "X12-506", "X12-507", "X12-508", "X12-509", "X12-510"
UNLISTED, COMPONENTS, UNUSED = "X12-511", "X12-512", "X12-513"

_CONTROL = "\x00-\x1f\x7f"
_INTEGER = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:E-?[0-9]+)?")
_DIGITS = re.compile(r"[0-9]+")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9][0-9]{0,2})?")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class SegmentCheck:
    """The rules of one segment for one set of delimiters.

    `judges[len(fields)](text)` is None unless every element is right and every relation holds. `composites` are the positions that
    may hold components.
    """

    __slots__ = ("composites", "delimiters", "judges", "spec")

    def __init__(self, spec: SegmentSpec, delimiters: Delimiters) -> None:
        self.spec = spec
        self.delimiters = delimiters
        self.judges = Judges(len(spec.uses) + 1, lambda size: pattern(spec, delimiters, size))
        self.composites = tuple(at for at, use in enumerate(spec.uses, 1) if isinstance(use.element, Composite))

    def problems(self, fields: Sequence[str]) -> list[Problem]:
        """Everything wrong with the elements of one segment, in their order."""
        uses = self.spec.uses
        found = [problem for at, use in enumerate(uses, 1) for problem in self._use(at, use, fields[at] if at < len(fields) else "")]
        shape = tuple(map(bool, fields))
        for rule, at, text in _unrelated(self.spec.relations, shape):
            found.append(Problem(rule, at, None, uses[at - 1].element.ref, fields[at] if at < len(fields) else "", text))
        extra = [at for at in range(len(uses) + 1, len(fields)) if fields[at]]
        if extra:
            found.append(Problem(TOO_MANY, extra[0], None, "", fields[extra[0]], str(len(uses))))
        return found

    def _use(self, at: int, use: Use, value: str) -> Iterator[Problem]:
        element = use.element
        if not value:
            if use.usage == "M":
                yield Problem(MISSING, at, None, element.ref, "", "")
        elif use.usage == "X":
            yield Problem(UNUSED, at, None, element.ref, value, "")
        elif isinstance(element, Composite):
            yield from self._composite(at, element, value)
        elif problem := _simple(element, value, self.delimiters):
            yield Problem(problem[0], at, None, element.ref, value, problem[1])

    def _composite(self, at: int, composite: Composite, value: str) -> Iterator[Problem]:
        parts = value.split(self.delimiters.component) if self.delimiters.component else [value]
        if any(parts[len(composite.uses) :]):
            yield Problem(COMPONENTS, at, None, composite.ref, value, str(len(composite.uses)))
        for number, use in enumerate(composite.uses, 1):
            part = parts[number - 1] if number <= len(parts) else ""
            assert isinstance(use.element, Element)
            if not part and use.usage == "M":
                yield Problem(MISSING, at, number, use.element.ref, "", "")
            elif part and (problem := _simple(use.element, part, self.delimiters)):
                yield Problem(problem[0], at, number, use.element.ref, part, problem[1])
        for rule, number, text in _unrelated(composite.relations, (True, *map(bool, parts))):
            yield Problem(rule, at, number, composite.uses[number - 1].element.ref, "", text)


class Checks(dict[str, SegmentCheck | None]):
    """The checks of a release by segment tag, made when first asked for; None for a tag the release does not know."""

    def __init__(self, segments: Dictionary, delimiters: Delimiters) -> None:
        super().__init__()
        self._segments = segments.segments
        self._delimiters = delimiters

    def __missing__(self, tag: str) -> SegmentCheck | None:
        spec = self._segments.get(tag)
        if spec is None:
            return None  # not remembered: the tags that senders invent have no end
        check = self[tag] = SegmentCheck(spec, self._delimiters)
        return check


@lru_cache(maxsize=64)
def checks(segments: Dictionary, delimiters: Delimiters) -> Checks:
    """The checks of a release (or of a guide over it) for one set of delimiters."""
    return Checks(segments, delimiters)


def _unrelated(relations: Sequence[Relation], shape: Sequence[bool]) -> Iterator[tuple[str, int, str]]:
    """Broken relations as (rule, position, the relation as the standard writes it)."""
    for rule in relations:
        filled = [at for at in rule.positions if at < len(shape) and shape[at]]
        empty = [at for at in rule.positions if at not in filled]
        first = rule.positions[0]
        if rule.kind == "E":
            yield from ((EXCLUSIVE, at, rule.text) for at in filled[1:])
        elif (rule.kind == "P" and filled) or (rule.kind == "C" and first in filled):
            yield from ((CONDITIONAL, at, rule.text) for at in empty)
        elif rule.kind == "R" and not filled:
            yield CONDITIONAL, first, rule.text
        elif rule.kind == "L" and filled == [first]:
            yield CONDITIONAL, rule.positions[1], rule.text


def _simple(element: Element, value: str, delimiters: Delimiters) -> tuple[str, str] | None:
    """The rule that a value breaks, and what would be right."""
    kind = element.type
    if kind in {"AN", "ID"}:
        length = len(value)
        bad = next((char for char in value if char < " " or char == "\x7f" or char in {delimiters.component, delimiters.repetition}), "")
        if bad:
            return CHARACTER, f"U+{ord(bad):04X}"
    elif kind[0] == "N" or kind == "R":
        if not (_DECIMAL if kind == "R" else _INTEGER).fullmatch(value):
            return CHARACTER, kind
        length = sum(char in "0123456789" for char in value.split("E", 1)[0])
    elif kind in {"DT", "TM"}:
        length = len(value)
        if not _DIGITS.fullmatch(value):
            return DATE if kind == "DT" else TIME, value
    else:
        length = len(value)
    return _length(element, length) or _content(element, value)


def _length(element: Element, length: int) -> tuple[str, str] | None:
    if length < element.minimum:
        return SHORT, str(element.minimum)
    if length > element.maximum:
        return LONG, str(element.maximum)
    return None


def _content(element: Element, value: str) -> tuple[str, str] | None:
    if element.codes and value not in element.codes:
        few = len(element.codes) <= 12
        return (CODE if element.complete else UNLISTED), " ".join(sorted(element.codes)) if few else element.ref
    if element.type == "DT" and not _is_date(value):
        return DATE, value
    if element.type == "TM" and not _TIME.fullmatch(value):
        return TIME, value
    return None


def _is_date(value: str) -> bool:
    if len(value) == 6:
        value = "20" + value
    year, month, day = int(value[:4]), int(value[4:6]), int(value[6:8])
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return False
    return (month, day) != (2, 29) or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
