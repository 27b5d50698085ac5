"""The exact bytes of a message: as the sender sent it, as the canonical document, as a system got it.

What is sent back is never shown by a browser: it is an attachment without a guessed type. Large bytes wait in a file without a name,
so that a slow reader holds no connection of the database. Example: `GET /v1/messages/{id}/payloads/canonical`.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.concurrency import iterate_in_threadpool
from starlette.responses import Response, StreamingResponse

from hub.api import views
from hub.api.access import Access
from hub.api.desk import desk_of
from hub.api.messages import Reader, seen
from hub.errors import Refused
from hub.store import deliveries, messages, payloads
from hub.store.items import Row

router = APIRouter(tags=["messages"])
_MEMORY = 1024 * 1024
_BLOCK = 256 * 1024
_ANY = "application/octet-stream"
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,100}/[A-Za-z0-9!#$&^_.+-]{1,100}")
_TARGET = "target:"


@dataclass(frozen=True, slots=True)
class Copied:
    """Bytes taken out of the store: where they are now, their size, digest and type."""

    file: IO[bytes]
    size: int
    sha256: bytes
    media_type: str


@router.get(
    "/v1/messages/{message_id}/payloads/{which:path}",
    summary="The bytes of a message",
    response_class=Response,
    responses={200: {"description": "The exact bytes.", "content": {_ANY: {"schema": {"type": "string", "format": "binary"}}}}, 304: {}},
)
async def show_payload(request: Request, access: Reader, message_id: str, which: str) -> Response:
    """`raw` for the sender, `canonical` for both sides, `target:member/system` for the member whose system it is."""
    copied = await desk_of(request).ask(lambda connection: _copied(connection, access, message_id, which))
    headers = _headers(copied, f"{message_id}.{_suffix(which)}")
    if headers["etag"] in _tags(request.headers.get("if-none-match", "")):
        await asyncio.to_thread(copied.file.close)
        return Response(None, 304, {"etag": headers["etag"]})
    if copied.size <= _MEMORY:
        with copied.file:
            return Response(copied.file.read(), 200, headers, _served(copied.media_type))
    headers["content-length"] = str(copied.size)
    return StreamingResponse(iterate_in_threadpool(_blocks(copied.file)), 200, headers, _served(copied.media_type))


def _copied(connection: Connection, access: Access, message_id: str, which: str) -> Copied:
    row = seen(connection, access, message_id)
    if which == "canonical":
        document = messages.document(connection, row["id"], None)
        if document is None:
            raise Refused("API-004")
        return _copy([bytes(document["body"])], "application/json")
    if which == "raw" and views.owns(access, row):
        return _raw(connection, row)
    if which.startswith(_TARGET):
        return _sent(connection, access, row, which.removeprefix(_TARGET))
    raise Refused("API-004")


def _raw(connection: Connection, row: Row) -> Copied:
    """The message's own bytes; those of its whole parcel where its place in it is not known."""
    if row["payload_id"] is not None:
        return _payload(connection, row["payload_id"])
    parcel = messages.parcel(connection, row["parcel_id"], None) if row["parcel_id"] is not None else None
    if parcel is None:
        raise Refused("API-004")
    return _payload(connection, parcel["payload_id"], row["start"], row["end"])


def _sent(connection: Connection, access: Access, row: Row, system_id: str) -> Copied:
    """What the system was sent last, for whoever runs it."""
    for one in reversed(deliveries.of_message(connection, row["id"], None)):
        if one["system_id"] != system_id or not views.runs(access, one):
            continue
        for attempt in reversed(deliveries.attempts(connection, one["id"])):
            if attempt["sent_payload_id"]:
                return _payload(connection, attempt["sent_payload_id"])
    raise Refused("API-004")


def _payload(connection: Connection, payload_id: str, start: int = 0, end: int = 0) -> Copied:
    found = payloads.find(connection, payload_id)
    if found is None:
        raise Refused("API-004")
    chunks = payloads.chunks(connection, payload_id)
    return _copy(_between(chunks, start, end) if end > start else chunks, found["media_type"])


def _between(chunks: Iterable[bytes], start: int, end: int) -> Iterator[bytes]:
    place = 0
    for chunk in chunks:
        if place >= end:
            return
        yield chunk[max(0, start - place) : end - place]
        place += len(chunk)


def _copy(chunks: Iterable[bytes], media_type: str) -> Copied:
    file = SpooledTemporaryFile(_MEMORY)  # noqa: SIM115  # closed by whoever sends it
    sha, size = hashlib.sha256(), 0
    for chunk in chunks:
        sha.update(chunk)
        size += file.write(chunk)
    file.seek(0)
    return Copied(file, size, sha.digest(), media_type)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(lambda: file.read(_BLOCK), b"")


def _headers(copied: Copied, name: str) -> dict[str, str]:
    digest = b64encode(copied.sha256).decode()
    return {
        "etag": f'"{copied.sha256.hex()}"',
        "repr-digest": f"sha-256=:{digest}:",  # RFC 9530, section 3
        "digest": f"sha-256={digest}",  # RFC 3230, which RFC 9530 replaced, for those who still read it
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "private, no-cache",
    }


def _served(media_type: str) -> str:
    """The type without parameters, so that nothing in it is taken for text of some charset; our own where it is no type."""
    plain = media_type.partition(";")[0].strip()
    return plain if _MEDIA_TYPE.fullmatch(plain) and not plain.startswith("text/") else _ANY


def _suffix(which: str) -> str:
    return {"raw": "raw", "canonical": "canonical.json"}.get(which, "target")


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in islice(header.split(","), 32)}
