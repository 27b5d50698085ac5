"""The path language of UBL: `cbc:ID`, `cac:Party/cbc:EndpointID/@schemeID`, `cac:TaxTotal[*]`, `cac:Note[@languageID=en]`.

Prefixes are the hub's own, whatever the sender wrote. Never knows an order: children are sorted when a document is written.
Example: `PATHS.place("cac:Party/cbc:EndpointID").get(tree)`. The text is described in docs/reference/map-language.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from hub.formats.base import PathError, Place
from hub.formats.ubl import path_steps as steps_of
from hub.formats.ubl.path_reader import Reader
from hub.formats.ubl.path_text import Path, parse
from hub.formats.ubl.tree import Node
from hub.model.location import NOWHERE, Location

# Elements that hold what a line says, all of it: repetitions below them are told apart by what they hold.
_WRAPPERS = frozenset(("cac:LineItem", "cac:Shipment"))


def _tag(path: Path) -> str:
    """What tells whether a node has anything for a repetition."""
    first = path.steps[0].tag
    return f"{first}/{path.steps[1].tag}" if first in _WRAPPERS and len(path.steps) > 1 else first


class UblPlace:
    """A compiled place: the text or an attribute of one element below a node."""

    __slots__ = ("_reader", "path", "text")

    def __init__(self, path: Path) -> None:
        self.text = path.text
        self.path = path
        self._reader = Reader([path])

    def get(self, node: Node) -> str | None:
        return self._reader(node)[0]

    def put(self, node: Node, value: str) -> None:
        steps = self.path.steps
        if len(steps) == 1 and not self.path.attribute and not steps[0].conditions:
            for child in node.children:
                if child.tag == steps[0].tag:
                    child.text = value
                    return
            node.children.append(Node(steps[0].tag, value))
            return
        end = steps_of.way(node, steps)
        if self.path.attribute:
            end.attributes[self.path.attribute] = value
        else:
            end.text = value

    def locate(self, node: Node) -> Location:
        found = steps_of.chain(node, self.path.steps)
        if found is None:
            return NOWHERE
        end = found[-1] if found else node
        return Location(line=end.line or None, segment=end.tag.rpartition(":")[2], path=self.text)

    def release(self, node: Node) -> None:
        found = steps_of.chain(node, self.path.steps)
        if found is None:
            return
        end = found[-1] if found else node
        end.taken &= ~steps_of.mark_of(self.path.attribute)
        for one, step in zip(reversed(found), reversed(self.path.steps), strict=True):
            steps_of.release(one, step)


class UblEach:
    """A compiled repetition. `rest`: it takes what other rules leave; `marks`: there are conditions to mark once an item was taken;
    `tag`: the child that an item stands in, or below.
    """

    __slots__ = ("_plain", "marks", "path", "rest", "tag", "text")

    def __init__(self, path: Path) -> None:
        self.text = path.text
        self.path = path
        self.rest = path.steps[-1].rest
        self.marks = bool(path.steps[-1].conditions)
        self.tag = _tag(path)
        self._plain = path.steps[0].tag if len(path.steps) == 1 and not self.rest and not self.marks else ""

    def iterate(self, node: Node) -> Iterable[Node]:
        if self._plain:
            tag = self._plain
            return [child for child in node.children if child.tag == tag]
        return steps_of.all_of(node, self.path.steps)

    def append(self, node: Node) -> Node:
        *above, last = self.path.steps
        return steps_of.made(steps_of.way(node, above), last)

    def take(self, node: Node) -> None:
        steps_of.take(node, self.path.steps[-1])

    def close(self, node: Node) -> None:
        """Everything written stands in the tree already."""


class UblPaths:
    """The language object of the format: `PATHS.place`, `PATHS.each`, `PATHS.beside`, `PATHS.reader`, `PATHS.tags`."""

    def tags(self, node: Node) -> Collection[str]:
        """The tags of what a node holds: a repetition whose `tag` is not among them has nothing there."""
        tags = {child.tag for child in node.children}
        if not tags.isdisjoint(_WRAPPERS):
            tags.update(f"{child.tag}/{one.tag}" for child in node.children if child.tag in _WRAPPERS for one in child.children)
        return tags

    def place(self, text: str) -> UblPlace:
        path = parse(text)
        if path.steps and path.steps[-1].rest:
            raise PathError(text, text.index("[*]") + 2, "a condition: * stands only after each:")
        return UblPlace(path)

    def each(self, text: str) -> UblEach:
        path = parse(text)
        if not path.steps or path.attribute:
            raise PathError(text, 1, "elements such as cac:OrderLine")
        return UblEach(path)

    def beside(self, text: str, neighbour: str) -> str:
        """`cbc:Quantity` and `.@unitCode` make `cbc:Quantity/@unitCode`; `.cbc:Name` makes a sibling of the element."""
        path = parse(text)
        if neighbour.startswith(".@"):
            element = text.rpartition("/@")[0] if path.attribute else text
            return neighbour[1:] if element in {"", "."} or text.startswith("@") else f"{element}/{neighbour[1:]}"
        if not path.steps or path.attribute or not neighbour.startswith("."):
            raise PathError(text, 1, "an element that has neighbours")
        return text[: path.last_at] + neighbour[1:]

    def below(self, outer: UblEach, inner: Place) -> UblPlace:
        """A place as it is seen from around the element that it was seen from."""
        return self.place(outer.text if inner.text == "." else f"{outer.text}/{inner.text}")

    def reader(self, places: Sequence[Place]) -> Callable[[Node], list[str | None]]:
        return Reader([parse(place.text) for place in places])


PATHS = UblPaths()
