"""What a segment must look like in which there is nothing to report: one pattern for each number of its fields.

Elements that were left out at the end are empty, so that most relations are settled by how many fields there are. Says nothing of what
is wrong: that is for `checks`. Example: `pattern(dictionary("004010").segments["BEG"], Delimiters(), 3)` is None: BEG03 is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hub.formats.segments.dictionary import Composite, Element, Relation, SegmentSpec, Use
from hub.formats.segments.patterns import any_of, number
from hub.formats.x12.delimiters import Delimiters

_CONTROL = "\x00-\x1f\x7f"
_TIME = r"(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9][0-9]{0,2})?"
# 29 February goes the slow way, which knows the leap years.
_DATE = r"[0-9]{4}(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|1[0-9]|2[0-8]))"


def pattern(spec: SegmentSpec, delimiters: Delimiters, size: int) -> str | None:
    """The pattern for a segment of `size` fields, None where no such segment can be right."""
    found = _given(spec, size)
    if found is None:
        return None
    uses, relations = found
    pairs, others = _pairs(uses, relations)
    mark = re.escape(delimiters.element)
    parts = [re.escape(spec.tag)]
    for at, use in enumerate(uses, 1):
        parts += [_holds(rule, mark) for rule in others if min(rule.positions) == at]
        if at in pairs:
            both = (_filled(uses[at - 1].element, delimiters), _filled(uses[at].element, delimiters))
            parts.append(mark + _pair_pattern(pairs[at], *both, mark))
        elif at - 1 not in pairs:
            parts.append(mark + _use_pattern(use, delimiters))
    return "".join(parts)


def _given(spec: SegmentSpec, size: int) -> tuple[list[Use], list[Relation]] | None:
    """The elements that `size` fields hold and the relations left among them; None where what was left out makes the segment wrong."""
    if any(use.usage == "M" for use in spec.uses[size - 1 :]):
        return None
    uses, left = list(spec.uses[: size - 1]), list[Relation]()
    for rule in spec.relations:
        usage, positions = _settled(rule, size)
        if not usage:
            left.append(Relation(rule.kind, positions))
        elif (usage == "M" and not positions) or any(uses[at - 1].usage not in {"O", usage} for at in positions):
            return None
        else:
            for at in positions:
                uses[at - 1] = replace(uses[at - 1], usage=usage)
    return uses, left


def _settled(rule: Relation, size: int) -> tuple[str, tuple[int, ...]]:
    """What a relation comes to in `size` fields: elements that must be there (M) or must not (X), else those it is still about."""
    given, first = tuple(at for at in rule.positions if at < size), rule.positions[0]
    match rule.kind:
        case "R":
            return ("" if len(given) > 1 else "M"), given
        case "E":
            return ("", given) if len(given) > 1 else ("X", ())
        case "L" if first in given and len(given) > 1:
            return "", given
        case "P" | "C" if given == rule.positions:
            return "", given
        case "P":
            return "X", given
    return "X", given[:1] if first in given else ()


def _pairs(uses: Sequence[Use], relations: Sequence[Relation]) -> tuple[dict[int, Relation], list[Relation]]:
    """Relations over two neighbours that share no element with another one, by the first of the two; and all others."""
    used = [at for rule in relations for at in rule.positions]
    pairs: dict[int, Relation] = {}
    for rule in relations:
        first, second = min(rule.positions), max(rule.positions)
        optional = all(uses[at - 1].usage == "O" for at in rule.positions)
        simple = all(isinstance(uses[at - 1].element, Element) for at in rule.positions)
        if (
            len(rule.positions) == 2
            and second == first + 1
            and rule.kind in "PCR"
            and optional
            and simple
            and used.count(first) == used.count(second) == 1
        ):
            pairs[first] = rule
    return pairs, [rule for rule in relations if rule not in pairs.values()]


def _pair_pattern(rule: Relation, first: str, second: str, mark: str) -> str:
    if rule.kind == "P":
        return f"(?:{first}{mark}{second}|{mark})"
    if rule.kind == "R":
        return f"(?:{first}{mark}(?:{second}|)|{mark}{second})"
    if rule.positions[0] < rule.positions[1]:
        return f"(?:{first}{mark}{second}|{mark}(?:{second}|))"
    return f"(?:{first}{mark}(?:{second}|)|{mark})"


def _holds(rule: Relation, mark: str) -> str:
    """Looks ahead, from before the first element that a relation is about, whether it holds."""
    start = min(rule.positions)
    return f"(?={'|'.join(_way(way, start, mark) for way in _ways(rule))})"


def _ways(rule: Relation) -> Iterator[dict[int, bool]]:
    """Each way in which a relation holds, by which elements are filled and which are not."""
    first, *rest = rule.positions
    match rule.kind:
        case "P":
            yield dict.fromkeys(rule.positions, False)
            yield dict.fromkeys(rule.positions, True)
        case "C":
            yield {first: False}
            yield dict.fromkeys(rule.positions, True)
        case "L":
            yield {first: False}
            yield from ({at: True} for at in rest)
        case "R":
            yield from ({at: True} for at in rule.positions)
        case "E":
            yield from ({other: False for other in rule.positions if other != at} for at in rule.positions)


def _way(filled: Mapping[int, bool], start: int, mark: str) -> str:
    steps = {True: f"{mark}[^{mark}]+", False: f"{mark}(?![^{mark}])", None: f"{mark}[^{mark}]*"}
    return "".join(steps[filled.get(at)] for at in range(start, max(filled) + 1))


def _use_pattern(use: Use, delimiters: Delimiters) -> str:
    if use.usage == "X":
        return ""
    filled = _filled(use.element, delimiters)
    if use.usage == "M":
        return filled
    if filled.endswith("]{1,1}"):
        return filled[:-5] + "?"
    return filled.replace("]{1,", "]{0,") if filled.startswith("[^") and "]{1," in filled else f"(?:{filled}|)"


def _filled(element: Element | Composite, delimiters: Delimiters) -> str:
    """A pattern for a value that is there. Composites never match: they are few and go the slow way."""
    return _element_pattern(element, delimiters) if isinstance(element, Element) else "(?!)"


def _element_pattern(element: Element, delimiters: Delimiters) -> str:
    low, high = element.minimum, element.maximum
    if element.codes:
        return any_of(element.codes)
    match element.type[0]:
        case "N":
            return f"-?[0-9]{{{low},{high}}}"
        case "R":
            return number(low, high, ".", 0)
        case "D":
            return _DATE
        case "T":
            return _TIME
    parts = {delimiters.element, delimiters.component, delimiters.repetition} - {""}
    return f"[^{''.join(map(re.escape, sorted(parts)))}{_CONTROL}]{{{low},{high}}}"
