"""The two ways in which a codec says no: to a value of a message, and to its own arguments in a map.

Never located here: the engine knows the place, the compiler knows the line. Example: `CodecError("six", "a decimal number")`.
"""

from __future__ import annotations


class CodecError(ValueError):
    """A value that a codec cannot carry: the value, what would be right, and a rule where it is not the general one."""

    def __init__(self, value: str, expected: str, rule: str | None = None, **params: object) -> None:
        super().__init__(f"{value!r}: expected {expected}")
        self.value = value
        self.expected = expected
        self.rule = rule
        self.params = params


class ArgumentError(ValueError):
    """A codec that is unknown or has wrong arguments: column (from 1) in the right side, and what would be right."""

    def __init__(self, column: int, expected: str, unknown: str = "") -> None:
        super().__init__(f"column {column}: expected {expected}")
        self.column = column
        self.expected = expected
        self.unknown = unknown
