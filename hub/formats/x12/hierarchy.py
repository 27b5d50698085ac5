"""The levels (HL) of a ship notice: numbers that point upwards when they travel, links by name while a map works on them.

A map sees levels side by side, orders before packages before lines, each with what is above it in elements that no sender
writes: 05 its own name (packages), 06 the package around it, 07 the order that it is for, 08 the line that it is a part of.
HL01, HL02 and HL04 are made anew by the writer, like counts; they are no leaves.

>>> message = Segment("ST")
>>> message.children = [Segment("HL", ["HL", "7", "", "S"]), Segment("HL", ["HL", "9", "7", "I"])]
>>> [segment.fields for segment in arranged(message).children]
[['HL', '1', '', 'S', '1'], ['HL', '2', '1', 'I', '0']]
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from hub.formats.segments import Field, Segment
from hub.formats.segments.path_fields import put, text

TAG = "HL"
SHIPMENT, ORDER, ITEM = "S", "O", "I"
NUMBER, PARENT, LEVEL, CHILD, NAME, PACKAGE, PURCHASE, LINE = range(1, 9)
_RANK = {SHIPMENT: 0, ORDER: 1, "T": 2, "P": 2, ITEM: 3}
_PACKAGE = 2  # what is not known is taken for a package
_COUNTS = 1 << NUMBER | 1 << PARENT | 1 << CHILD

Links = dict[int, str]  # names by the element that holds them
Note = Callable[[str, Segment, int, str], None]  # rule, level, element, value


def link(root: Segment, note: Note) -> None:
    """Give the levels of a tree that was just read their links, and put them side by side."""
    levels = [child for child in root.children if child.tag == TAG]
    if not levels:
        return
    parents = dict(_parents(levels, note))
    names = _names(levels, parents)
    below: dict[int, Links] = {}  # what the levels below a level see of it and of those above it; every parent stands before its children
    for level in levels:
        seen = below[id(parents[id(level)])] if id(level) in parents else {}
        below[id(level)] = _tie(level, seen, names.get(id(level), ""))
    rank(root)


def rank(root: Segment) -> None:
    """Put the levels of a message side by side in the order in which maps write them: by kind."""
    levels = [child for child in root.children if child.tag == TAG]
    if levels:
        ranked = iter(sorted(levels, key=_rank))
        root.children = [next(ranked) if child.tag == TAG else child for child in root.children]


def counts(root: Segment) -> int:
    """How many elements of the levels are no leaves: the writer makes them, or their link stands for them."""
    levels = [child for child in root.children if child.tag == TAG and child.taken & _COUNTS == _COUNTS]
    made = sum(1 for level in levels for element in (NUMBER, PARENT, CHILD) if text(level, element))
    return made + sum(1 for level in levels if text(level, LEVEL) == ITEM and _order(level))


def _rank(level: Segment) -> int:
    return _RANK.get(text(level, LEVEL), _PACKAGE)


def _parents(levels: Sequence[Segment], note: Note) -> Iterator[tuple[int, Segment]]:
    """The level above each (by identity), for all that have one."""
    seen: dict[str, Segment] = {}
    before: list[Segment] = []  # the way down to the level before
    for at, level in enumerate(levels):
        number, above, kind = text(level, NUMBER), text(level, PARENT), text(level, LEVEL)
        if kind not in _RANK:
            note("X12-423", level, LEVEL, kind)
        parent = seen.get(above)
        if parent is None and at:
            parent = next((one for one in reversed(before) if _rank(one) < _rank(level)), None)
            if above or parent is not None:
                note("X12-421" if above else "X12-424", level, PARENT, above)
        if number in seen:
            note("X12-422", level, NUMBER, number)
        seen[number] = level
        while before and before[-1] is not parent:
            before.pop()
        before.append(level)
        if parent is not None:
            yield id(level), parent


def _names(levels: Sequence[Segment], parents: dict[int, Segment]) -> dict[int, str]:
    """What each package is called: its SSCC where that tells it apart, else the number that the writer would give it."""
    codes = {id(level): _code(level) for level in levels if _rank(level) == _PACKAGE}
    often = Counter(codes.values())
    numbers = {id(level): number for number, level in enumerate(_downwards(levels, parents), 1)}
    return {key: code if code and often[code] == 1 else str(numbers[key]) for key, code in codes.items()}


def _code(level: Segment) -> str:
    """The one serial shipping container code of a level (MAN01 GM)."""
    codes = [text(child, 2) for child in level.children if child.tag == "MAN" and text(child, 1) == "GM"]
    return codes[0] if len(codes) == 1 else ""


def _order(level: Segment) -> str:
    return next((text(child, 1) for child in level.children if child.tag == "PRF"), "")


def _tie(level: Segment, seen: Links, name: str) -> Links:
    """Write the links of one level, the nearest of each kind above it; returns what the levels below it see."""
    kind, links, own = text(level, LEVEL), dict(seen), _order(level)
    if kind == ITEM and own:
        links[PURCHASE] = own
        for child in level.children:
            if child.tag == "PRF":
                child.taken |= 1 << 1  # it stands in the link
    for element, value in ((NAME, name), *links.items()):
        if value:
            put(level, value, element)
    level.taken |= _COUNTS
    if kind == ORDER:
        return {**seen, PURCHASE: own}
    if kind == ITEM:
        return {**seen, LINE: _line(level)}
    return seen if kind == SHIPMENT else {**seen, PACKAGE: name}


def _line(level: Segment) -> str:
    return next((text(child, 1) for child in level.children if child.tag == "LIN"), "")


def _downwards(levels: Sequence[Segment], parents: dict[int, Segment]) -> Iterator[Segment]:
    """All levels, each followed by those below it. A loop keeps the way: levels may be nested as deep as there are levels."""
    below: dict[int, list[Segment]] = {}
    for level in levels:
        parent = parents.get(id(level))
        below.setdefault(id(parent) if parent is not None else 0, []).append(level)
    todo = deque(below.get(0, ()))
    while todo:
        level = todo.popleft()
        yield level
        todo.extendleft(reversed(below.get(id(level), ())))


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────


def arranged(root: Segment) -> Segment:
    """The message with its levels as they travel: each behind the one that its links name, numbered from 1; the same where it has none."""
    levels = [child for child in root.children if child.tag == TAG]
    if not levels:
        return root
    nest = _Nest.of(levels)
    way = list(_downwards(levels, nest.parents))
    numbers = {id(level): str(number) for number, level in enumerate(way, 1)}
    inner = {id(parent) for parent in nest.parents.values()}
    orders: dict[int, str] = {}  # the order that each level is below
    printed = []
    for level in way:
        parent = nest.parents.get(id(level))
        order = orders.get(id(parent), "")
        orders[id(level)] = _order(level) if text(level, LEVEL) == ORDER else order
        fields: list[Field] = [TAG, numbers[id(level)], numbers.get(id(parent), ""), nest.kind(level), "1" if id(level) in inner else "0"]
        made = Segment(TAG, fields, level.position, level.offset)
        made.children = _told(level, order)
        printed.append(made)
    first = next(at for at, child in enumerate(root.children) if child.tag == TAG)
    others = [child for child in root.children if child.tag != TAG]
    travelling = Segment(root.tag, root.fields, root.position, root.offset)
    travelling.children = [*others[:first], *printed, *others[first:]]
    return travelling


def _told(level: Segment, above: str) -> list[Segment]:
    """What stands in a level; a line names its order itself where the level above it does not."""
    order, own = text(level, PURCHASE), next((child for child in level.children if child.tag == "PRF"), None)
    if text(level, LEVEL) != ITEM or not order or (own is None and order == above):
        return level.children
    named = Segment("PRF", list(own.fields), own.position, own.offset) if own is not None else Segment("PRF")
    put(named, order, 1)
    return [*(child for child in level.children if child is not own), named]


@dataclass(slots=True)
class _Nest:
    """The levels to be written, by what their links may name, and the level above each (by identity)."""

    levels: Sequence[Segment]
    shipment: Segment | None = None
    orders: dict[tuple[str, str], Segment] = field(default_factory=dict)  # by number, and the package where they lie in one
    packages: dict[str, Segment] = field(default_factory=dict)
    lines: dict[str, Segment] = field(default_factory=dict)
    inside: dict[str, set[str]] = field(default_factory=dict)  # the orders of the lines in a package
    holding: set[str] = field(default_factory=set)  # the packages that packages lie in
    parents: dict[int, Segment] = field(default_factory=dict)

    @classmethod
    def of(cls, levels: Sequence[Segment]) -> _Nest:
        nest = cls(levels)
        for level in levels:
            nest._file(level)
        for level in levels:
            parent = nest._above(level)
            if parent is not None:
                nest.parents[id(level)] = parent
        nest._cut()
        return nest

    def kind(self, level: Segment) -> str:
        """HL03. A package whose level nobody stated is a pallet when it holds packages."""
        return text(level, LEVEL) or ("T" if text(level, NAME) in self.holding else "P")

    def _file(self, level: Segment) -> None:
        kind = text(level, LEVEL)
        if kind == SHIPMENT:
            self.shipment = self.shipment or level
        elif kind == ORDER:
            self.orders.setdefault((_order(level), text(level, PACKAGE)), level)
        elif kind == ITEM:
            self.lines.setdefault(_line(level), level)
            self.inside.setdefault(text(level, PACKAGE), set()).add(text(level, PURCHASE))
        else:
            self.holding.add(text(level, PACKAGE))
            if text(level, NAME):
                self.packages.setdefault(text(level, NAME), level)

    def _above(self, level: Segment) -> Segment | None:
        kind, package = text(level, LEVEL), self.packages.get(text(level, PACKAGE))
        if kind == SHIPMENT:
            return None
        if kind == ORDER:
            return package or self.shipment
        line = self.lines.get(text(level, LINE)) if text(level, LINE) else None
        if kind == ITEM:
            below = self.orders.get((text(level, PURCHASE), text(level, PACKAGE))) if package is not None else None
            return below or package or line or self._order_of(text(level, PURCHASE)) or self.shipment
        return package or line or self._order_of(text(level, PURCHASE) or self._only_order(level)) or self.shipment

    def _order_of(self, number: str) -> Segment | None:
        """The level of an order that does not lie in a package."""
        return self.orders.get((number, "")) if number else None

    def _only_order(self, level: Segment) -> str:
        orders = self.inside.get(text(level, NAME), set()) if text(level, NAME) else set()
        return next(iter(orders)) if len(orders) == 1 else ""

    def _cut(self) -> None:
        """Let a level that would come to stand below itself stand below nothing: no link is followed twice."""
        done: set[int] = set()
        for level in self.levels:
            path: set[int] = set()
            step: Segment | None = level
            while step is not None and id(step) not in done:
                done.add(id(step))
                path.add(id(step))
                step = self.parents.get(id(step))
            if step is not None and id(step) in path:
                del self.parents[id(step)]
