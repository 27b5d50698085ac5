"""Places that are written from the whole document: counts, sums, copies and constants (`write_only:`).

On reading they are compared: an equal value is mapped, a different one stays residue and is reported. Example: `CTT.01: count(orderLine)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hub.formats.base import Place, Tree
from hub.mapping import codecs
from hub.mapping.canonical_path import CanonicalPath, Document
from hub.mapping.codec_errors import ArgumentError, CodecError
from hub.mapping.decimals import NumberError, parts, plain, same, total
from hub.mapping.expression import ExpressionError, call, parse
from hub.mapping.language import Removed, Rule, Rules, Text
from hub.mapping.reading import Reading
from hub.mapping.resolve import Resolver
from hub.mapping.writing import Writing
from hub.model.location import Finding

Compute = Callable[[Document], str | None]


@dataclass(frozen=True, slots=True)
class Extra:
    """One write-only rule: its place, and what the document says should stand there."""

    rule: Rule
    place: Place
    compute: Compute
    default: bool = False  # an ordinary rule reads this place: only where that rule has nothing to write is this written

    def seize(self, root: Tree) -> str | None:
        """The value that stands there, marked before the groups for the rest look."""
        return None if self.default else self.place.get(root)

    def compare(self, stated: str | None, root: Tree, reading: Reading) -> None:
        """Let go of a stated value that writing would not give; report it where writing would give another."""
        if stated is None:
            return
        computed = self.compute(reading.document)
        if computed is None:
            self.place.release(root)
        elif stated != computed and not same(stated, computed):
            self.place.release(root)
            where = self.place.locate(root)
            params = {
                "stated": stated,
                "computed": computed,
                "rule": self.rule.right.text,
                "map": str(self.rule.origin),
                "place": self.rule.path,
            }
            reading.findings.append(Finding("MAP-110", "warning", where, params))

    def write(self, writing: Writing) -> None:
        """Fill the place, unless a rule or residue has: what the source stated is carried as stated."""
        value = self.compute(writing.document)
        if value is None:
            return
        if self.place.get(writing.root) is None:
            self.place.put(writing.root, value)
        else:
            self.place.release(writing.root)


def extras(rules: Rules, resolver: Resolver, read: frozenset[str] = frozenset()) -> list[Extra]:
    """The write-only rules of a map; RuleProblem tells which is wrong. `read`: places that ordinary rules of the message read."""
    found = []
    for rule in rules.values():
        if isinstance(rule, Removed):
            continue
        if not isinstance(rule, Rule):
            path = rule[0].path if isinstance(rule, tuple) else rule.path
            origin = rule[0].origin if isinstance(rule, tuple) else rule.origin
            raise origin.problem("MAP-013", text=path, expected="one line such as CTT.01: count(orderLine)")
        place = resolver.place(Text(rule.path, rule.origin), parse(rule.path))
        found.append(Extra(rule, place, _compute(rule, resolver), place.text in read))
    return found


def _compute(rule: Rule, resolver: Resolver) -> Compute:
    text = rule.right.text
    try:
        if text.startswith("$"):
            return _copy(rule, resolver)
        if text.startswith("="):
            constant = parse(text).constant
            return lambda _document: constant
        function = call(text)
    except ExpressionError as error:
        raise rule.right.origin.problem("MAP-013", error.column - 1, text=text, expected=error.expected) from None
    except ArgumentError as error:
        raise rule.right.origin.problem("MAP-018", error.column - 1, text=text, expected=error.expected) from None
    if function.name not in {"count", "sum"} or len(function.positional) != 1 or function.named:
        raise rule.right.origin.problem("MAP-013", text=text, expected="count(path), sum(path), $path or =constant")
    path = resolver.path(function.positional[0].text, rule.right.origin)
    return _count(path) if function.name == "count" else _sum(path)


def _copy(rule: Rule, resolver: Resolver) -> Compute:
    expression = parse(rule.right.text)
    path = resolver.path(expression.place[1:], rule.right.origin)
    codec = codecs.chain([codecs.build(one, resolver.lists) for one in expression.calls]) if expression.calls else codecs.TEXT

    def compute(document: Document) -> str | None:
        found = path.find(document)
        try:
            return codec.encode(found[0][found[1]]) if found else None
        except CodecError:
            return None

    return compute


def _values(node: Any, names: tuple[str, ...]) -> Iterator[Any]:
    """Every value at a path, through all items of the lists on the way."""
    if isinstance(node, list):
        for item in node:
            yield from _values(item, names)
    elif not names:
        yield node
    elif isinstance(node, dict) and names[0] in node:
        yield from _values(node[names[0]], names[1:])


def _count(path: CanonicalPath) -> Compute:
    def compute(document: Document) -> str | None:
        if len(path.names) == 1:
            return str(len(document[path.names[0]])) if document.get(path.names[0]) else None
        count = sum(1 for _ in _values(document, path.names))
        return str(count) if count else None

    return compute


def _sum(path: CanonicalPath) -> Compute:
    def compute(document: Document) -> str | None:
        try:
            numbers = [plain(str(value)) for value in _values(document, path.names)]
            return _trimmed(total(numbers)) if numbers else None
        except NumberError:
            return None

    return compute


def _trimmed(number: str) -> str:
    sign, whole, fraction = parts(number)
    fraction = fraction.rstrip("0")
    return f"{sign}{whole}.{fraction}" if fraction else sign + whole
