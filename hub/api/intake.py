"""Taking messages in: POST /v1/messages, the door that everything else waits behind.

202 leaves only after the commit (law 1). Bytes are taken as they are, whatever they are: what they mean is the pipeline's affair. The route
declares no parameters and no models, because this is the hot path; `openapi_extra` describes them.
Example: `curl --data-binary @po.x12 -H 'Idempotency-Key: …' -H 'Authorization: Bearer …' …/v1/messages`.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any, Final
from unicodedata import category

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from hub.api.access import Access
from hub.api.asked import plain, yes_or_no
from hub.api.body import Spool, limited
from hub.api.desk import Desk, access_of, desk_of
from hub.api.problem import request_id_of
from hub.api.shapes import Receipt
from hub.errors import Refused
from hub.model.member import member_of
from hub.pipeline.accept import Accepted, KeyUsed, Once
from hub.pipeline.context import Arrival
from hub.store.payloads import PayloadStream

router = APIRouter(tags=["messages"])
_LONGEST: Final = 255
_ANY: Final = "application/octet-stream"
# Headers worth keeping as evidence. Credentials never are.
_KEPT: Final = ("user-agent", "content-disposition", "idempotency-key", "x-forwarded-for")
_LONGEST_KEPT: Final = 1000
_KEY: Final = re.compile(r"[!-~][ -~]{0,253}[!-~]|[!-~]")


@dataclass(frozen=True, slots=True)
class Errand:
    """One request to take something in. `key`: its Idempotency-Key."""

    access: Access
    arrival: Arrival
    key: str

    def once(self, sha256: str) -> Once:
        """The same request is the same bytes from the same system under the same test mark."""
        same = f"{self.arrival.system_id}\n{int(self.arrival.test)}\n{sha256}"
        return Once(self.access.token_id, self.key, hashlib.sha256(same.encode()).hexdigest())


_PARAMETERS: Final[list[dict[str, Any]]] = [
    {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string", "maxLength": 255}, "description": "A fresh key for every request, the same for its repetition (draft-ietf-httpapi-idempotency-key-header-07)."},
    {"name": "system", "in": "query", "schema": {"type": "string"}, "description": "The system that sends, as member/system; needed with a person's token."},
    {"name": "name", "in": "query", "schema": {"type": "string"}, "description": "A file name; Content-Disposition may give it instead."},
    {"name": "test", "in": "query", "schema": {"type": "boolean"}, "description": "A test; the header X-Test says the same."},
    {"name": "X-Test", "in": "header", "schema": {"type": "boolean"}},
]  # fmt: skip
_BODY: Final = {"required": True, "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}


@router.post(
    "/v1/messages",
    status_code=202,
    response_model=Receipt,
    summary="Hand in a message or an interchange",
    openapi_extra={"parameters": _PARAMETERS, "requestBody": _BODY},
)
async def take_message(request: Request) -> Response:
    """The bytes are committed before this answers. Large bodies, and what their sender brings until they are opened, are opened afterwards: their state is `received`."""
    desk = desk_of(request)
    errand = _errand(request, desk, await access_of(request, "send"))
    place = (errand.access.token_id, errand.key)
    if place in desk.running:
        raise Refused("API-008")
    desk.running.add(place)
    try:
        return await _take(request, desk, errand)
    finally:
        desk.running.discard(place)


async def _take(request: Request, desk: Desk, errand: Errand) -> Response:
    settings = desk.hub.settings
    spool = Spool(settings.inline_limit, lambda: _stream(desk, errand.arrival))
    try:
        await spool.take(limited(request, settings.body_limit))
        return await (_small(desk, errand, spool.data) if spool.stream is None else _large(desk, errand, spool.stream))
    finally:
        await spool.drop()


async def _small(desk: Desk, errand: Errand, data: bytes) -> Response:
    """Opened, translated and routed in this very request, unless an earlier parcel of the member still waits to be opened."""
    if not data:
        raise Refused("API-010")
    once = errand.once(hashlib.sha256(data).hexdigest())
    try:
        accepted = await desk.hub.reception.accept(errand.arrival, data, once)
    except KeyUsed as used:
        return _repeated(used, once)
    if accepted.state == "received":  # behind a large one of the same member
        desk.hub.open_soon()
    return _receipt(accepted)


async def _large(desk: Desk, errand: Errand, stream: PayloadStream) -> Response:
    """Committed in this request, opened after it."""
    stored = await asyncio.to_thread(stream.finish)
    once = errand.once(stored.digest)
    try:
        accepted = await desk.hub.reception.receive(errand.arrival, stored, once)
    except KeyUsed as used:
        return _repeated(used, once)
    desk.hub.open_soon()
    return _receipt(accepted)


def _receipt(accepted: Accepted) -> Response:
    return _answer(orjson.dumps(accepted.as_dict()), accepted.parcel_id, [outcome.message_id for outcome in accepted.outcomes])


def _repeated(used: KeyUsed, once: Once) -> Response:
    """The same request gets the answer that it got; another one under the same key is refused."""
    if used.row["digest"] != once.digest:
        raise Refused("API-007")
    body = bytes(used.row["answer"])
    told = orjson.loads(body)
    response = _answer(body, told["parcel"], [message["id"] for message in told["messages"]])
    response.headers["idempotency-replayed"] = "true"
    return response


def _answer(body: bytes, parcel_id: str, message_ids: list[str]) -> Response:
    place = f"/v1/messages/{message_ids[0]}" if message_ids else f"/v1/parcels/{parcel_id}"
    return Response(body, 202, {"location": place}, "application/json")


def _stream(desk: Desk, arrival: Arrival) -> PayloadStream:
    hub = desk.hub
    return PayloadStream(hub.database, hub.ids.new(), arrival.member_id, arrival.media_type, hub.context().salt(), arrival.received_at)


def _errand(request: Request, desk: Desk, access: Access) -> Errand:
    # The framework walks all headers for each one that is asked for; here that is the larger part of the work.
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.scope["headers"]}
    query: Mapping[str, str] = request.query_params if request.scope["query_string"] else {}
    system_id = _system(desk, access, query.get("system"))
    marks = (yes_or_no("X-Test", headers.get("x-test")), yes_or_no("test", query.get("test")))
    kept = {name: value[:_LONGEST_KEPT] for name in _KEPT if (value := headers.get(name))}
    arrival = Arrival(
        parcel_id=desk.hub.ids.new(),
        member_id=access.member_id,
        system_id=system_id,
        transport="http",
        peer=request.client.host if request.client else "",
        name=_name(query.get("name"), headers.get("content-disposition")),
        media_type=headers.get("content-type", _ANY)[:_LONGEST],
        received_at=desk.hub.clock(),
        headers={**kept, "x-request-id": request_id_of(request)},
        test=any(marks),
    )
    return Errand(access, arrival, _key(headers.get("idempotency-key", "")))


def _key(header: str) -> str:
    """The key, which the draft writes as a quoted string (section 2.1) and most clients do not."""
    text = header.strip()
    key = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    if not _KEY.fullmatch(key):
        raise Refused("API-006")
    return key


def _system(desk: Desk, access: Access, asked: str | None) -> str:
    """The system that sends: the token's own, or, for a person, one that the member has."""
    if access.system_id:
        if asked not in (None, access.system_id):
            raise Refused("API-013", system=asked)
        return access.system_id
    return own_system(desk, access, asked)


def own_system(desk: Desk, access: Access, asked: str | None) -> str:
    """A configured system of the token's member; one of others answers as one that does not exist."""
    if not asked:
        raise Refused("API-014")
    if member_of(asked) != access.member_id or asked not in desk.hub.rules.configuration.systems:
        raise Refused("API-013", system=asked)
    return asked


def _name(asked: str | None, disposition: str | None) -> str:
    """The file's name without any path (RFC 6266, section 4.3); "" where none is given."""
    if asked is None and disposition is None:
        return ""
    if asked is not None:
        given = plain("name", asked)
    else:
        header = Message()
        header["content-disposition"] = disposition or ""
        given = header.get_filename() or ""
    last = given.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last if category(character) not in {"Cc", "Cs"})[:_LONGEST]
