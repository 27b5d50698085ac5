"""A codec: a pair of pure functions between a value of a format and a canonical value; which there are is `codecs`.

Never reads a tree, a clock or a default. Example: `Codec("upper", str.upper, str).decode("a")` is `"A"`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hub.mapping.codec_errors import ArgumentError
from hub.mapping.expression import Call


@dataclass(frozen=True, slots=True)
class Codec:
    """A pair of functions. `decode` gives None where there is nothing. `exact`: what was read is always written alike
    (decimal form apart), so that the engine need not compare. `quick` says of a text that it means itself, and `sure` is the same as an
    expression over `{0}`, where that spares a call; `known` gives the value of a text that is sure to be written alike, None where that
    has to be found out. `derived`: it gives the usual form of a text
    that another rule keeps as it is, and takes nothing of its own.
    """

    name: str
    decode: Callable[[str], Any]
    encode: Callable[[Any], str]
    exact: bool = False
    quick: Callable[[str], object] | None = None
    derived: bool = False
    known: Callable[[str], Any] | None = None
    sure: str = ""


def only(call: Call, positional: int, *named: str) -> None:
    """Refuse arguments that the codec does not have."""
    extra = [argument for name, argument in call.named.items() if name not in named] + list(call.positional[positional:])
    if extra:
        raise ArgumentError(extra[0].column, f"only {', '.join(named) or 'no arguments'}" if named or not positional else "fewer arguments")
