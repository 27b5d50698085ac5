"""Parcels: the bytes as they arrived, for the member that handed them over.

Example: `GET /v1/parcels/{id}` tells what became of each message in it.
"""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from hub.api import views
from hub.api.access import Access
from hub.api.desk import desk_of
from hub.api.messages import Operator, Reader
from hub.api.shapes import ParcelView, Replayed, answer
from hub.errors import Refused
from hub.model.ids import is_id
from hub.store import messages, payloads
from hub.store.items import Row

router = APIRouter(tags=["parcels"])
_MOST_SHOWN = 1000


@router.get("/v1/parcels/{parcel_id}", response_model=ParcelView, summary="One parcel")
async def show_parcel(request: Request, access: Reader, parcel_id: str) -> Response:
    """What arrived, what was found in it as a whole, and the messages that it held."""
    return answer(await desk_of(request).ask(lambda connection: _parcel(connection, access, parcel_id)))


@router.post("/v1/parcels/{parcel_id}/replay", response_model=Replayed, summary="Open a held parcel again")
async def replay_parcel(request: Request, access: Operator, parcel_id: str) -> Response:
    """Open a held parcel again under the rules of today; what was already routed out of it is not routed twice."""
    desk = desk_of(request)
    row = await desk.ask(lambda connection: _seen(connection, access, parcel_id))
    await asyncio.to_thread(desk.hub.replayer.parcel, row)
    return answer(await desk.ask(lambda connection: Replayed(parcel=_parcel(connection, access, parcel_id))))


def _seen(connection: Connection, access: Access, parcel_id: str) -> Row:
    """A parcel of the reader's own; otherwise Refused."""
    row = messages.parcel(connection, parcel_id, access.member) if is_id(parcel_id) else None
    if row is None:
        raise Refused("API-004")
    return row


def _parcel(connection: Connection, access: Access, parcel_id: str) -> ParcelView:
    row = _seen(connection, access, parcel_id)
    parts = messages.of_parcel(connection, parcel_id, access.member) if row["opened"] <= _MOST_SHOWN else None
    return views.parcel(row, payloads.find(connection, row["payload_id"]), parts)
