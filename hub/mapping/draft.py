"""A first map from a sample: every value of the sample on a line, with a guess from its name at where it belongs.

What cannot be guessed is a comment with the value that stood there, so that nothing of the sample is missing. The result is a
map that loads; whether it is right only its author knows. Example: `draft("order/1", "json/shop", FORMAT.untaken(tree))`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.formats.base import Leaf
from hub.mapping.schema_paths import Schema
from hub.mapping.words import alike, canonical, meant
from hub.model.documents.registry import DOCUMENTS

HEADING = "# A first map, made from the names in a sample. Every guess wants a look; what stands behind `#` was not guessed."
LIKELY = 60  # of a hundred: how alike two names must be, to be a guess
DEEPEST = 4
WIDEST = 48
_STEPS = re.compile(r'((?:"(?:[^"\\]|\\.)*"|[^/"])+)/?')  # keys between slashes; in quotes a slash is none
_STEP = re.compile(r"(.*)\[([0-9]+)\]$", re.DOTALL)
_UNPLAIN = re.compile(r"^[\s\-?:,\[\]{}#&*!|>'\"%@`]|:\s|:$|\s#|\s$|^$")  # what YAML would not read as one plain text
_DATES = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%d.%m.%Y", "%Y年%m月%d日")
_APART = frozenset(("$schema", "schemaVersion", "extensions", "unmapped"))


@dataclass(slots=True)
class Sample:
    """The values below one node of the sample: by place, the value; by repeated step, what stands in its items."""

    values: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, Sample] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the canonical document: `kind` is text, decimal, date or boolean."""

    path: str
    words: frozenset[str]
    kind: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What can stand below one object of the document, and below the items of each of its lists."""

    spots: tuple[Spot, ...]
    lists: Mapping[str, tuple[frozenset[str], Any]]


def draft(document_type: str, message: str, leaves: Iterable[Leaf], extends: str = "") -> str:
    """The text of a map for `message` (`json/shop`), or of an overlay over the map that it `extends`."""
    sample = _sample((leaf.path, leaf.value) for leaf in leaves)
    head = [f"extends: {extends}"] if extends else [f"document: {document_type}", f"format: {message}"]
    if not extends and sample.values:
        head += ["layout:", f"  required: [{', '.join(quoted(place.partition('#')[0]) for place in list(sample.values)[:2])}]"]
    body = list(_rules(sample, shape_of(document_type), "  "))
    empty = not any(not line.lstrip().startswith("#") for line in body)
    lines = [
        HEADING,
        *head,
        "rules: {}" if empty else "rules:",
        *body,
    ]
    return "\n".join(lines) + "\n"


def _sample(leaves: Iterable[tuple[str, str]]) -> Sample:
    root = Sample()
    for path, value in leaves:
        node, before = root, ""
        for step in _STEPS.findall(path):
            found = _STEP.match(step)
            if found is None:
                before += ("/" if before else "") + step
                continue
            node = node.repeated.setdefault(before + ("/" if before else "") + found[1], Sample())
            before = ""
        node.values.setdefault(before or ".", value)
    return root


def _rules(sample: Sample, shape: Shape, indent: str) -> Iterator[str]:
    found = guesses(sample.values, shape.spots)
    for place, value in sample.values.items():
        spot = found.get(place)
        if spot is None:
            yield f"{indent}# ?: {_place(place)}    # {shown(value)}"
        else:
            yield rule(indent, spot, place, value)
    taken: set[str] = set()
    for step, items in sample.repeated.items():
        yield from _group(step, items, shape, taken, indent)


def _group(step: str, items: Sample, shape: Shape, taken: set[str], indent: str) -> Iterator[str]:
    said = meant(step.replace("/", " "))
    likely = [(alike(said, known), name) for name, (known, _) in shape.lists.items() if name not in taken]
    score, name = max(likely, default=(0, ""))
    if score < LIKELY:
        for place, value in items.values.items():
            inner = "" if place == "." else "/" + place
            yield f"{indent}# ?: {shown(step)}[*]{shown(inner)}    # {shown(value)}"
        return
    taken.add(name)
    inside = list(_rules(items, shape_below(shape, name), indent + "    "))
    if all(line.lstrip().startswith("#") for line in inside):
        yield f"{indent}# {name}: {{each: {shown(step)}[*]}}"
        yield from (f"{indent}# {line.strip().removeprefix('# ')}" for line in inside)
        return
    yield f"{indent}{name}:"
    yield f"{indent}  each: {_place(step + '[*]')}"
    yield f"{indent}  rules:"
    yield from inside


def rule(indent: str, spot: Spot, place: str, value: str) -> str:
    """One guessed rule, with the value that stood there."""
    return f"{indent}{spot.path + ':':<34} {_place(place)}{_codec(spot.kind, value)}    # {shown(value)}"


def guesses(values: Mapping[str, str], spots: Sequence[Spot], names: Mapping[str, str] | None = None) -> dict[str, Spot]:
    """For each place the spot whose words are most like its own and whose kind its value has; the best pairs first, each spot once.

    `names`: what the places are called, where that is not what they are.
    """
    words = {place: meant((names or {}).get(place) or place.partition("#")[0].replace("/", " ")) for place in values}
    likely = (
        (alike(words[place], spot.words), -at, place, spot)
        for place, value in values.items()
        for at, spot in enumerate(spots)
        if _codec(spot.kind, value) is not None
    )
    pairs = sorted(likely, key=lambda pair: pair[:2], reverse=True)
    found: dict[str, Spot] = {}
    used: set[str] = set()
    for score, _, place, spot in pairs:
        if score >= LIKELY and place not in found and spot.path not in used:
            found[place] = spot
            used.add(spot.path)
    return found


def _codec(kind: str, value: str) -> str | None:
    """How a value of this kind is read; None where it does not look like one."""
    if kind == "date":
        form = next((form for form in _DATES if _is_date(value, form)), None)
        return f" | date({form})" if form else None
    if kind == "decimal":
        return " | decimal" if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value) else None
    if kind == "boolean":
        return " | bool(true, false)" if value in ("true", "false") else None
    return ""


def _is_date(value: str, form: str) -> bool:
    try:
        return dt.datetime.strptime(value, form).strftime(form) == value  # noqa: DTZ007 - a date without a clock has no zone
    except ValueError:
        return False


def _place(place: str) -> str:
    """A place as YAML takes it behind a colon."""
    return quoted(place) if _UNPLAIN.search(place) or place.lower() == "null" or not place.isprintable() else place


def quoted(text: str) -> str:
    """A text between double quotes where it needs them, what cannot be printed escaped."""
    if re.fullmatch(r"[\w/.-]+", text) and text.lower() != "null":  # YAML's word for nothing
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else f"\\U{ord(one):08X}" for one in escaped) + '"'


def shown(value: str) -> str:
    """A value as a comment shows it, on one line."""
    line = "".join(one if one.isprintable() else " " for one in value)
    return line if len(line) <= WIDEST else line[: WIDEST - 1] + "…"


def shape_of(document_type: str) -> Shape:
    """What can stand in a document."""
    root = DOCUMENTS[document_type].model_json_schema()
    return _shape((root, root), document_type.partition("/")[0], 0)


def shape_below(shape: Shape, name: str) -> Shape:
    """What can stand in the items of a list."""
    return _shape(shape.lists[name][1], name.rpartition(".")[2], 0)


def _shape(node: tuple[Schema, Schema], name: str, depth: int) -> Shape:
    """What a schema offers. `name`: what the object itself is called, for `id` alone says little."""
    spots: list[Spot] = []
    lists: dict[str, tuple[frozenset[str], Any]] = {}
    _walk(node, (), [name] if name else [], depth, spots, lists)
    return Shape(tuple(spots), lists)


def _walk(
    node: tuple[Schema, Schema], path: tuple[str, ...], above: list[str], depth: int, spots: list[Spot], lists: dict[str, Any]
) -> None:
    root, schema = node
    for key, child in _resolved(root, schema).get("properties", {}).items():
        if key in _APART and not path:
            continue
        here, found = (*path, key), _resolved(root, child)
        words = canonical([*above, *(name for name in here if name != "value")])
        if found.get("type") == "array":
            if "properties" in _resolved(root, found.get("items", {})):
                lists[".".join(here)] = (canonical(here), (root, found["items"]))
        elif "properties" in found:
            if depth < DEEPEST:
                _walk((root, found), here, [], depth + 1, spots, lists)
        else:
            spots.append(Spot(".".join(here), words, _kind(root, child, found)))


def _resolved(root: Schema, schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = root.get("$defs", {}).get(str(schema["$ref"]).rsplit("/", 1)[-1], {})
    return schema


def _kind(root: Schema, stated: Schema, found: Schema) -> str:
    del root
    named = str(stated.get("$ref", "")).rsplit("/", 1)[-1]
    if found.get("type") == "boolean":
        return "boolean"
    return {"DecimalStr": "decimal", "LocalDate": "date"}.get(named, "text")
