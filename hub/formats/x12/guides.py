"""Implementation guides: a few lines of YAML that restrict or loosen a set's grammar for one agreement.

Changes a copy; the grammar of the standard stays as it is. Example: `Guide.of("elements: {BEG.04: M}").over(spec, segments)`.

    elements: {BEG.04: M, BEG.06: X, BEG.13: {length: 1/30}, N1.03: {codes: 9 92}}   # M O X, lengths, codes that are all there are
    segments: {PO1/REF: {max: 2}, PWK: X, CUR: M}                                     # by the loops around them
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import yaml

from hub.errors import Misconfigured
from hub.formats.segments.dictionary import Composite, Dictionary, Element, SegmentSpec, Use
from hub.formats.segments.structure import Structure, built
from hub.formats.x12.dictionary import table
from hub.formats.x12.structure import HEADER

_ELEMENT = re.compile(r"(?P<tag>[A-Z][A-Z0-9]{1,2})\.(?P<at>\d{2})")
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{1,2}(?:/[A-Z][A-Z0-9]{1,2})*")
_LENGTH = re.compile(r"(\d+)/(\d+)")
_LINE = re.compile(r"(?P<indent> *)(?P<tag>\w+) (?P<max>\S+)(?P<must> M)?(?P<release> @\d{6})?")
_USAGES = ("M", "O", "X")
_NEW = Element("", "AN", 1, 264)  # what a guide adds beyond the standard's last element


@dataclass(frozen=True, slots=True)
class Guide:
    """The rows of a guide, checked: `elements` by tag and position, `segments` by path."""

    elements: Mapping[tuple[str, int], Mapping[str, str]] = field(default_factory=dict)
    segments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @staticmethod
    def of(text: str) -> Guide:
        """A guide from its YAML; Misconfigured when a row is not understood."""
        try:
            rows = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 -- BaseLoader makes text only
        except yaml.YAMLError as problem:
            raise Misconfigured("X12-602", row=str(getattr(problem, "problem", problem))) from None
        if not isinstance(rows, dict) or set(rows) - {"elements", "segments"}:
            raise Misconfigured("X12-602", row="elements, segments")
        elements = {_element_key(key): _row(key, row, {"usage", "length", "codes"}) for key, row in rows.get("elements", {}).items()}
        segments = {_segment_key(key): _row(key, row, {"usage", "max"}) for key, row in rows.get("segments", {}).items()}
        return Guide(elements, segments)

    def over(self, spec: Structure, segments: Dictionary) -> tuple[Structure, Dictionary]:
        """The structure and the segments with this guide laid over them."""
        changed = dict(segments.segments)
        for (tag, at), row in self.elements.items():
            if tag in changed:
                changed[tag] = _with_element(changed[tag], at, row)
        structure = table(spec.set)["structure"] if self.segments else None
        return (built(spec.set, spec.release, spec.group, self._lines(structure), HEADER) if structure else spec), Dictionary(
            spec.release, changed
        )

    def _lines(self, text: str) -> str:
        kept: list[str] = []
        way: list[str] = []
        hidden = -1
        for line in text.splitlines():
            match = _LINE.fullmatch(line)
            assert match, line
            level = len(match["indent"]) // 2
            way[level:] = [match["tag"]]
            row = self.segments.get("/".join(way), {})
            hidden = level if row.get("usage") == "X" and not 0 <= hidden < level else hidden if level > hidden >= 0 else -1
            if hidden < 0:
                kept.append(_line(match, row))
        return "\n".join(kept)


@lru_cache(maxsize=64)
def guide(text: str) -> Guide:
    """`Guide.of`, remembered."""
    return Guide.of(text)


def _element_key(key: str) -> tuple[str, int]:
    match = _ELEMENT.fullmatch(key)
    if match is None or match["at"] == "00":
        raise Misconfigured("X12-602", row=key)
    return match["tag"], int(match["at"])


def _segment_key(key: str) -> str:
    if not _SEGMENT.fullmatch(key):
        raise Misconfigured("X12-602", row=key)
    return key


def _row(key: str, row: Any, known: set[str]) -> dict[str, str]:
    """`M` alone means `{usage: M}`."""
    found = {"usage": row} if isinstance(row, str) else row
    valid = isinstance(found, dict) and not set(found) - known and all(isinstance(value, str) for value in found.values())
    if not valid or found.get("usage", "O") not in _USAGES or not _LENGTH.fullmatch(found.get("length", "1/1")):
        raise Misconfigured("X12-602", row=key)
    if not re.fullmatch(r"\d+|\*", found.get("max", "1")):
        raise Misconfigured("X12-602", row=key)
    return dict(found)


def _with_element(spec: SegmentSpec, at: int, row: Mapping[str, str]) -> SegmentSpec:
    uses = list(spec.uses)
    uses += [Use(_NEW)] * (at - len(uses))
    use = uses[at - 1]
    uses[at - 1] = Use(_element(use.element, row), row.get("usage", use.usage))
    return SegmentSpec(spec.tag, tuple(uses), spec.relations)


def _element(element: Element | Composite, row: Mapping[str, str]) -> Element | Composite:
    if isinstance(element, Composite):
        return element
    if match := _LENGTH.fullmatch(row.get("length", "")):
        element = replace(element, minimum=int(match[1]), maximum=int(match[2]))
    if "codes" in row:
        element = replace(element, codes=frozenset(row["codes"].split()), complete=True)
    return element


def _line(match: re.Match[str], row: Mapping[str, str]) -> str:
    must = " M" if row.get("usage", "M" if match["must"] else "O") == "M" else ""
    return f"{match['indent']}{match['tag']} {row.get('max', match['max'])}{must}{match['release'] or ''}"
