"""YAML as people wrote it: every scalar stays text, every key and value knows its line and column.

Never guesses types (`.02` and `NO` are strings), never follows aliases, never builds objects; the text is read event by event, so
that depth and size are bounded. Example: `compose("each: .02", "850.yaml").plain()` gives `{"each": ".02"}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import yaml

MAX_CHARACTERS = 4_000_000
MAX_NODES = 200_000
MAX_DEPTH = 40

Plain = Any  # str | None | list[Plain] | dict[str, Plain]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


class YamlProblem(ValueError):
    """A text that is not the YAML we read: which file, where (from 1), and what is wrong."""

    def __init__(self, file: str, line: int, column: int, what: str) -> None:
        super().__init__(f"{file}:{line}:{column}: {what}")
        self.file = file
        self.line = line
        self.column = column
        self.what = what


@dataclass(slots=True)
class Node:
    """One value: text, None (empty, `null` or `~` without quotes), a list or a mapping of nodes; and where it begins.

    `lead`: how many characters stand before its text (a quote), None where the text is spread over lines.
    """

    value: str | list[Node] | dict[str, Node] | None
    line: int
    column: int
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    lead: int | None = 0

    def key_mark(self, key: str) -> tuple[int, int]:
        """Line and column of a key of this mapping; of the mapping itself when the key is not there."""
        return self.keys.get(key, (self.line, self.column))

    def plain(self) -> Plain:
        """The value without places: str, None, list or dict."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value


def compose(text: str, file: str) -> Node:
    """The single document in `text`; raises YamlProblem with its place. `file` is only named, never opened."""
    if len(text) > MAX_CHARACTERS:
        raise YamlProblem(file, 1, 1, f"the text is longer than {MAX_CHARACTERS} characters")
    events = _events(text.removeprefix("\ufeff"), file)
    builder = _Builder(file)
    for event in events:
        builder.take(event)
    return builder.root or Node(None, 1, 1)


def _events(text: str, file: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(filter(None, (error.context, error.problem)))
        raise YamlProblem(file, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, what) from None
    except yaml.YAMLError as error:  # the reader's: a character that YAML forbids, known by its position only
        before = text[: _position(error, text)]
        raise YamlProblem(file, before.count("\n") + 1, len(before) - before.rfind("\n"), "a character that YAML does not allow") from None


def _position(error: yaml.YAMLError, text: str) -> int:
    """Where the forbidden character stands; the C reader counts bytes, so the character itself is looked for."""
    character = getattr(error, "character", None)
    found = text.find(chr(character) if isinstance(character, int) else str(character)) if character is not None else -1
    return max(found, 0)


def _start(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


def _lead(event: yaml.ScalarEvent) -> int | None:
    begin, end = event.start_mark, event.end_mark
    if begin is None or end is None or begin.line != end.line or event.style in ("|", ">"):
        return None
    return 1 if event.style in ("'", '"') else 0


class _Builder:
    """Turns the stream of events into nodes with a stack of its own, so that depth is a number and not a crash."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.pending: list[tuple[str, int, int] | None] = []  # the key that waits for its value, per open mapping
        self.nodes = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._open(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()
            self.pending.pop()
        elif isinstance(event, yaml.AliasEvent):
            raise self._problem(event, "aliases (*name) are not used here: write the value again")
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise self._problem(event, "a second document: one file holds one document")

    def _problem(self, event: yaml.Event, what: str) -> YamlProblem:
        return YamlProblem(self.file, *_start(event), what)

    def _check(self, event: yaml.NodeEvent) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self._problem(event, f"more than {MAX_NODES} values")
        if event.anchor is not None:
            raise self._problem(event, "anchors (&name) are not used here")
        if getattr(event, "tag", None) not in (None, "!"):
            raise self._problem(event, "tags (!name) are not used here: every value is text")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._check(event)
        if self._key_expected():
            self._key(event)
            return
        plain = event.style is None or event.style == ""
        value = None if plain and event.value in _NULLS else event.value
        self._place(event, Node(value, *_start(event), lead=_lead(event)))

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        self._check(event)
        if self._key_expected():
            raise self._problem(event, "a key must be plain text")
        if len(self.stack) >= MAX_DEPTH:
            raise self._problem(event, f"nested deeper than {MAX_DEPTH} levels")
        value: list[Node] | dict[str, Node] = {} if isinstance(event, yaml.MappingStartEvent) else []
        node = Node(value, *_start(event))
        self._place(event, node)
        self.stack.append(node)
        self.pending.append(None)

    def _key_expected(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.pending[-1] is None

    def _key(self, event: yaml.ScalarEvent) -> None:
        key = event.value
        if key in cast("dict[str, Node]", self.stack[-1].value):
            line, _ = self.stack[-1].keys[key]
            raise self._problem(event, f"the key {key!r} is already given on line {line}")
        self.pending[-1] = (key, *_start(event))

    def _place(self, event: yaml.Event, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent, waiting = self.stack[-1], self.pending[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif isinstance(parent.value, dict) and waiting is not None:
            key, line, column = waiting
            parent.value[key] = node
            parent.keys[key] = (line, column)
            self.pending[-1] = None
        else:  # the parser never sends a value without a key
            raise self._problem(event, "a value without a key")
