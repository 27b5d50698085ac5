"""A first map from a sample of a table: its headings as a layout, and a rule for each whose name says where it belongs.

What cannot be guessed is a comment. Example: `draft_table("order/1", "csv/shop", Sample(["Order No", "Qty"], rows))`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hub.formats.tables.layout import RESERVED
from hub.formats.tables.sample import Sample
from hub.mapping.draft import HEADING, LIKELY, Shape, Spot, guesses, quoted, rule, shape_below, shape_of, shown
from hub.mapping.words import alike, meant

_NOTHING = frozenset(("null", "~"))  # as YAML reads them
_UNUSABLE = re.compile(r'[/\[\]{}#|=!.,:"\'\s()*&?@%`<>\\-]+')


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: what rules call it, its heading, and its values from the top, with the kind of the first that is filled."""

    key: str
    heading: str
    values: tuple[str, ...]
    kind: str

    @property
    def first(self) -> str:
        return next((value for value in self.values if value), "")


def draft_table(document_type: str, message: str, sample: Sample) -> str:
    """The text of a map for `message` (`csv/shop`), whole: the document, a layout and rules."""
    columns = list(_columns(sample))
    shape = shape_of(document_type)
    name, items = _list_of_rows(columns, shape)
    number = _number(columns, shape) if name else None
    head = [one for one in columns if number is not None and _of_document(one, number, shape, items)]
    lines = [column for column in columns if column not in head]
    return (
        "\n".join(
            [
                HEADING,
                f"document: {document_type}",
                f"format: {message}",
                "layout:",
                f"  one_per: {number.key if number else 'sheet' if name else 'row'}",
                f"  required: [{', '.join(one.key for one in columns[:2])}]",
                *_headings("head", head),
                *_headings("columns", lines),
                *_rules(head if name else columns, shape, name, lines, items),
            ],
        )
        + "\n"
    )


def _columns(sample: Sample) -> Iterator[_Column]:
    used: set[str] = set(RESERVED)
    for at, heading in enumerate(sample.headings):
        key = base = _UNUSABLE.sub("_", heading).strip("_").lower()
        if not key or key in _NOTHING:
            key = base = f"column_{at + 1}"
        while key in used:
            key = f"{base}_{at + 1}"
        used.add(key)
        cells = [row[at] for row in sample.rows]
        kind = next((kind for text, kind in cells if text), "")
        yield _Column(key if key.isprintable() else f"column_{at + 1}", heading, tuple(text for text, _ in cells), kind)


def _list_of_rows(columns: Sequence[_Column], shape: Shape) -> tuple[str, Shape]:
    """The list of the document whose items the rows are, by what most headings mean; no name where they mean the document itself."""
    said = [meant(column.heading) for column in columns]
    above = [_score(words, shape.spots) for words in said]
    scores: list[tuple[int, str, Shape]] = []
    for name in shape.lists:
        below = shape_below(shape, name)
        better = sum(1 for words, here in zip(said, above, strict=True) if _score(words, below.spots) > max(here, LIKELY - 1))
        scores.append((better, name, below))
    best = max(scores, key=lambda one: one[0], default=(0, "", shape))
    return (best[1], best[2]) if best[0] >= 2 else ("", shape)


def _score(words: frozenset[str], spots: Sequence[Spot]) -> int:
    return max((alike(words, spot.words) for spot in spots), default=0)


def _number(columns: Sequence[_Column], shape: Shape) -> _Column | None:
    """The column that tells the documents apart: that of their number."""
    found = guesses({column.key: column.first for column in columns}, shape.spots, {column.key: column.heading for column in columns})
    return next((column for column in columns if column.key in found and found[column.key].path == "id"), None)


def _of_document(column: _Column, number: _Column, shape: Shape, items: Shape) -> bool:
    """Whether a column says the same on all rows of a document, and its name does not belong to a row."""
    said: dict[str, str] = {}
    if any(value and said.setdefault(of, value) != value for of, value in zip(number.values, column.values, strict=True)):
        return False
    words = meant(column.heading)
    return column is number or _score(words, shape.spots) > _score(words, items.spots)


def _headings(section: str, columns: Sequence[_Column]) -> Iterator[str]:
    if columns:
        yield f"  {section}:"
        yield from (f"    {column.key + ':':<26} [{quoted(column.heading)}]" for column in columns)


def _rules(head: Sequence[_Column], shape: Shape, name: str, lines: Sequence[_Column], items: Shape) -> Iterator[str]:
    body = list(_guessed(head, shape, "  "))
    inside = list(_guessed(lines, items, "      ")) if name else []
    if any(not line.lstrip().startswith("#") for line in inside):
        body += [f"  {name}:", "    each: rows", "    rules:", *inside]
    else:
        body += ["  #" + line for line in inside]
    empty = all(line.lstrip().startswith("#") for line in body)
    yield "rules: {}" if empty else "rules:"
    yield from body


def _guessed(columns: Sequence[_Column], shape: Shape, indent: str) -> Iterator[str]:
    found = guesses({one.key: one.first for one in columns}, shape.spots, {one.key: one.heading for one in columns})
    for column in columns:
        spot = found.get(column.key)
        if spot is None:
            yield f"{indent}# ?: {column.key}    # {shown(column.first)}"
        else:
            typed = {"decimal": "#number", "date": "#date", "boolean": "#boolean"}.get(spot.kind, "")
            yield rule(indent, spot, column.key + (typed if column.kind or typed != "#boolean" else ""), column.first)
