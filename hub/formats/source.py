"""Functions made from source text: what a format knows of finding values, written out for one scope of a map.

Never runs text that somebody sent: every line is written by the hub, and what comes from a map stands in it as a literal or behind a name.
Example: `function("half", ["def half(n):", "    return n // two"], {"two": 2}, "example")(8)` is `4`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.formats.base import PathLanguage, Place

INDENT = "    "


@dataclass(slots=True)
class Nodes:
    """A repetition as source. `test`: whether there may be any (empty: who knows); `every`: an expression of its nodes; `take`: a
    statement that marks the conditions of the node `child`, empty where there are none; `first`: an expression of nodes that may leave
    out all but the first, empty where that is not quicker; `only`: which of the nodes count, as a test of `child`, empty where all do.
    """

    test: str
    every: str
    take: str
    first: str = ""
    only: str = ""


@dataclass(slots=True)
class Source:
    """Statements that find what one scope of a map wants below the variable `node`, and the names that they use.

    `values`: for each place the variable that holds its text afterwards, None or empty where there is none; what is found is marked.
    `nodes`: each repetition. Names and variables of a format end in a number or begin with an underscore.
    """

    lines: list[str] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)
    values: list[str] = field(default_factory=list)
    nodes: list[Nodes] = field(default_factory=list)

    def add(self, depth: int, *lines: str) -> None:
        """Statements, so many levels in."""
        self.lines.extend(INDENT * depth + line for line in lines)

    def name(self, kind: str, value: Any) -> str:
        """A name by which the source may call a value."""
        for name, held in self.names.items():
            if held is value and name.startswith(kind):
                return name
        name = f"{kind}{len(self.names)}"
        self.names[name] = value
        return name


def remark(text: str) -> str:
    """A text as it may stand in a comment: what would end the line is a blank, so that nothing behind it is read as a statement."""
    return "".join(character if character.isprintable() else " " for character in text)


def spoken(paths: PathLanguage, places: Sequence[Place], eaches: Sequence[Any]) -> Source:
    """The source for a format that does not write its own: it is called."""
    made = Source(values=[f"v{at}" for at, _ in enumerate(places, 1)])
    if places:
        made.add(0, f"[{', '.join(made.values)}] = {made.name('reader', paths.reader(places))}(node)")
    for each in eaches:
        name = made.name("each", each)
        made.nodes.append(Nodes("", f"{name}.iterate(node)", f"{name}.take(child)" if getattr(each, "marks", True) else ""))
    return made


class _Loader:
    """Tells tracebacks and debuggers the lines of a function that no file has (PEP 302, `get_source`)."""

    def __init__(self, text: str) -> None:
        self._text = text

    def get_source(self, _name: str) -> str:
        return self._text


def function(name: str, lines: Sequence[str], names: dict[str, Any], title: str) -> Callable[..., Any]:
    """The function `name` that the lines define. `title` stands in tracebacks where others have a file; `names` become its globals."""
    text, title = "\n".join(lines) + "\n", remark(title)
    names |= {"__name__": title, "__loader__": _Loader(text)}
    exec(compile(text, title, "exec"), names)  # noqa: S102 - the lines are our own
    made: Callable[..., Any] = names[name]
    return made


def reader(source: Source, title: str) -> Callable[[Any], list[str | None]]:
    """A function of a node that gives the values of a source in order, None where there is none."""
    body = [INDENT + line for line in source.lines]
    values = ", ".join(f"{value} or None" for value in source.values)
    return function("read", ["def read(node):", *body, f"{INDENT}return [{values}]"], source.names, title)
