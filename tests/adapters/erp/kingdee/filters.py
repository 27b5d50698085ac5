"""Conditions as Kingdee's queries hold them (FilterString), over rows of values by name: `=`, `>=`, `like`, `in`, `and`, `or`, brackets."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Row = Mapping[str, str | None]
Condition = Callable[[Row], bool]
_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|>=|<=|<>|[=<>(),]|[\w.]+)")


def condition(text: str) -> Condition:
    """Raises ValueError for what is none, as the server refuses it."""
    if not text.strip():
        return lambda _: True
    reader = _Reader(text)
    found = reader.either()
    if reader.rest:
        raise ValueError(f"FilterString: {reader.rest[0]}")
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.rest = _TOKEN.findall(text)
        if "".join(self.rest).replace(" ", "") != re.sub(r"\s+(?=(?:[^']*'[^']*')*[^']*$)", "", text).replace(" ", ""):
            raise ValueError(f"FilterString: {text}")

    def take(self) -> str:
        if not self.rest:
            raise ValueError("FilterString: it ends too early")
        return self.rest.pop(0)

    def take_word(self, word: str) -> bool:
        if self.rest and self.rest[0].lower() == word:
            self.rest.pop(0)
            return True
        return False

    def either(self) -> Condition:
        parts = [self.all_of()]
        while self.take_word("or"):
            parts.append(self.all_of())
        return lambda row: any(part(row) for part in parts)

    def all_of(self) -> Condition:
        parts = [self.one()]
        while self.take_word("and"):
            parts.append(self.one())
        return lambda row: all(part(row) for part in parts)

    def one(self) -> Condition:
        if self.take_word("("):
            inner = self.either()
            self.close()
            return inner
        field, sign = self.take(), self.take().lower()
        if sign == "in":
            values = self.values()
            return lambda row: row.get(field) in values
        value = self.value()
        if sign == "like":
            pattern = re.compile(".*".join(re.escape(part) for part in value.split("%")), re.DOTALL)
            return lambda row: pattern.fullmatch(row.get(field) or "") is not None
        test = {"=": str.__eq__, ">=": str.__ge__, "<=": str.__le__, ">": str.__gt__, "<": str.__lt__, "<>": str.__ne__}[sign]
        return lambda row: (held := row.get(field)) is not None and bool(test(held, value))

    def values(self) -> list[str]:
        if not self.take_word("("):
            raise ValueError("FilterString: in")
        found = [self.value()]
        while self.take_word(","):
            found.append(self.value())
        self.close()
        return found

    def value(self) -> str:
        token = self.take()
        return token[1:-1].replace("''", "'") if token.startswith("'") else token

    def close(self) -> None:
        if not self.take_word(")"):
            raise ValueError("FilterString: no )")
