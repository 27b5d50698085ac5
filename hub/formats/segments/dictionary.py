"""Segments and elements of one release of a segment format, from the tables in its `grammar/` folder.

Knows no order of segments (see `structure`) and checks nothing. Example:
`load("hub.formats.x12", "004010").segments["BEG"].uses[2].element.ref` is `"324"`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

_REPEATED = re.compile(r"\(([^)]*)\)\*(\d+)")
_REPRESENTATION = re.compile(r"(?P<kind>an?|n)(?P<up_to>\.\.)?(?P<length>\d+)")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Element:
    """A simple data element: `type` is the standard's own word for it; lengths are in characters."""

    ref: str
    type: str
    minimum: int
    maximum: int
    codes: frozenset[str] = frozenset()
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A relational rule of a segment or composite: P R E C or L over positions from 1."""

    kind: str
    positions: tuple[int, ...]

    @property
    def text(self) -> str:
        return self.kind + "".join(f"{position:02d}" for position in self.positions)


@dataclass(frozen=True, slots=True)
class Composite:
    """A composite element: its components in order."""

    ref: str
    uses: tuple[Use, ...]
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """An element at its place in a segment. `usage`: M mandatory, O optional, X not used (only guides say X)."""

    element: Element | Composite
    usage: str = "O"


@dataclass(frozen=True, slots=True)
class SegmentSpec:
    """A segment of the release."""

    tag: str
    uses: tuple[Use, ...]
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """All segments of one release, as far as the supported sets use them."""

    release: str
    segments: Mapping[str, SegmentSpec] = field(default_factory=dict)


def table(format_package: str, name: str) -> dict[str, Any]:
    """One table of the `grammar/` folder of a format, as plain values."""
    text = (resources.files(format_package) / "grammar" / f"{name}.yaml").read_text("utf-8")
    tables: dict[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 -- both are safe loaders
    return tables


@cache
def load(format_package: str, release: str) -> Dictionary:
    """The segments of a release that has a table."""
    rows = _rows(format_package, release)
    elements = {ref: _element(ref, text, rows["codes"].get(ref, {})) for ref, text in rows["elements"].items()}
    composites = {ref: _composite(ref, text, elements) for ref, text in rows["composites"].items()}
    known: dict[str, Element | Composite] = {**elements, **composites}
    return Dictionary(release, {tag: _segment(tag, text, known) for tag, text in rows["segments"].items()})


def _rows(format_package: str, release: str) -> dict[str, dict[str, Any]]:
    rows = table(format_package, release)
    base = _rows(format_package, rows["based_on"]) if "based_on" in rows else {}
    parts = ("elements", "composites", "segments", "codes")
    return {part: {**base.get(part, {}), **{str(key): row for key, row in rows.get(part, {}).items()}} for part in parts}


def _element(ref: str, text: str, codes: Mapping[str, Any]) -> Element:
    kind, minimum, maximum = _type(text)
    values = frozenset(str(codes.get("values", "")).split())
    return Element(ref, kind, minimum, maximum, values, bool(codes.get("complete")))


def _type(text: str) -> tuple[str, int, int]:
    """`AN 2/30` as X12 writes it, `an..35` and `n3` as EDIFACT does."""
    if match := _REPRESENTATION.fullmatch(text):
        maximum = int(match["length"])
        return match["kind"], 1 if match["up_to"] else maximum, maximum
    kind, lengths = text.split()
    minimum, maximum = map(int, lengths.split("/"))
    return kind, minimum, maximum


def _composite(ref: str, text: str, known: Mapping[str, Element]) -> Composite:
    uses, relations = _parse(text, known)
    return Composite(ref, uses, relations)


def _segment(tag: str, text: str, known: Mapping[str, Element | Composite]) -> SegmentSpec:
    uses, relations = _parse(text, known)
    return SegmentSpec(tag, uses, relations)


def _parse(text: str, known: Mapping[str, Any]) -> tuple[tuple[Use, ...], tuple[Relation, ...]]:
    elements, _, rules = text.partition(";")
    words = _REPEATED.sub(lambda match: " ".join([match[1]] * int(match[2])), elements).split()
    uses = tuple(Use(known[word.rstrip("M")], "M" if word.endswith("M") else "O") for word in words)
    return uses, tuple(relation(rule) for rule in rules.split())


def relation(text: str) -> Relation:
    """`P0304` as a Relation."""
    return Relation(text[0], tuple(int(pair) for pair in re.findall(r"\d\d", text[1:])))
