"""The order and nesting of segments in a message, compiled to a table of moves.

A `Slot` is one line of the message's table; from each slot, `moves` says for every segment tag that may follow where it goes.
Example: `built("850", "004010", "PO", "BEG 1 M", "ST").root.inner[0].tag` is `"BEG"`.

The notation, one segment a line: tag, greatest number (`*` for no limit), `M` for mandatory, `@` for the one release that has
the line. What is indented belongs to the loop (the segment group) that the line above it opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hub.formats.segments import Segment

UNLIMITED = 1 << 30

_LINE = re.compile(r"(?P<indent> *)(?P<tag>\w+) (?P<max>\d+|\*)(?P<must> M)?(?: @(?P<release>\w+))?$")


@dataclass(eq=False, repr=False, slots=True)
class Slot:
    """A segment at its place. `depth`: loops around it; a loop's trigger stands at the depth of its parent.

    `order`: index among its siblings. `inner`: what its loop holds, when it opens one.
    """

    tag: str
    maximum: int = UNLIMITED
    mandatory: bool = False
    depth: int = 0
    order: int = 0
    parent: Slot | None = None
    inner: list[Slot] = field(default_factory=list)
    by_tag: dict[str, Slot] = field(default_factory=dict)
    required: tuple[Slot, ...] = ()
    moves: dict[str, Move] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<{self.tag} at depth {self.depth}>"  # slots know each other: the usual form would never end

    @property
    def opens(self) -> bool:
        return bool(self.inner)


class Move(NamedTuple):
    """Where a segment goes: its slot, whether it repeats that slot, and the loops it closes that require something."""

    slot: Slot
    repeats: bool
    closes: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """One message (set) in one release. `group` is the functional identifier (GS01) it belongs to, where the standard has one."""

    set: str
    release: str
    group: str
    root: Slot
    tags: frozenset[str]


def built(set_type: str, release: str, group: str, text: str, header: str) -> Structure:
    """A structure from the text of its table, below the segment `header` (ST, UNH)."""
    root = parse(text, release, header)
    return Structure(set_type, release, group, root, frozenset(slot.tag for slot in _walk(root)))


def parse(text: str, release: str, header: str) -> Slot:
    """The slots of a message's table, below a slot for its header."""
    root = Slot(header, depth=-1)
    stack = [root]
    for line in text.splitlines():
        match = _LINE.match(line)
        assert match, line
        if match["release"] in {None, release}:
            level = len(match["indent"]) // 2
            del stack[level + 1 :]
            stack.append(_add(stack[level], match))
    for slot in [root, *_walk(root)]:
        slot.moves = dict(_moves(slot))
    return root


def _add(parent: Slot, match: re.Match[str]) -> Slot:
    maximum = UNLIMITED if match["max"] == "*" else int(match["max"])
    slot = Slot(match["tag"], maximum, bool(match["must"]), parent.depth + 1, len(parent.inner), parent)
    parent.inner.append(slot)
    parent.by_tag.setdefault(slot.tag, slot)
    if slot.mandatory:
        parent.required = (*parent.required, slot)
    return slot


def _walk(slot: Slot) -> Iterator[Slot]:
    for child in slot.inner:
        yield child
        yield from _walk(child)


def _moves(slot: Slot) -> Iterator[tuple[str, Move]]:
    """Every tag that may follow `slot`: innermost loop first, forward only, the same slot again included."""
    seen: set[str] = set()
    closes: tuple[Slot, ...] = ()
    for child in slot.inner:
        if child.tag not in seen:
            seen.add(child.tag)
            yield child.tag, Move(child, False, ())
    place: Slot | None = slot
    while place is not None and place.parent is not None:
        if place.required:
            closes = (*closes, place)
        for sibling in place.parent.inner[place.order :]:
            if sibling.tag not in seen:
                seen.add(sibling.tag)
                yield sibling.tag, Move(sibling, sibling is place, closes)
        place = place.parent


def ordered(children: Sequence[Segment], slot: Slot | None) -> list[Segment]:
    """Siblings in grammar order; one that the grammar does not know stays behind the one before it."""
    if slot is None or len(children) < 2:
        return list(children)
    orders: list[int] = []
    last = -1
    for child in children:
        known = slot.by_tag.get(child.tag)
        last = known.order if known else last
        orders.append(last)
    return [children[at] for at in sorted(range(len(children)), key=orders.__getitem__)]
