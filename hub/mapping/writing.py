"""Rules turned into functions that write: canonical values to places, remembering which values found one.

Never drops a value silently: whatever is not remembered as placed is counted by `compile`. Example: `unit_writer(unit)(document, node, writing)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hub.formats.base import Place, Tree
from hub.mapping.canonical_path import CanonicalPath, Document
from hub.mapping.codec import Codec
from hub.mapping.codec_errors import CodecError
from hub.mapping.codecs import TEXT
from hub.mapping.dates import local, zone_named
from hub.mapping.hints import Hints
from hub.mapping.reading import PART, Trail
from hub.mapping.units import Part, Unit
from hub.model.config import Assume
from hub.model.location import Finding, Location


@dataclass(slots=True)
class Writing:
    """One writing in progress. `placed`: (identity of an object or list, key) of every value that found its place."""

    root: Tree
    document: Document
    assume: Assume
    findings: list[Finding] = field(default_factory=list)
    placed: set[tuple[int, str | int]] = field(default_factory=set)
    trail: list[Trail] = field(default_factory=list)
    hints: Hints = field(default_factory=lambda: Hints(""))
    hinted: bool = False
    seats: dict[str, Tree] = field(default_factory=dict)

    def held(self, place: Place) -> str | None:
        """What stands at a place of the message. Once found it is not looked for again: every line may ask."""
        seat = self.seats.get(place.text)
        held = None if seat is None else place.get(seat)
        if held is not None:
            place.release(seat)
            return held
        held = place.get(self.root)
        if held is not None:
            place.release(self.root)  # marks are for reading
            find = getattr(place, "seat", None)
            if find is not None:
                self.seats[place.text] = find(self.root)
        return held

    def pointer(self, path: CanonicalPath, document: Document) -> str:
        return self.trailed() + path.pointer(document)

    def trailed(self) -> str:
        """The pointer of the innermost group that is open."""
        return "".join(path.pointer(within) + ("" if at is None else f"/{at}") for path, within, at in self.trail)

    def spelt(self, pointer: str, codec: Codec, value: Any) -> str | None:
        """The text in which the source said this very value, if it is known."""
        text = self.hints.texts.get(pointer)
        try:
            return text if text is not None and codec.decode(text) == value else None
        except CodecError:
            return None

    def chosen(self, pointer: str, place: Any) -> Any:
        """The place (or repetition) that the source chose among alternatives, else the one given."""
        text = self.hints.places.get(pointer)
        return (place.narrowed(text) if text is not None and getattr(place, "alternatives", False) else None) or place

    def place(self, container: Any, key: str | int) -> None:
        """Remember that a value found its place, with everything in it."""
        self.placed.add((id(container), key))
        value = container[key]
        if isinstance(value, list):
            for at in range(len(value)):
                self.place(value, at)

    def refuse(self, unit: Unit, document: Document, error: CodecError) -> None:
        """Record that a value cannot be written; it counts as dropped."""
        assert unit.place is not None
        pointer = self.pointer(unit.path, document)
        params = {
            "value": error.value,
            "expected": error.expected,
            "canonical": unit.rule.path,
            "map": str(unit.rule.origin),
            "layer": unit.rule.origin.layer,
            "place": unit.place.text,
            **error.params,
        }
        self.findings.append(Finding(error.rule or "MAP-102", "error", Location(path=unit.place.text), params, pointer))


Write = Callable[[Document, Tree, Writing], None]


def unit_writer(unit: Unit) -> Write:
    """The function that writes one rule."""
    if unit.constant is not None:
        return _constant(unit)
    if unit.paired is not None:
        return _pair(unit)
    if unit.codec.derived:
        return _derived(unit)
    return _value(unit) if unit.part is None else _object(unit)


def _derived(unit: Unit) -> Write:
    """The usual form of a text: said where that text stands and means it, written where no text does."""
    place, codec, find = unit.place, unit.codec, unit.path.find
    assert place is not None

    def function(document: Document, node: Tree, writing: Writing) -> None:
        found = find(document)
        if found is None:
            return
        value = found[0][found[1]]
        held = place.get(node)
        place.release(node)  # marks are for reading
        if held is None:
            place.put(node, value)
        if held is None or held == value or codec.decode(held) == value:
            writing.place(*found)

    return function


def _constant(unit: Unit) -> Write:
    def function(document: Document, _node: Tree, writing: Writing) -> None:
        found = unit.path.find(document)
        if found is not None and found[0][found[1]] == unit.constant:
            writing.place(*found)

    return function


def _held(place: Place, node: Tree, raw: str) -> bool:
    """Whether a place already holds another value, which must not be overwritten."""
    held = place.get(node)
    place.release(node)  # marks are for reading
    return held is not None and held != raw


def _encoded(unit: Unit, codec: Codec, value: Any, document: Document, writing: Writing, below: str = "") -> str | None:
    if codec.quick is not None and not writing.hinted and type(value) is str and codec.quick(value):
        return value
    try:
        if writing.hinted and (text := writing.spelt(writing.pointer(unit.path, document) + below, codec, value)) is not None:
            return text
        if unit.instant and writing.assume.zone and isinstance(value, str):
            zone = zone_named(writing.assume.zone)
            value = local(value, zone) if zone is not None else value
        return codec.encode(value) or None
    except CodecError as error:
        writing.refuse(unit, document, error)
        return None


def _value(unit: Unit) -> Write:
    """The function that writes one value; for the usual rule, a text of the object itself, a shorter one stands before it."""
    whole, place = _whole_value(unit), unit.place
    assert place is not None
    means_itself = bool if unit.codec is TEXT else unit.codec.quick
    if means_itself is None or unit.contested or not unit.path.plain or len(unit.path.names) > 1:
        return whole
    name, put = unit.path.names[0], place.put

    def function(document: Document, node: Tree, writing: Writing) -> None:
        value = document.get(name)
        if type(value) is str and not writing.hinted and means_itself(value):
            put(node, value)
            writing.placed.add((id(document), name))
        else:
            whole(document, node, writing)

    return function


def _whole_value(unit: Unit) -> Write:
    path, place, codec, find, contested = unit.path, unit.place, unit.codec, unit.path.find, unit.contested
    assert place is not None
    quick, plain, put = codec is TEXT, path.plain, place.put

    def function(document: Document, node: Tree, writing: Writing) -> None:
        found = find(document)
        if found is None:
            return
        container, key = found
        value = container[key]
        if quick and type(value) is str and not writing.hinted:
            raw: str | None = value
        else:
            raw = _encoded(unit, codec, value, document, writing)
        if not raw or (contested and _held(place, node, raw)):
            return
        if writing.hinted:
            writing.chosen(writing.pointer(path, document), place).put(node, raw)
        else:
            put(node, raw)
        if type(value) is list:
            writing.place(container, key)
        else:
            writing.placed.add((id(container), key))
        if not plain:
            placed_constants(path, document, writing)

    return function


def placed_constants(path: CanonicalPath, document: Document, writing: Writing) -> None:
    """Remember the values that the path itself names (`CT` of `[documentTypeCode=CT]`)."""
    if not path.plain:
        for container, key in path.constants(document):
            writing.place(container, key)


def _pair(unit: Unit) -> Write:
    paired, part, place = unit.paired, unit.part, unit.place
    assert paired is not None
    assert part is not None
    assert place is not None

    def function(document: Document, node: Tree, writing: Writing) -> None:
        found = unit.path.find(document)
        if found is None:
            return
        container, key = found
        try:
            raw, other = _spelt_pair(unit, container[key], writing.pointer(unit.path, document), writing)
        except CodecError as error:
            writing.refuse(unit, document, error)
            return
        if _held(place, node, raw) or (other is not None and not _put_part(part, other, node, writing, part.place)):
            return
        place.put(node, raw)
        writing.place(container, key)
        placed_constants(unit.path, document, writing)

    return function


def _spelt_pair(unit: Unit, value: Any, pointer: str, writing: Writing) -> tuple[str, str | None]:
    """The two texts of a value, as the source spelt them if that is known."""
    assert unit.paired is not None
    text, other = writing.hints.texts.get(pointer), writing.hints.texts.get(pointer + PART)
    try:
        if text is not None and unit.paired.decode(text, other) == value:
            return text, other
    except CodecError:
        pass  # the document was changed since: its value counts
    return unit.paired.encode(value)


def _object(unit: Unit) -> Write:
    part, place, find, plain, quick = unit.part, unit.place, unit.path.find, unit.path.plain, unit.codec.quick
    assert part is not None
    assert place is not None
    beside = part.place if part.kind == "beside" and part.codec is TEXT and not part.contested else None

    def function(document: Document, node: Tree, writing: Writing) -> None:
        found = find(document)
        item = found[0][found[1]] if found else None
        if not isinstance(item, dict) or "value" not in item:
            return
        value, hinted = item["value"], writing.hinted
        sure = not hinted and quick is not None and type(value) is str and quick(value)
        raw = value if sure else _encoded(unit, unit.codec, value, document, writing, "/value")
        if raw is None or (unit.contested and _held(place, node, raw)):
            return
        target = writing.chosen(writing.pointer(unit.path, document), place) if hinted else place
        target.put(node, raw)
        writing.placed.add((id(item), "value"))
        if not plain:
            placed_constants(unit.path, document, writing)
        if part.key not in item:
            return
        other = item[part.key]
        if beside is not None and not hinted and type(other) is str and other:
            beside.put(node, other)
            writing.placed.add((id(item), part.key))
        else:
            _write_part(unit, part, item, document, node, writing)

    return function


def _write_part(unit: Unit, part: Part, item: Document, document: Document, node: Tree, writing: Writing) -> None:
    value = item[part.key]
    if part.kind == "document" and part.path is not None:
        found = part.path.find(writing.document)
        said = found is not None and found[0][found[1]] == value
    else:
        below = "/" + part.key
        raw = value if part.kind == "constant" else _encoded(unit, part.codec, value, document, writing, below)
        hinted = writing.chosen(writing.pointer(unit.path, document) + below, part.place) if writing.hinted else part.place
        said = raw is not None and _put_part(part, raw, node, writing, hinted)
    if said:
        writing.placed.add((id(item), part.key))


def _put_part(part: Part, raw: str, node: Tree, writing: Writing, place: Place | None) -> bool:
    """Write the second value of a rule where nothing else stands; whether it is said there now."""
    if part.kind == "constant":
        return raw == part.constant
    assert part.place is not None
    assert place is not None
    if part.kind == "beside" and not part.contested:
        place.put(node, raw)
        return True
    if part.kind == "beside":
        target, held = node, part.place.get(node)
        if held is not None:
            part.place.release(node)
    else:
        target, held = writing.root, writing.held(part.place)
    if held is None:
        place.put(target, raw)
    return held is None or held == raw
