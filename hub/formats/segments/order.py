"""The order of siblings: noting it when a tree was read, and applying it to a tree that a map has written.

Nothing is looked at beyond element 01. Example: `arrangement(tree, is_qualified)` is `[("N1/*order", "ST Z7 BT BY")]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from hub.formats.segments import Segment

MARK = "*order"
_KEY = re.compile(r"[0-9A-Za-z]{1,3}")
NO_KEY = "-"


def key(segment: Segment) -> str:
    """What tells a segment from its siblings: element 01, or its first component, where that is a code."""
    value = segment.fields[1] if len(segment.fields) > 1 else ""
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) and _KEY.fullmatch(value) else NO_KEY


def arrangement(tree: Segment, is_qualified: Callable[[str], bool]) -> list[tuple[str, str]]:
    """Residue entries for every place where siblings of one tag, which is one whose 01 is a code, differ in their code.

    Only there can a map that writes one kind after the other change the order; siblings without a code, or all with the
    same, keep theirs by themselves.
    """
    return list(_arrangement(tree, "", is_qualified))


def _arrangement(parent: Segment, prefix: str, is_qualified: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    if len({child.tag for child in parent.children}) == len(parent.children):  # the usual line: one of each kind
        for child in parent.children:
            if _may_vary(child):
                yield from _arrangement(child, f"{prefix}{child.tag}[1]/", is_qualified)
        return
    siblings: dict[str, list[Segment]] = {}
    for child in parent.children:
        siblings.setdefault(child.tag, []).append(child)
    for tag, group in siblings.items():
        if len(group) > 1 and is_qualified(tag):
            keys = [key(segment) for segment in group]
            if len(set(keys)) > 1:
                yield f"{prefix}{tag}/{MARK}", " ".join(keys)
        for number, segment in enumerate(group, 1):
            if _may_vary(segment):
                yield from _arrangement(segment, f"{prefix}{tag}[{number}]/", is_qualified)


def _may_vary(segment: Segment) -> bool:
    """Whether there may be siblings somewhere below a segment."""
    return len(segment.children) > 1 or (len(segment.children) == 1 and len(segment.children[0].children) > 0)
