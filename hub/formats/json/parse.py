"""JSON text to values, exactly and within bounds: numbers keep their text, depth is limited, nothing is dropped quietly.

Never raises on any text: what is wrong is a Trouble. Example: `[one.value for one in values('{"a": 1.50}')]` holds `Number("1.50")`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MAX_DEPTH = 64
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
_BLANKS = re.compile(r"[ \t\r\n]*")
_LONE = re.compile("[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class Number(str):
    """A JSON number as it was written: `1.50` is not `1.5`, and an identifier beyond 2^53 keeps its digits."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong in the text: rule, position (character), and the values that the message names."""

    rule: str
    at: int
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Value:
    """One value at the top of the text, where it stands, and what is wrong with it."""

    value: Any
    start: int
    end: int
    troubles: tuple[Trouble, ...] = ()


class _ConstantError(ValueError):
    """NaN or Infinity, which JSON does not have."""


def values(text: str) -> Iterator[Value | Trouble]:
    """Every value of the text, one after the other (a single document, or JSON lines); a line that cannot be read is skipped."""
    at = _skip(text, 0)
    while at < len(text):
        too_deep = _too_deep(text, at)
        if too_deep is not None:
            yield Trouble("JSON-012", too_deep, {"limit": MAX_DEPTH})
            return
        reader = _Reader()
        try:
            value, end = reader.decoder.raw_decode(text, at)
        except (json.JSONDecodeError, _ConstantError) as error:
            yield _trouble(error, text, at)
            at = _next_line(text, at)
            continue
        yield Value(value, at, end, tuple(_about(reader, value, text, at, end)))
        at = _skip(text, end)


def _trouble(error: ValueError, text: str, start: int) -> Trouble:
    if isinstance(error, json.JSONDecodeError):
        return Trouble("JSON-010", error.pos, {"what": error.msg[:1].lower() + error.msg[1:]})
    at = text.find(str(error), start)
    return Trouble("JSON-011", max(at, start), {"value": str(error)})


def _skip(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _next_line(text: str, at: int) -> int:
    """The next line that begins with an object: the lines before belong to what cannot be read."""
    while True:
        at = text.find("\n", at) + 1
        if at == 0:
            return len(text)
        if text[at : at + 1] == "{":
            return at


def _too_deep(text: str, at: int) -> int | None:
    """Where the first value from `at` on is nested too deeply, found without recursion."""
    depth = 0
    for token in _TOKEN.finditer(text, at):
        character = token.group()[0]
        if character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return token.start()
        elif character in "]}":
            depth -= 1
            if depth <= 0:
                return None
    return None


class _Reader:
    """One value's decoder, with the names that were given twice in it."""

    def __init__(self) -> None:
        self.twice: list[str] = []
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_float=Number, parse_int=Number, parse_constant=_refuse, strict=True
        )

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    self.twice.append(key)
                seen.add(key)
        return made


def _refuse(text: str) -> Any:
    raise _ConstantError(text)


def _about(reader: _Reader, value: Any, text: str, start: int, end: int) -> Iterator[Trouble]:
    for key in dict.fromkeys(reader.twice):
        yield Trouble("JSON-013", max(text.find(json.dumps(key, ensure_ascii=False), start), start), {"key": key})
    if _ESCAPED_SURROGATE.search(text, start, end) and mend(value):
        yield Trouble("JSON-014", start)


def mend(value: Any) -> bool:
    """Replace halves of surrogate pairs, which no text can hold, by U+FFFD; whether there were any."""
    found = False
    stack = [value]
    while stack:
        node = stack.pop()
        entries: Any = list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else ()
        for key, child in entries:
            if isinstance(child, dict | list):
                stack.append(child)
            elif isinstance(child, str) and _LONE.search(child):
                node[key] = _LONE.sub("\ufffd", child)
                found = True
            if isinstance(key, str) and _LONE.search(key):
                node[_LONE.sub("\ufffd", key)] = node.pop(key)
                found = True
    return found
