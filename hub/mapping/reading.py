"""Units turned into functions that read: node of a format to canonical values, with findings where a value cannot be used.

Never writes to a tree beyond its marks. Example: `read_unit(unit, 0)` gives a function that takes the values of the scope's reader.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hub.formats.base import Place, Tree
from hub.mapping.canonical_path import CanonicalPath, Document
from hub.mapping.codec_errors import CodecError
from hub.mapping.codecs import TEXT, Codec
from hub.mapping.dates import DateError, instant, zone_named
from hub.mapping.hints import Hints
from hub.mapping.language import Rule
from hub.mapping.result import Assumption
from hub.mapping.units import Part, Unit
from hub.model.config import Assume
from hub.model.location import Finding, Severity

Values = list[str | None]
Setter = Callable[[Document, Any], None]
Trail = tuple[CanonicalPath, Document, int | None]  # a group, the object that it stands in, and the number of its item


@dataclass(slots=True)
class Reading:
    """One reading in progress. `trail`: the groups that are open, of which pointers are made only when one is needed."""

    root: Tree
    document: Document
    assume: Assume
    findings: list[Finding] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    trail: list[Trail] = field(default_factory=list)
    extension: int = 0
    hints: Hints = field(default_factory=lambda: Hints(""))

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
Take = Callable[[str, Values, Tree, Document, Reading], None]


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


def take(unit: Unit, part_slot: int) -> Take:
    """The function that uses the value of a unit once the scope has read it, and notes which alternative it came from."""
    use = _take(unit, part_slot)
    chosen = getattr(unit.place, "chosen", None) if getattr(unit.place, "alternatives", False) else None
    if chosen is None:
        return use

    def function(raw: str, values: Values, node: Tree, document: Document, reading: Reading) -> None:
        use(raw, values, node, document, reading)
        text = chosen(node) if unit.path.find(document) is not None else None
        if text is not None:
            reading.hints.places[reading.pointer(unit.path, document)] = text

    return function


def _take(unit: Unit, part_slot: int) -> Take:
    if unit.paired is not None:
        return _take_pair(unit, part_slot)
    if unit.part is not None:
        return _take_object(unit, part_slot)
    if unit.codec is TEXT:
        return _take_text(unit)
    return _take_instant(unit) if unit.instant else _take_value(unit)


def _take_text(unit: Unit) -> Take:
    put, place = setter(unit.path), unit.place
    assert place is not None
    path = unit.path
    if len(path.names) == 1 and path.plain:
        return _take_own_text(path, place)

    def function(raw: str, _values: Values, node: Tree, document: Document, reading: Reading) -> None:
        text = raw.strip()
        if text != raw:
            if not text:
                place.release(node)
                return
            reading.hints.texts[reading.pointer(path, document)] = raw
        put(document, text)

    return function


def _take_own_text(path: CanonicalPath, place: Place) -> Take:
    """The same, for the usual rule: a text of the object itself."""
    name = path.names[0]

    def function(raw: str, _values: Values, node: Tree, document: Document, reading: Reading) -> None:
        text = raw.strip()
        if text != raw:
            if not text:
                place.release(node)
                return
            reading.hints.texts[reading.pointer(path, document)] = raw
        document[name] = text

    return function


def _again(codec: Codec, value: Any, raw: str) -> bool:
    """Whether writing would give the text that was read; otherwise the text itself is a fact that the document does not hold."""
    try:
        return codec.exact or codec.encode(value) == raw
    except CodecError:
        return False


def _take_value(unit: Unit) -> Take:
    path, put, place, codec = unit.path, setter(unit.path), unit.place, unit.codec
    decode, exact, quick = codec.decode, codec.exact, codec.quick
    assert place is not None

    def function(raw: str, _values: Values, node: Tree, document: Document, reading: Reading) -> None:
        if quick is not None and quick(raw):
            put(document, raw)
            return
        try:
            value = decode(raw)
        except CodecError as error:
            reading.refuse(unit, node, document, error)
            return
        if value is None:
            place.release(node)
            return
        if not exact and not _again(codec, value, raw):
            reading.hints.texts[reading.pointer(path, document)] = raw
        put(document, value)

    return function


def _take_instant(unit: Unit) -> Take:
    put, codec = setter(unit.path), unit.codec

    def function(raw: str, _values: Values, node: Tree, document: Document, reading: Reading) -> None:
        try:
            value = codec.decode(raw)
            zone = zone_named(reading.assume.zone) if reading.assume.zone else None
            if zone is not None:
                value = instant(value, zone)
                reading.assumed("zone", reading.pointer(unit.path, document))
            put(document, value)
        except DateError:
            error = CodecError(raw, f"a time that the clocks of {reading.assume.zone} showed once")
            reading.refuse(unit, node, document, error)
        except CodecError as error:
            reading.refuse(unit, node, document, error)

    return function


def _take_pair(unit: Unit, part_slot: int) -> Take:
    put, paired, part, place = setter(unit.path), unit.paired, unit.part, unit.place
    assert paired is not None
    assert part is not None
    assert place is not None

    def function(raw: str, values: Values, node: Tree, document: Document, reading: Reading) -> None:
        other = _part_text(part, part_slot, values, reading)
        try:
            value = paired.decode(raw, other)
        except CodecError as error:
            reading.refuse(unit, node, document, error)
            _release(part, place, node)
            return
        if paired.encode(value) != (raw, other):
            pointer = reading.pointer(unit.path, document)
            reading.hints.texts[pointer] = raw
            if other is not None:
                reading.hints.texts[pointer + PART] = other
        put(document, value)

    return function


def _release(part: Part, place: Place, node: Tree) -> None:
    place.release(node)
    if part.kind == "beside" and part.place is not None:
        part.place.release(node)


def _part_text(part: Part, slot: int, values: Values, reading: Reading) -> str | None:
    if part.kind == "beside":
        return values[slot]
    if part.kind == "root" and part.place is not None:
        return part.place.get(reading.root)
    return part.constant or None


def _take_object(unit: Unit, part_slot: int) -> Take:
    codec, part, place, path, make = unit.codec, unit.part, unit.place, unit.path, unit.path.make
    assert part is not None
    assert place is not None
    decode, exact, quick, part_key, fill = codec.decode, codec.exact, codec.quick, part.key, _part_value(unit, part, part_slot)

    def function(raw: str, values: Values, node: Tree, document: Document, reading: Reading) -> None:
        try:
            value = raw if quick is not None and quick(raw) else decode(raw)
        except CodecError as error:
            reading.refuse(unit, node, document, error)
            value = None
        if value is None:
            place.release(node)
            if part.kind == "beside" and part.place is not None and values[part_slot] is not None:
                part.place.release(node)
            return
        if not exact and value is not raw and not _again(codec, value, raw):
            reading.hints.texts[reading.pointer(path, document) + "/value"] = raw
        container, key = make(document)
        held = container.get(key) if type(container) is dict else container[key]
        if type(held) is not dict:
            held = container[key] = {}
        held["value"] = value
        other = fill(values, node, document, reading)
        if other is not None:
            held[part_key] = other

    return function


PartValue = Callable[[Values, Tree, Document, Reading], Any]


def _part_value(unit: Unit, part: Part, slot: int) -> PartValue:
    """The function that gives the second value of an object: read, looked up, constant or assumed."""
    read = _document_part(part) if part.kind == "document" else _read_part(unit, part, slot)
    if not part.assume:
        return read
    kind, path, key = part.assume, unit.path, part.key

    def function(values: Values, node: Tree, document: Document, reading: Reading) -> Any:
        value = read(values, node, document, reading)
        if value is None and getattr(reading.assume, kind) is not None:
            return reading.assumed(kind, f"{reading.pointer(path, document)}/{key}")
        return value

    return function


def _document_part(part: Part) -> PartValue:
    assert part.path is not None
    find = part.path.find

    def function(_values: Values, _node: Tree, _document: Document, reading: Reading) -> Any:
        found = find(reading.document)
        return found[0][found[1]] if found else None

    return function


def _read_part(unit: Unit, part: Part, slot: int) -> PartValue:
    codec, place, beside, path, key = part.codec, part.place, part.kind == "beside", unit.path, part.key
    chosen = getattr(place, "chosen", None) if getattr(place, "alternatives", False) else None

    plain = codec is TEXT and beside and chosen is None

    def function(values: Values, node: Tree, document: Document, reading: Reading) -> Any:
        raw = values[slot] if beside else _part_text(part, slot, values, reading)
        if plain and (raw is None or raw == raw.strip()):
            return raw or None
        if raw is None or place is None:
            return raw
        seen_from = node if beside else reading.root
        try:
            value = codec.decode(raw)
        except CodecError as error:
            reading.refuse(unit, seen_from, document, error, place)
            return None
        if value is None:
            place.release(seen_from)
        elif value is not raw and not _again(codec, value, raw):
            reading.hints.texts[f"{reading.pointer(path, document)}/{key}"] = raw
        if chosen is not None and (text := chosen(seen_from)) is not None:
            reading.hints.places[f"{reading.pointer(path, document)}/{key}"] = text
        return value

    return function
