"""The path language of UBL: `cbc:ID`, `cac:Party/cbc:EndpointID/@schemeID`, `cac:TaxTotal[*]`, `cac:Note[@languageID=en]`.

Prefixes are the hub's own, whatever the sender wrote. Never knows an order: children are sorted when a document is written.
Example: `PATHS.place("cac:Party/cbc:EndpointID").get(tree)`. The text is described in docs/reference/map-language.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from hub.formats import source
from hub.formats.base import PathError, Place
from hub.formats.source import Source
from hub.formats.ubl import path_steps as steps_of
from hub.formats.ubl.path_source import written
from hub.formats.ubl.path_text import Path, parse
from hub.formats.ubl.tree import Node
from hub.model.location import NOWHERE, Location

Takes = Callable[[str], bool]  # whether a rule has a value for a text


class UblPlace:
    """A compiled place: the text or an attribute of one element below a node."""

    __slots__ = ("path", "text")

    def __init__(self, path: Path) -> None:
        self.text = path.text
        self.path = path

    def get(self, node: Node) -> str | None:
        found = steps_of.chain(node, self.path.steps)
        if found is None:
            return None
        end = found[-1] if found else node
        value = end.attributes.get(self.path.attribute) if self.path.attribute else end.text
        if not value:
            return None
        end.taken |= steps_of.mark_of(self.path.attribute)
        for one, step in zip(found, self.path.steps, strict=True):
            if step.conditions:
                steps_of.take(one, step)
        return value

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
    """A compiled repetition. `rest`: it takes what other rules leave; `marks`: there are conditions to mark once an item was taken."""

    __slots__ = ("_plain", "marks", "path", "rest", "text")

    def __init__(self, path: Path) -> None:
        self.text = path.text
        self.path = path
        self.rest = path.steps[-1].rest
        self.marks = bool(path.steps[-1].conditions)
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
    """The language object of the format: `PATHS.place`, `PATHS.each`, `PATHS.beside`, `PATHS.reader`, `PATHS.source`."""

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

    def reader(self, places: Sequence[Place]) -> Callable[[Node], list[str | None]]:
        return source.reader(written([parse(place.text) for place in places], ()), "places of UBL")

    def source(self, places: Sequence[UblPlace], eaches: Sequence[UblEach]) -> Source:
        """The same as text, with the nodes of repetitions, for a function of the map that reads them."""
        return written([place.path for place in places], eaches)

    def joined(self, outer: UblEach, inner: Sequence[tuple[UblPlace, Takes]], around: Sequence[Any]) -> list[UblPlace] | None:  # noqa: ARG002
        """The places of a group as they are seen from around the group; None where conditions come between."""
        if outer.rest or outer.marks:
            return None
        return [self.place(outer.text if place.text == "." else f"{outer.text}/{place.text}") for place, _ in inner]


PATHS = UblPaths()
