"""The right side of a rule, parsed: a place, then codecs with their arguments.

Never knows the path language of the format nor which codecs exist. Example: `parse("BEG.05 | date(%Y%m%d)").calls[0].name` is `date`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_OPEN, _CLOSE = "[({", "])}"
_CALL = re.compile(r"([a-z_]+)(?:\((.*)\))?", re.DOTALL)
_NAMED = re.compile(r"([a-z]+)=(.*)", re.DOTALL)
_BY = re.compile(r"by\s+(.*)", re.DOTALL)


class ExpressionError(ValueError):
    """A right side that cannot be read: column (from 1) and what would be right."""

    def __init__(self, column: int, expected: str) -> None:
        super().__init__(f"column {column}: expected {expected}")
        self.column = column
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument as text, with its column (from 1) in the right side."""

    text: str
    column: int

    @property
    def constant(self) -> str | None:
        """The text between quotes, or None when the argument names something."""
        quoted = len(self.text) > 1 and self.text[0] == self.text[-1] and self.text[0] in "\"'"
        return self.text[1:-1] if quoted else None


@dataclass(frozen=True, slots=True)
class Call:
    """One codec as written: `amount(currency=.03)` has the named argument `currency`."""

    name: str
    column: int
    positional: tuple[Argument, ...] = ()
    named: dict[str, Argument] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expression:
    """A right side. `constant` is set instead of `place` for `=value`; `column` is that of the place."""

    place: str
    column: int
    calls: tuple[Call, ...] = ()
    constant: str | None = None


def parse(text: str) -> Expression:
    """The parts of a right side; ExpressionError tells the column and what would be right."""
    if text.startswith("="):
        constant = Argument(text[1:].strip(), 2)
        return Expression("", 1, constant=constant.text if constant.constant is None else constant.constant)
    pieces = _split(text, 0, "|")
    (place, at), rest = pieces[0], pieces[1:]
    if not place:
        raise ExpressionError(at + 1, "a place in the format")
    return Expression(place, at + 1, tuple(_call(piece, start) for piece, start in rest))


def call(text: str) -> Call:
    """A text that is one call, such as `count(orderLine)`."""
    return _call(text, 0)


def _call(text: str, start: int) -> Call:
    found = _CALL.fullmatch(text)
    if found is None:
        raise ExpressionError(start + 1, "a codec such as date(%Y%m%d)")
    positional: list[Argument] = []
    named: dict[str, Argument] = {}
    inner = found[2]
    for piece, at in _split(inner, start + found.start(2), ",") if inner and inner.strip() else []:
        name, argument = _argument(piece, at)
        if not argument.text or name in named:
            raise ExpressionError(at + 1, "one value for each argument")
        if name:
            named[name] = argument
        else:
            positional.append(argument)
    return Call(found[1], start + 1, tuple(positional), named)


def _argument(piece: str, at: int) -> tuple[str, Argument]:
    if found := _BY.fullmatch(piece):  # `by .05` reads better than `by=.05`
        return "by", Argument(found[1], at + found.start(1) + 1)
    if found := _NAMED.fullmatch(piece):
        return found[1], Argument(found[2].strip(), at + found.start(2) + 1)
    return "", Argument(piece, at + 1)


def _split(text: str, offset: int, mark: str) -> list[tuple[str, int]]:
    """The pieces between marks that stand outside of brackets and quotes, trimmed, each with its offset."""
    pieces, depth, start, quote = [], 0, 0, ""
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth -= 1
        elif character == mark and depth == 0:
            pieces.append((text[start:at], start))
            start = at + 1
        if depth < 0:
            raise ExpressionError(offset + at + 1, f"no {character!r} without its opening")
    if depth or quote:
        raise ExpressionError(offset + len(text) + 1, quote or "a closing bracket")
    pieces.append((text[start:], start))
    return [(piece.strip(), offset + at + len(piece) - len(piece.lstrip())) for piece, at in pieces]
