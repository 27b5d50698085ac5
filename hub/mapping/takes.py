"""Rules turned into functions that read: the text at a place to a canonical value, with a finding where it cannot be used.

Never writes to a tree beyond its marks. Example: `take(unit, 1)` gives a function for the values that the reader of a scope returns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hub.formats.base import Place, Tree
from hub.mapping.canonical_path import CanonicalPath, Document
from hub.mapping.codec import Codec
from hub.mapping.codec_errors import CodecError
from hub.mapping.codecs import TEXT
from hub.mapping.dates import DateError, instant, zone_named
from hub.mapping.reading import PART, Reading, Values, setter
from hub.mapping.units import Part, Unit

Take = Callable[[str, Values, Tree, Document, Reading], None]


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
    if unit.codec.derived:
        return _take_derived(unit)
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
    decode, exact, quick, known = codec.decode, codec.exact, codec.quick, codec.known
    assert place is not None

    def function(raw: str, _values: Values, node: Tree, document: Document, reading: Reading) -> None:
        if known is not None and (found := known(raw)) is not None:
            put(document, found)
            return
        if quick is not None and quick(raw):
            put(document, raw)
            return
        try:
            value = decode(raw)
        except CodecError as error:
            reading.refuse(unit, node, document, error)
            return
        if value is None:
            if not any(_reads(rival, raw) for rival in unit.rivals):
                place.release(node)
            return
        if not exact and not _again(codec, value, raw):
            reading.hints.texts[reading.pointer(path, document)] = raw
        put(document, value)

    return function


def _reads(codec: Codec, raw: str) -> bool:
    """Whether another rule of the same place has a value for this text, so that it is taken all the same."""
    try:
        return not codec.derived and codec.decode(raw) is not None
    except CodecError:
        return False


def _take_derived(unit: Unit) -> Take:
    put, decode = setter(unit.path), unit.codec.decode

    def function(raw: str, _values: Values, _node: Tree, document: Document, _reading: Reading) -> None:
        value = decode(raw)
        if value is not None:  # where it has no usual form, the text alone says it
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
        return part.place.get(reading.seat(part.place))
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
    if part.kind == "root":
        read = _remembered(part, read)
    if not part.assume:
        return read
    kind, path, key = part.assume, unit.path, part.key

    def function(values: Values, node: Tree, document: Document, reading: Reading) -> Any:
        value = read(values, node, document, reading)
        if value is None and getattr(reading.assume, kind) is not None:
            return reading.assumed(kind, f"{reading.pointer(path, document)}/{key}")
        return value

    return function


def _remembered(part: Part, read: PartValue) -> PartValue:
    """Every line asks for the same place of the message: what was found there without a remark holds for all of them."""

    def function(values: Values, node: Tree, document: Document, reading: Reading) -> Any:
        found = reading.roots.get(id(part))
        if found is None:
            remarks = reading.remarks()
            found = read(values, node, document, reading)
            if found is not None and reading.remarks() == remarks:
                reading.roots[id(part)] = found
        return found

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
        seen_from = node if beside else reading.seat(place)
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
