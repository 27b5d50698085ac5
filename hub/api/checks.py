"""Checking a document without handing it in: what `hub try` does, over HTTP. Nothing is stored.

Example: `curl --data-binary @po.x12 …/v1/checks` gives one object per message.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from hub.api.access import Access
from hub.api.body import whole
from hub.api.desk import Desk, checker, desk_of
from hub.api.intake import own_system
from hub.api.problem import language_of
from hub.catalogue import Language
from hub.pipeline.check import check

router = APIRouter(tags=["checks"])
NDJSON = "application/x-ndjson"
_ROWS = {"schema": {"type": "array", "items": {"type": "object"}}}
_LINES = {"schema": {"type": "string", "description": "One object a line."}}
_BODY = {"required": True, "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}


@router.post(
    "/v1/checks",
    summary="Check a document; nothing is stored",
    response_class=Response,
    responses={200: {"description": "One object per message.", "content": {"application/json": _ROWS, NDJSON: _LINES}}},
    openapi_extra={"requestBody": _BODY},
)
async def check_document(
    request: Request,
    access: Annotated[Access, Depends(checker)],
    system: Annotated[str | None, Query(description="A system of yours: read as if it had sent the document.")] = None,
) -> Response:
    """As an array, or one object a line with `Accept: application/x-ndjson`. Bodies up to the size that is opened within a request."""
    desk = desk_of(request)
    reads_as = own_system(desk, access, system) if system is not None else None
    body = await whole(request, min(desk.hub.settings.body_limit, desk.hub.settings.inline_limit))
    rows = await asyncio.to_thread(_rows, desk, body, reads_as, language_of(request))
    if NDJSON in request.headers.get("accept", ""):
        return Response(b"".join(orjson.dumps(row) + b"\n" for row in rows), media_type=NDJSON)
    return Response(orjson.dumps(rows), media_type="application/json")


def _rows(desk: Desk, body: bytes, system: str | None, language: Language) -> list[dict[str, Any]]:
    return list(check([body], configuration=desk.hub.rules, system=system, language=language))
