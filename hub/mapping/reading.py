"""One reading in progress: the document that grows, what was found, what was assumed, and how values are put into the document.

Knows no rule. Example: `setter(CanonicalPath("price.priceAmount"))(document, {"value": "9.90"})`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hub.formats.base import Place, Tree
from hub.mapping.canonical_path import CanonicalPath, Document
from hub.mapping.codec_errors import CodecError
from hub.mapping.hints import Hints
from hub.mapping.language import Rule
from hub.mapping.result import Assumption
from hub.mapping.units import Unit
from hub.model.config import Assume
from hub.model.location import Finding, Severity

Values = list[str | None]
Setter = Callable[[Document, Any], None]
Trail = tuple[CanonicalPath, Document, int | None]  # a group, the object that it stands in, and the number of its item


@dataclass(slots=True)
class Reading:
    """One reading in progress. `trail`: the groups that are open, of which pointers are made only when one is needed. `roots`: values
    of the message that its lines refer to, by the identity of the part of a rule.
    """

    root: Tree
    document: Document
    assume: Assume
    findings: list[Finding] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    trail: list[Trail] = field(default_factory=list)
    extension: int = 0
    hints: Hints = field(default_factory=lambda: Hints(""))
    seats: dict[str, Tree] = field(default_factory=dict)
    roots: dict[int, Any] = field(default_factory=dict)

    def remarks(self) -> int:
        """How much was noted so far: hints and findings."""
        return len(self.hints.texts) + len(self.hints.places) + len(self.findings)

    def seat(self, place: Place) -> Tree:
        """The node to see a place of the message from. Looked for once: every line may ask, and the place may be behind all of them."""
        found = self.seats.get(place.text)
        if found is None:
            seat = getattr(place, "seat", None)
            found = self.seats[place.text] = self.root if seat is None else seat(self.root)
        return found

    def pointer(self, path: CanonicalPath, document: Document) -> str:
        return self.trailed() + path.pointer(document)

    def trailed(self) -> str:
        """The pointer of the innermost group that is open."""
        return "".join(path.pointer(within) + ("" if at is None else f"/{at}") for path, within, at in self.trail)

    def refuse(self, unit: Unit, node: Tree, document: Document, error: CodecError, place: Place | None = None) -> None:
        """Record that a value could not be read; it stays in the residue."""
        where = place or unit.place
        assert where is not None
        self.found(error.rule or "MAP-101", unit.rule, where, node, self.pointer(unit.path, document), error)
        where.release(node)

    def found(self, rule: str, line: Rule, place: Place, node: Tree, pointer: str, error: CodecError) -> None:
        severity: Severity = "warning" if rule == "MAP-105" else "error"
        params = {
            "value": error.value,
            "expected": error.expected,
            "canonical": line.path,
            "map": str(line.origin),
            "layer": line.origin.layer,
            "place": place.text,
            **error.params,
        }
        self.findings.append(Finding(rule, severity, place.locate(node), params, pointer))

    def assumed(self, kind: str, pointer: str) -> str | None:
        """What the agreement assumes, recorded as used; None when it assumes nothing."""
        value: str | None = getattr(self.assume, kind)
        if value is not None:
            self.assumptions.append(Assumption(kind, value, pointer))
        return value


PART = "#"  # behind the pointer of a value that two elements make: the text of the second


def setter(path: CanonicalPath) -> Setter:
    """A function that puts a value at a path, made for the usual depths."""
    names, make = path.names, path.make
    if path.plain and len(names) <= 3:
        return (_one, _two, _three)[len(names) - 1](*names)

    def put(document: Document, value: Any) -> None:
        container, key = make(document)
        container[key] = value

    return put


def _one(name: str) -> Setter:
    def put(document: Document, value: Any) -> None:
        document[name] = value

    return put


def _two(outer: str, name: str) -> Setter:
    def put(document: Document, value: Any) -> None:
        held = document.get(outer)
        if held is None:
            document[outer] = {name: value}
        else:
            held[name] = value

    return put


def _three(outer: str, inner: str, name: str) -> Setter:
    def put(document: Document, value: Any) -> None:
        held = document.get(outer)
        if held is None:
            document[outer] = {inner: {name: value}}
            return
        below = held.get(inner)
        if below is None:
            held[inner] = {name: value}
        else:
            below[name] = value

    return put
