"""What is held, grouped by cause, so that one repair frees all of it.

Example: `GET /v1/held/causes`.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from hub.api import listing, views
from hub.api.access import Access
from hub.api.asked import Cursor, Limit
from hub.api.causes import causes
from hub.api.cursor import after, written
from hub.api.desk import desk_of
from hub.api.messages import Reader
from hub.api.shapes import Causes, ParcelPage, StoppedPage, answer
from hub.store import messages, payloads

router = APIRouter(tags=["held"])


@router.get("/v1/held/causes", response_model=Causes, summary="Why messages and deliveries stopped")
async def list_causes(request: Request, access: Reader) -> Response:
    """The causes with their numbers and an example each: a member's own messages, and deliveries to its own systems."""
    return answer(await desk_of(request).ask(lambda connection: Causes(items=causes(connection, access))))


@router.get("/v1/held/deliveries", response_model=StoppedPage, summary="Deliveries that stopped")
async def list_stopped(request: Request, access: Reader, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Held, rejected and dead deliveries to the reader's own systems, the oldest first."""
    start = after(cursor, "stopped")
    return answer(await desk_of(request).ask(lambda connection: _stopped(connection, access, start, limit)))


def _stopped(connection: Connection, access: Access, start: str, limit: int) -> StoppedPage:
    rows, more = listing.stopped(connection, access, start, limit)
    items = [views.delivery(access, row) for row in rows]
    return StoppedPage(items=items, next=written("stopped", rows[-1]["key"]) if more else None)


@router.get("/v1/held/parcels", response_model=ParcelPage, summary="Parcels that could not be opened")
async def list_parcels(request: Request, access: Reader, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Held parcels of the reader's own, the oldest first."""
    start = after(cursor, "parcels")
    return answer(await desk_of(request).ask(lambda connection: _parcels(connection, access, start, limit)))


def _parcels(connection: Connection, access: Access, start: str, limit: int) -> ParcelPage:
    rows = messages.held_parcels(connection, access.member, start, limit + 1)
    items = [views.parcel(row, payloads.find(connection, row["payload_id"]), None) for row in rows[:limit]]
    return ParcelPage(items=items, next=written("parcels", rows[limit - 1]["id"]) if len(rows) > limit else None)
