"""The element rules of segments: one pattern that says "nothing to report", and the slow search for what is wrong.

Nearly every segment is right, so a whole segment is matched at once; only one that does not match is taken apart.
Example: `checks(dictionary("D96A"), Delimiters())["DTM"].problems(["DTM", ["", "20260801"]])` finds 2005 missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from hub.formats.edifact.delimiters import Delimiters
from hub.formats.segments import Field
from hub.formats.segments.dictionary import Composite, Dictionary, Element, SegmentSpec, Use
from hub.formats.segments.patterns import Judges, any_of
from hub.formats.segments.patterns import number as number_of
from hub.formats.segments.placing import Problem

MISSING, TOO_MANY, SHORT, LONG, TYPE, CODE = "EDI-501", "EDI-503", "EDI-504", "EDI-505", "EDI-506", "EDI-507"
CHARACTER, NOTATION, OTHER_MARK, COMPONENTS, REPEATED = "EDI-508", "EDI-510", "EDI-511", "EDI-512", "EDI-513"

_CONTROL = "\x00-\x1f\x7f"
_CONTROLS = re.compile(f"[{_CONTROL}]")
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_NEARLY = re.compile(r"-?[0-9]*[.,]?[0-9]*")


class SegmentCheck:
    """The rules of one segment for one set of service characters.

    `judges[len(fields)](text)` is None unless every element is right. `numbers`: places (element, component) that hold
    numbers. `runs`: how many elements of one kind stand in a row from an element on, where there are several.
    """

    __slots__ = ("_delimiters", "judges", "numbers", "runs", "spec")

    def __init__(self, spec: SegmentSpec, delimiters: Delimiters) -> None:
        self.spec = spec
        self._delimiters = delimiters
        self.judges = Judges(len(spec.uses) + 1, self._pattern)
        self.numbers = tuple(_numbers(spec))
        self.runs = dict(_runs(spec))

    def _pattern(self, size: int) -> str | None:
        """What a segment of `size` fields must look like; None where a mandatory element is missing."""
        given, missing = self.spec.uses[: size - 1], self.spec.uses[size - 1 :]
        if any(use.usage == "M" for use in missing):
            return None
        mark = re.escape(self._delimiters.element)
        return re.escape(self.spec.tag) + "".join(mark + _use_pattern(use, self._delimiters) for use in given)

    def problems(self, fields: Sequence[Field]) -> list[Problem]:
        """Everything wrong with the elements of one segment, in their order."""
        uses = self.spec.uses
        found = [problem for at, use in enumerate(uses, 1) for problem in self._use(at, use, fields[at] if at < len(fields) else "")]
        extra = [at for at in range(len(uses) + 1, len(fields)) if fields[at]]
        if extra:
            found.append(Problem(TOO_MANY, extra[0], None, "", _shown(fields[extra[0]]), str(len(uses))))
        return found

    def _use(self, at: int, use: Use, field: Field) -> Iterator[Problem]:
        rows = _rows(field)
        if len(rows) > 1:
            yield Problem(REPEATED, at, None, use.element.ref, _shown(field), "1")
        row = rows[0]
        if isinstance(use.element, Composite):
            if any(row) or (use.usage == "M" and _demands(use.element)):
                yield from self._composite(at, use.element, row)
            elif use.usage == "M":
                yield Problem(MISSING, at, None, use.element.ref, "", "")
        else:
            if any(row[1:]):
                yield Problem(COMPONENTS, at, None, use.element.ref, _shown(field), "1")
            yield from self._simple(at, None, use, row[0])

    def _composite(self, at: int, composite: Composite, row: Sequence[str]) -> Iterator[Problem]:
        if any(row[len(composite.uses) :]):
            yield Problem(COMPONENTS, at, None, composite.ref, _shown([*row]), str(len(composite.uses)))
        for number, use in enumerate(composite.uses, 1):
            yield from self._simple(at, number, use, row[number - 1] if number <= len(row) else "")

    def _simple(self, at: int, component: int | None, use: Use, value: str) -> Iterator[Problem]:
        element = use.element
        assert isinstance(element, Element)
        if not value:
            if use.usage == "M":
                yield Problem(MISSING, at, component, element.ref, "", "")
        elif broken := self._broken(element, value):
            yield Problem(broken[0], at, component, element.ref, value, broken[1])

    def _broken(self, element: Element, value: str) -> tuple[str, str] | None:
        """The rule that a value breaks, and what would be right."""
        if bad := _CONTROLS.search(value):
            return CHARACTER, f"U+{ord(bad[0]):04X}"
        length = len(value)
        if element.type == "n":
            if not _NUMBER.fullmatch(value):
                return (NOTATION if value not in {"-", ""} and _NEARLY.fullmatch(value) else TYPE), element.type
            length = sum(map(str.isdigit, value))
        elif element.type == "a" and any(map(str.isdigit, value)):
            return TYPE, element.type
        if length < element.minimum:
            return SHORT, str(element.minimum)
        if length > element.maximum:
            return LONG, str(element.maximum)
        if element.complete and value not in element.codes:
            return CODE, " ".join(sorted(element.codes))
        if element.type == "n" and self._delimiters.decimal not in value and ("," in value or "." in value):
            return OTHER_MARK, self._delimiters.decimal
        return None


class Checks(dict[str, SegmentCheck | None]):
    """The checks of a directory by segment tag, made when first asked for; None for a tag that the directory does not know."""

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
    """The checks of a directory for one set of service characters."""
    return Checks(segments, delimiters)


def _demands(composite: Composite) -> bool:
    """Whether a component of the composite is mandatory once the composite is there."""
    return any(use.usage == "M" for use in composite.uses)


def _rows(field: Field) -> list[list[str]]:
    if isinstance(field, str):
        return [[field]]
    if field and isinstance(field[0], list):
        return [list(row) for row in field]
    return [[str(part) for part in field] or [""]]


def _shown(field: Field) -> str:
    return "*".join(":".join(row) for row in _rows(field))


def _numbers(spec: SegmentSpec) -> Iterator[tuple[int, int]]:
    for at, use in enumerate(spec.uses, 1):
        if isinstance(use.element, Composite):
            yield from ((at, number) for number, inner in enumerate(use.element.uses, 1) if _is_number(inner))
        elif _is_number(use):
            yield at, 0


def _is_number(use: Use) -> bool:
    return isinstance(use.element, Element) and use.element.type == "n"


def _runs(spec: SegmentSpec) -> Iterator[tuple[int, int]]:
    """Elements that one directory lists several times in a row, and that syntax version 4 repeats in one place."""
    refs = [use.element.ref for use in spec.uses]
    for at, ref in enumerate(refs):
        if at and refs[at - 1] == ref:
            continue
        length = next((number for number in range(at, len(refs)) if refs[number] != ref), len(refs)) - at
        if length > 1:
            yield at + 1, length


def _use_pattern(use: Use, delimiters: Delimiters) -> str:
    if isinstance(use.element, Composite):
        filled = _composite_pattern(use.element.uses, re.escape(delimiters.component), delimiters)
        if use.usage == "M" and not _demands(use.element):
            element, component = re.escape(delimiters.element), re.escape(delimiters.component)
            return f"(?={component}*[^{element}{component}]){filled}"
        return filled if use.usage == "M" else f"(?:{filled}|)"
    return _component_pattern(use, delimiters)


def _composite_pattern(uses: Sequence[Use], mark: str, delimiters: Delimiters) -> str:
    """Components from the first on; what follows may be left out when nothing in it is mandatory. Alternatives, because optional
    groups cost three times as much.
    """
    first, rest = _component_pattern(uses[0], delimiters), uses[1:]
    if not rest:
        return first
    tail = mark + _composite_pattern(rest, mark, delimiters)
    return first + (tail if any(use.usage == "M" for use in rest) else f"(?:{tail}|)")


def _component_pattern(use: Use, delimiters: Delimiters) -> str:
    assert isinstance(use.element, Element)
    filled = _element_pattern(use.element, delimiters)
    if use.usage == "M":
        return filled
    return filled.replace("]{1,", "]{0,") if filled.startswith("[^") and "]{1," in filled else f"(?:{filled}|)"


def _element_pattern(element: Element, delimiters: Delimiters) -> str:
    low, high = element.minimum, element.maximum
    if element.complete:
        return any_of(element.codes)
    if element.type == "n":
        return number_of(low, high, delimiters.decimal, 1)
    parts = "".join(re.escape(part) for part in (delimiters.element, delimiters.component, delimiters.repetition) if part)
    digits = "0-9" if element.type == "a" else ""
    return f"[^{parts}{digits}{_CONTROL}]{{{low},{high}}}"
