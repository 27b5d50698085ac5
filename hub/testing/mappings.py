"""The kit for maps: the laws that every map keeps, as functions and as a test class to inherit from.

Needs Hypothesis, so that only tests import it. Example:
`class TestMine(MapLaws): format = FORMAT; compiled = compile_map(load("x12", "850"), FORMAT.paths)`.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

from hypothesis import given
from hypothesis import strategies as st

from hub.formats.base import Format, Tree
from hub.mapping.codec import Codec
from hub.mapping.codec_errors import CodecError
from hub.mapping.compile import CompiledMap
from hub.mapping.trial import Trial, trial
from hub.mapping.units import Branch, Part, Scope, Unit

Document = dict[str, Any]
TEXTS = st.text("ABCxyz 0123456789.-é商", min_size=1, max_size=12).map(str.strip).filter(bool)
DECIMALS = st.decimals(-(10**9), 10**9, allow_nan=False, places=2).map(lambda number: format(number or abs(number), "f"))
DATES = st.dates(dt.date(1970, 1, 1), dt.date(2060, 12, 31)).map(dt.date.isoformat)
CLOCKS = st.times().map(lambda time: f"{time:%H:%M}")
MOMENTS = st.builds(lambda day, clock: f"{day}T{clock}:00", DATES, CLOCKS)
CANDIDATES = st.dates(dt.date(1970, 1, 1), dt.date(2060, 12, 31)).map(dt.date.isoformat)


def documents(compiled: CompiledMap) -> st.SearchStrategy[Document]:
    """Documents with nothing but what the map has a place for."""
    return scope_documents(compiled.scope)


def scope_documents(scope: Scope, *, empty: bool = True) -> st.SearchStrategy[Document]:
    """Objects of one scope, each value there or not; with `empty=False` at least one is."""
    fillers = [_unit(unit) for unit in scope.units if not unit.rule.one_way and unit.constant is None]
    fillers += [_branches(branches) for branches in scope.branches]
    chosen = st.tuples(*(st.none() | filler for filler in fillers), st.none() if empty else st.one_of(*fillers))
    constants = [unit for unit in scope.units if unit.constant is not None]
    return chosen.map(lambda fills: _filled(fills, constants))


Fill = Callable[[Document], None]


def _filled(fills: tuple[Fill | None, ...], constants: list[Unit]) -> Document:
    document: Document = {}
    for fill in fills:
        if fill is not None:
            fill(document)
    for unit in constants if document else ():
        _put(unit, document, unit.constant)
    return document


def _unit(unit: Unit) -> st.SearchStrategy[Fill]:
    value = values(unit.codec) if unit.paired is None else st.one_of(DATES, MOMENTS).filter(lambda one: _pairs(unit, one))
    if unit.part is not None and unit.paired is None:
        value = _objects(value, unit.part)
    return value.map(lambda one: lambda document: _put(unit, document, copy.deepcopy(one)))


def _pairs(unit: Unit, value: str) -> bool:
    assert unit.paired is not None
    try:
        return unit.paired.decode(*unit.paired.encode(value)) == value
    except CodecError:
        return False


def _put(unit: Unit, document: Document, value: Any) -> None:
    container, key = unit.path.make(document)
    container[key] = value


def _objects(value: st.SearchStrategy[Any], part: Part) -> st.SearchStrategy[Document]:
    """An amount, a quantity, an identifier: its second value is there where the rule has a place of its own for it."""
    if part.kind != "beside":
        return value.map(lambda one: {"value": one})
    return st.builds(lambda one, other: {"value": one, part.key: other}, value, values(part.codec))


def values(codec: Codec) -> st.SearchStrategy[Any]:
    """Values that a codec writes and reads back alike."""
    known: dict[str, st.SearchStrategy[Any]] = {
        "text": TEXTS, "line": TEXTS, "decimal": DECIMALS, "date": DATES, "time": CLOCKS, "datetime": MOMENTS, "bool": st.booleans(), "int": st.integers(0, 10**6), "flag": st.just(value=True),
    }  # fmt: skip
    if codec.name.startswith("code("):
        return st.text("ABDNPXZ0159", min_size=2, max_size=2).map(lambda text: _again(codec, text)).filter(lambda value: value is not None)
    return known.get(codec.name, CANDIDATES).filter(lambda value: _same(codec, value))


def _again(codec: Codec, text: str) -> Any:
    try:
        value = codec.decode(text)
        return value if value is not None and codec.decode(codec.encode(value)) == value else None
    except CodecError:
        return None


def _same(codec: Codec, value: Any) -> bool:
    try:
        back = codec.decode(codec.encode(value))
    except (CodecError, AttributeError, TypeError):
        return False
    return type(back) is type(value) and bool(back == value)


def _branches(branches: list[Branch]) -> st.SearchStrategy[Fill]:
    branch = branches[0]
    items = scope_documents(branch.scope, empty=False)
    if branch.needs is not None:
        items = st.builds(_with, items, _branches([branch.needs]) if isinstance(branch.needs, Branch) else _unit(branch.needs))
    value: st.SearchStrategy[Any] = items
    if branch.many:
        value = st.lists(items.map(lambda item: item["value"]) if branch.value else items, min_size=1, max_size=3)
    if branch.join is not None:
        mark = branch.join
        value = value.filter(lambda texts: not any(mark in text for text in texts)).map(mark.join)

    def fill(document: Document, held: Any) -> None:
        container, key = branch.path.make(document)
        container[key] = copy.deepcopy(held)

    return value.map(lambda held: lambda document: fill(document, held))


def _with(item: Document, fill: Fill) -> Document:
    fill(item)
    return item


def written(format_: Format, compiled: CompiledMap, document: Document) -> tuple[Tree, list[str]]:
    """A document as a tree, and what found no place."""
    tree = format_.new_tree(compiled.format.partition("/")[2])
    result = compiled.write(document, tree)
    return tree, result.dropped


def settled(format_: Format, compiled: CompiledMap, document: Document) -> Document:
    """What a document becomes when it is written and read once."""
    tree, _ = written(format_, compiled, document)
    return compiled.read(tree).document


def check_fixed_point(format_: Format, compiled: CompiledMap, document: Document) -> None:
    """A document that came out of the format goes in and comes out the same, and drops nothing.

    A generated document may say one thing in two places that are one place in the format; read once, it no longer does.
    """
    once = settled(format_, compiled, document)
    tree, dropped = written(format_, compiled, once)
    assert not dropped, dropped
    assert compiled.read(tree).document == once


def check_faithful(format_: Format, compiled: CompiledMap, tree: Tree) -> Trial:
    """A message goes in and comes out with every leaf it had."""
    result = trial(format_, compiled, tree)
    assert result.faithful, (result.dropped, result.lost, result.added, result.unfitting)
    return result


class MapLaws:
    """Inherit, set `format` and `compiled`, and give `trees` (fresh ones on every call) where there are samples."""

    format: ClassVar[Format]
    compiled: ClassVar[CompiledMap]

    def trees(self) -> list[Tree]:
        """Fresh trees of sample messages."""
        return []

    def test_documents_of_the_format_are_fixed_points(self) -> None:
        @given(documents(self.compiled))
        def law(document: Document) -> None:
            check_fixed_point(self.format, self.compiled, document)

        law()

    def test_samples_come_back_leaf_by_leaf(self) -> None:
        for tree in self.trees():
            check_faithful(self.format, self.compiled, tree)
