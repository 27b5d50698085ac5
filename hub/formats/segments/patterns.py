"""Patterns that say of a whole segment that there is nothing to report: how they are put together, and one for each number of fields.

Knows no standard. Example: `any_of(["PC", "PE", "UN"])` is `"(?:P[CE]|UN)"`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

Judge = Callable[[str], Any]  # None for a text in which something may be wrong


class Judges(dict[int, Judge]):
    """What judges a segment by the number of its fields, the tag included; each made when first asked for.

    `pattern` gives the pattern for that many fields, None where so few or so many cannot be right.
    """

    def __init__(self, most: int, pattern: Callable[[int], str | None]) -> None:
        super().__init__()
        self._most = most
        self._pattern = pattern

    def __missing__(self, size: int) -> Judge:
        if size > self._most:
            return never  # not remembered: how many fields senders invent has no end
        pattern = self._pattern(size)
        found = self[size] = never if pattern is None else re.compile(pattern).fullmatch
        return found


def never(text: str) -> None:
    """Lets nothing pass."""


def any_of(values: Iterable[str]) -> str:
    """One of some values, told apart character by character: alternatives are tried one after the other."""
    tails: dict[str, set[str]] = {}
    for value in values:
        tails.setdefault(value[:1], set()).add(value[1:])
    ends = tails.pop("", None) is not None
    alone = sorted(first for first, rest in tails.items() if rest == {""})
    ways = [re.escape(first) + any_of(rest) for first, rest in sorted(tails.items()) if rest != {""}]
    if alone:
        ways.append(re.escape(alone[0]) if len(alone) == 1 else f"[{''.join(map(re.escape, alone))}]")
    return ways[0] if len(ways) == 1 and not ends else f"(?:{'|'.join(ways)}{'|' if ends else ''})"


def number(low: int, high: int, mark: str, around: int) -> str:
    """A number of `low` to `high` digits, sign and decimal mark not counted, with at least `around` digits on each side of the mark.

    The first way is that of nearly all numbers: few decimals, so that nothing has to be counted twice.
    """
    mark, few = re.escape(mark), high // 3
    usual = f"[0-9]{{1,{high - few}}}(?:{mark}[0-9]{{{around},{few}}})?|" if low == 1 and few > around else ""
    pointed = f"(?=[0-9{mark}]{{{low + 1},{high + 1}}}(?![0-9{mark}]))[0-9]{{{around},}}{mark}[0-9]{{{around},}}"
    return f"-?(?:{usual}[0-9]{{{low},{high}}}|{pointed})"
