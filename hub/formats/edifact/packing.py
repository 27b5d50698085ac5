"""The packages (CPS) of a despatch advice: numbers that point upwards when they travel, links by name while a map works on them.

A map sees packages and lines side by side below the message, each with what is above it in elements that no sender writes: CPS.04
its own name, CPS.05 the package around it, LIN.07 the package that the line lies in. What the consignment holds as a whole (the first
CPS, where it has no number of its own) stands at the message itself. CPS.01 and CPS.02 are made anew by the writer, like counts.

>>> message = Segment("UNH")
>>> message.children = [Segment("CPS", ["CPS", "", "", "", "A"]), Segment("LIN", ["LIN", "1", "", "", "", "", "", "A"])]
>>> [(segment.fields, [line.fields for line in segment.children]) for segment in arranged(message).children]
[(['CPS', '1', '', ''], [['LIN', '1', '', '', '', '', '']])]
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hub.formats.segments import Segment
from hub.formats.segments.path_fields import put, text

TAG, LINE = "CPS", "LIN"
NUMBER, PARENT, LEVEL, NAME, AROUND = range(1, 6)
INSIDE = 7  # of LIN
_COUNTS = 1 << NUMBER | 1 << PARENT
_OF_ALL = {"FTX", "QVR", "PAC"}  # what a CPS may hold beside lines

Note = Callable[[str, Segment, int, str], None]  # rule, package, element, value


@dataclass(slots=True)
class _Tree:
    """Packages, the one above each (by identity), and whether the consignment as a whole needs a CPS of its own before them."""

    packages: Sequence[Segment]
    parents: dict[int, Segment] = field(default_factory=dict)
    whole: bool = False

    def downwards(self) -> list[Segment]:
        """All packages, each followed by those in it. A loop keeps the way: packages may lie in each other as often as there are any."""
        below: dict[int, list[Segment]] = {}
        for package in self.packages:
            parent = self.parents.get(id(package))
            below.setdefault(id(parent) if parent is not None else 0, []).append(package)
        todo, way = deque(below.get(0, ())), list[Segment]()
        while todo:
            way.append(todo.popleft())
            todo.extendleft(reversed(below.get(id(way[-1]), ())))
        return way

    def numbers(self) -> dict[int, str]:
        """CPS 7164 of each package, by identity."""
        return {id(package): str(number) for number, package in enumerate(self.downwards(), 2 if self.whole else 1)}

    def loose(self) -> int:
        """How many packages lie in no other."""
        return len(self.packages) - len(self.parents)


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────


def link(root: Segment, note: Note) -> None:
    """Give the packages and lines of a tree that was just read their links, and put them side by side."""
    found = [child for child in root.children if child.tag == TAG]
    if not found:
        return
    above = _above(found, note)
    whole = found[0] if _is_whole(found[0]) else None
    packages = [package for package in found if package is not whole]
    tree = _Tree(packages, {key: parent for key, parent in above.items() if parent is not whole})
    tree.whole = _needs_whole(tree, bool(whole and whole.children))
    names = _names(tree)
    for package in packages:
        _tie(package, names[id(package)], names.get(id(tree.parents.get(id(package))), ""))
    root.children = [one for child in root.children for one in _spread(child, names, whole)]


def counts(root: Segment) -> int:
    """How many elements of the packages are no leaves: the writer makes them, their links stand for them."""
    packages = (child for child in root.children if child.tag == TAG and child.taken & _COUNTS == _COUNTS)
    return sum(1 for package in packages for element in (NUMBER, PARENT) if text(package, element))


def _above(packages: Sequence[Segment], note: Note) -> dict[int, Segment]:
    """The package above each (by identity), for all that name one that stands before them."""
    seen: dict[str, Segment] = {}
    above: dict[int, Segment] = {}
    for package in packages:
        number, parent = text(package, NUMBER), text(package, PARENT)
        if parent and parent in seen:
            above[id(package)] = seen[parent]
        elif parent:
            note("EDI-408", package, PARENT, parent)
        if number in seen:
            note("EDI-409", package, NUMBER, number)
        seen[number] = package
    return above


def _is_whole(package: Segment) -> bool:
    return not (text(package, PARENT) or text(package, LEVEL)) and not list(_marks(package))


def _marks(package: Segment) -> list[str]:
    """The serial shipping container codes (GIN BJ) and other numbers of a package."""
    marks = (inner for pac in package.children if pac.tag == "PAC" for pci in pac.children for inner in pci.children)
    return [text(mark, 1) + text(mark, 2, component=1) for mark in marks if mark.tag == "GIN"]


def _needs_whole(tree: _Tree, held: bool) -> bool:
    return held or tree.loose() != 1


def _names(tree: _Tree) -> dict[int, str]:
    """What each package is called: its SSCC where that tells it apart, else the number that the writer would give it."""
    codes = {id(package): _code(package) for package in tree.packages}
    often = Counter(codes.values())
    return {key: codes[key] if codes[key] and often[codes[key]] == 1 else number for key, number in tree.numbers().items()}


def _code(package: Segment) -> str:
    codes = [mark.removeprefix("BJ") for mark in _marks(package) if mark.startswith("BJ")]
    return codes[0] if len(codes) == 1 else ""


def _tie(package: Segment, name: str, around: str) -> None:
    put(package, name, NAME)
    if around:
        put(package, around, AROUND)
    package.taken |= _COUNTS


def _spread(child: Segment, names: dict[int, str], whole: Segment | None) -> list[Segment]:
    """A child of the message as what stands beside each other in its place."""
    if child is whole:
        return child.children
    if child.tag != TAG:
        return [child]
    lines = [line for line in child.children if line.tag == LINE]
    for line in lines:
        put(line, names[id(child)], INSIDE)
    child.children = [one for one in child.children if one.tag != LINE]
    return [child, *lines]


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────


def arranged(root: Segment) -> Segment:
    """The message as it travels: packages in the order of their tree, numbered from 1, with what lies in them; other messages as they are."""
    packages = [child for child in root.children if child.tag == TAG]
    lines = [child for child in root.children if child.tag == LINE]
    others = [child for child in root.children if child.tag in _OF_ALL]
    tree = _Tree(packages, _parents(packages))
    names = _named(packages)
    inside: dict[int, list[Segment]] = {}
    for line in lines:
        inside.setdefault(id(names.get(text(line, INSIDE))), []).append(_plain(line))
    unpacked = inside.get(id(None), [])
    tree.whole = _needs_whole(tree, bool(others or unpacked))
    numbers, first = tree.numbers(), "1" if tree.whole else ""
    made = [_made(None, "1", "", [*others, *unpacked])] if tree.whole else []
    for package in tree.downwards():
        around = numbers.get(id(tree.parents.get(id(package))), first)
        made.append(_made(package, numbers[id(package)], around, [*package.children, *inside.get(id(package), ())]))
    travelling = Segment(root.tag, root.fields, root.position, root.offset)
    travelling.children = [child for child in root.children if child.tag not in {TAG, LINE, *_OF_ALL}] + made
    return travelling


def _made(package: Segment | None, number: str, around: str, children: list[Segment]) -> Segment:
    level = text(package, LEVEL) if package is not None else ""
    made = Segment(TAG, [TAG, number, around, level])
    made.children = children
    return made


def _plain(line: Segment) -> Segment:
    """A line without its link."""
    plain = Segment(line.tag, line.fields[:INSIDE], line.position, line.offset)
    plain.children = line.children
    return plain


def _named(packages: Sequence[Segment]) -> dict[str, Segment]:
    """Packages by name; of two with one name, the first."""
    return {text(package, NAME): package for package in reversed(packages) if text(package, NAME)}


def _parents(packages: Sequence[Segment]) -> dict[int, Segment]:
    """The package around each (by identity); one that would come to lie in itself lies in none."""
    names = _named(packages)
    parents = {id(package): names[text(package, AROUND)] for package in packages if text(package, AROUND) in names}
    done: set[int] = set()
    for package in packages:
        path: set[int] = set()
        step: Segment | None = package
        while step is not None and id(step) not in done:
            path.add(id(step))
            parent = parents.get(id(step))
            if parent is not None and id(parent) in path:
                del parents[id(step)]
                parent = None
            step = parent
        done |= path
    return parents
