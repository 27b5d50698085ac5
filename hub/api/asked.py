"""Parameters that several routes share, and the check that a text can be asked for at all.

The store's texts hold no control characters; asking for one would be an error of the database, or find nothing.
Example: `plain("ref", " 4711 ")` gives `" 4711 "`; a text with a NUL in it is Refused.
"""

from __future__ import annotations

from typing import Annotated
from unicodedata import category

from fastapi import Query

from hub.api.listing import LIMIT
from hub.errors import Refused

_LONGEST = 512
Limit = Annotated[int, Query(ge=1, le=LIMIT, description="How many at most.")]
Cursor = Annotated[str | None, Query(alias="after", max_length=200, description="`next` of the page before, with the same filter.")]


def plain(parameter: str, value: str) -> str:
    """The value, if it is text that can stand in a document: not empty, not too long, no control characters, valid UTF-8."""
    if not value.strip():
        raise Refused("API-011", parameter=parameter, reason="it is empty")
    if len(value) > _LONGEST:
        raise Refused("API-011", parameter=parameter, reason=f"it is longer than {_LONGEST} characters")
    # Bytes that were no UTF-8 arrive as U+FFFD.
    if "\ufffd" in value or any(category(character) in {"Cc", "Cs"} for character in value):
        raise Refused("API-011", parameter=parameter, reason="it holds control characters or is not UTF-8")
    return value


def yes_or_no(parameter: str, value: str | None) -> bool | None:
    """A mark as it may be written in a header or a query; None where it is not given."""
    if value is None:
        return None
    word = value.strip().lower()
    if word not in {"true", "false", "1", "0"}:
        raise Refused("API-011", parameter=parameter, reason="it is neither true nor false")
    return word in {"true", "1"}
