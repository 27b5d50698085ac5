"""Parameters that several routes share, and the check that a text can be asked for at all.

The store's texts hold no control characters; asking for one would be an error of the database, or find nothing.
Example: `plain("ref", " 4711 ")` gives `" 4711 "`; a text with a NUL in it is Refused.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar
from unicodedata import category

from fastapi import Query, Request
from pydantic import BaseModel, ValidationError

from hub.api.body import limited
from hub.api.listing import LIMIT
from hub.errors import Refused

_LONGEST = 512
Limit = Annotated[int, Query(ge=1, le=LIMIT, description="How many at most.")]
Cursor = Annotated[str | None, Query(alias="after", max_length=200, description="`next` of the page before, with the same filter.")]


_LARGEST = 64 * 1024
Asked = TypeVar("Asked", bound=BaseModel)


async def asked(request: Request, shape: type[Asked]) -> Asked:
    """The JSON body as what it should be; an empty one is an empty object. Read after the token was looked at, unlike the framework's own."""
    body = b"".join([part async for part in limited(request, _LARGEST)])
    try:
        return shape.model_validate_json(body or b"{}")
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise Refused("API-011", parameter=where, reason=first["msg"].lower()) from problem


def described(shape: type[BaseModel]) -> dict[str, Any]:
    """The same body for the OpenAPI document."""
    return {"requestBody": {"content": {"application/json": {"schema": shape.model_json_schema(by_alias=True)}}}}


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
