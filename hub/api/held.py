"""What is held, grouped by cause, so that one repair frees all of it.

Example: `GET /v1/held/causes`.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from hub.api import listing
from hub.api.access import Access
from hub.api.desk import desk_of
from hub.api.messages import Reader
from hub.api.shapes import Cause, Causes, answer

router = APIRouter(tags=["held"])


@router.get("/v1/held/causes", response_model=Causes, summary="Why messages are held")
async def list_causes(request: Request, access: Reader) -> Response:
    """The causes of held messages with their numbers; a member's own messages only."""
    return answer(await desk_of(request).ask(lambda connection: _causes(connection, access)))


def _causes(connection: Connection, access: Access) -> Causes:
    rows = listing.causes(connection, access)
    return Causes(
        items=[Cause(cause=row["cause"], fault=row["fault"] or None, messages=row["messages"], first=row["first"]) for row in rows]
    )
