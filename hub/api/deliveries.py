"""Deliveries: one, its attempts, and setting a stopped one going again.

The sender of a message sees that it was delivered; how it went inside the receiver's system is the receiver's affair.
Example: `GET /v1/deliveries/{key}/attempts`.
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
from hub.api.shapes import Attempts, DeliveryView, Replayed, answer
from hub.errors import Refused
from hub.model.ids import is_id
from hub.store import deliveries, messages
from hub.store.items import Row

router = APIRouter(tags=["deliveries"])


def seen(connection: Connection, access: Access, key: str) -> Row:
    """A delivery that the reader may know of; otherwise Refused."""
    row = deliveries.one(connection, key, access.member) if is_id(key) else None
    message = messages.one(connection, row["message_id"], None) if row is not None else None
    if row is None or message is None or not views.sees(access, message) or not views.sees_delivery(access, message, row):
        raise Refused("API-004")
    return row


@router.get("/v1/deliveries/{key}", response_model=DeliveryView, summary="One delivery")
async def show_delivery(request: Request, access: Reader, key: str) -> Response:
    """Where a delivery stands. Sent, receipted, acknowledged and answered are separate things."""
    return answer(await desk_of(request).ask(lambda connection: views.delivery(access, seen(connection, access, key))))


@router.get("/v1/deliveries/{key}/attempts", response_model=Attempts, summary="The attempts of a delivery")
async def list_attempts(request: Request, access: Reader, key: str) -> Response:
    """Every try in order; for the member whose system it goes to, and for the operator."""
    return answer(await desk_of(request).ask(lambda connection: _attempts(connection, access, key)))


def _attempts(connection: Connection, access: Access, key: str) -> Attempts:
    row = seen(connection, access, key)
    if not views.runs(access, row):
        raise Refused("API-004")
    return Attempts(items=[views.attempt(one) for one in deliveries.attempts(connection, row["id"])])


@router.post("/v1/deliveries/{key}/replay", response_model=Replayed, summary="Set a stopped delivery going again")
async def replay_delivery(request: Request, access: Operator, key: str) -> Response:
    """A held delivery goes on under its key; a rejected or dead one is owed again under a new one."""
    desk = desk_of(request)
    row = await desk.ask(lambda connection: seen(connection, access, key))
    if not views.runs(access, row):
        raise Refused("API-019")
    done = await asyncio.to_thread(desk.hub.replayer.deliveries, [row], access.actor)
    if not done:
        raise Refused("QUE-001", state=views.state(row), event="replay")
    return answer(await desk.ask(lambda connection: Replayed(delivery=views.delivery(access, _owed_now(connection, row)))))


def _owed_now(connection: Connection, row: Row) -> Row:
    """The delivery itself where it went on, else the newest that repeats it."""
    copies = [
        one
        for one in deliveries.of_message(connection, row["message_id"], None)
        if one["key"] == row["key"] or one["replay_of"] == row["key"]
    ]
    return copies[-1]
