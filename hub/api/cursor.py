"""Cursors: where the next page of one list begins, opaque to whoever carries it.

A cursor is no key: it only says after which id to go on, and what that page shows is decided by the token alone.
Example: `after(written("new", message_id), "new") == message_id`.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from hub.errors import Refused
from hub.model.ids import is_id


def written(kind: str, last: str) -> str:
    """The cursor after the last id of a page of this kind of list."""
    return urlsafe_b64encode(f"{kind}:{last}".encode()).rstrip(b"=").decode()


def after(cursor: str | None, kind: str) -> str:
    """The id that a cursor names, "" without one. Refused where another list made it, or nobody."""
    if not cursor:
        return ""
    try:
        text = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode("ascii")
    except (Error, ValueError) as problem:
        raise Refused("API-012") from problem
    made, _, last = text.partition(":")
    if made != kind or not is_id(last) or written(kind, last) != cursor:
        raise Refused("API-012")
    return last
