"""Messages: lists, one by one, what the ledger says of them, their deliveries; and reading a held one again.

Taking messages in is `intake`. What a reader may see is decided in `views`.
Example: `GET /v1/messages?ref=4711`.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from hub.api import history, listing, views
from hub.api.access import Access
from hub.api.asked import Cursor, Limit, plain
from hub.api.cursor import after, written
from hub.api.desk import desk_of, operator, reader
from hub.api.shapes import Deliveries, Event, Events, MessagePage, MessageSummary, MessageView, Replayed, answer
from hub.errors import Refused
from hub.model.ids import is_id
from hub.store import deliveries, leaves, messages
from hub.store.items import Row

router = APIRouter(tags=["messages"])
Reader = Annotated[Access, Depends(reader)]
Operator = Annotated[Access, Depends(operator)]


def seen(connection: Connection, access: Access, message_id: str) -> Row:
    """A message that the reader may see; otherwise Refused, and nothing tells whether it exists."""
    row = messages.one(connection, message_id, access.member) if is_id(message_id) else None
    if row is None or not views.sees(access, row):
        raise Refused("API-004")
    return row


@router.get("/v1/messages", response_model=MessagePage, summary="List messages, or find them by a reference")
async def list_messages(
    request: Request,
    access: Reader,
    ref: Annotated[
        str | None, Query(description="A number that the message carries, exactly; case, width and outer blanks do not matter.")
    ] = None,
    state: Annotated[Literal["held"] | None, Query(description="Only held messages, the oldest first.")] = None,
    thread: Annotated[str | None, Query(description="The messages of one business conversation, the oldest first.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """At most one of `ref`, `state` and `thread`; without them the newest first. There are no totals."""
    if sum(one is not None for one in (ref, state, thread)) > 1:
        raise Refused("API-011", parameter="ref, state, thread", reason="only one of them can be given")
    kind = "ref" if ref is not None else "held" if state else "thread" if thread is not None else "new"
    wanted = plain("ref", ref) if ref is not None else plain("thread", thread) if thread is not None else ""
    start = after(cursor, kind)
    return answer(await desk_of(request).ask(lambda connection: _page(connection, access, kind, wanted, start, limit)))


def _page(connection: Connection, access: Access, kind: str, wanted: str, start: str, limit: int) -> MessagePage:
    if kind == "ref":
        rows, more = listing.by_reference(connection, access, wanted, start, limit)
    elif kind == "held":
        rows, more = listing.held(connection, access, start, limit)
    elif kind == "thread":
        rows, more = listing.by_thread(connection, access, wanted, start, limit)
    else:
        rows, more = listing.newest(connection, access, start, limit)
    items = summaries(connection, access, rows)
    return MessagePage(items=items, next=written(kind, rows[-1]["id"]) if more else None)


def summaries(connection: Connection, access: Access, rows: list[Row]) -> list[MessageSummary]:
    """Messages with their deliveries, read together."""
    owed: dict[str, list[Row]] = {row["id"]: [] for row in rows}
    for one in deliveries.of_messages(connection, owed):
        owed[one["message_id"]].append(one)
    return [views.summary(access, row, owed[row["id"]]) for row in rows]


def view(connection: Connection, access: Access, row: Row) -> MessageView:
    """One message with everything that the reader may see of it."""
    return views.message(access, row, deliveries.of_message(connection, row["id"], None))


@router.get("/v1/messages/{message_id}", response_model=MessageView, summary="One message")
async def show_message(request: Request, access: Reader, message_id: str) -> Response:
    """What is known of a message: its states, findings, coverage and deliveries."""
    return answer(await desk_of(request).ask(lambda connection: view(connection, access, seen(connection, access, message_id))))


@router.get("/v1/messages/{message_id}/events", response_model=Events, summary="What the ledger says of a message")
async def list_events(request: Request, access: Reader, message_id: str) -> Response:
    """The leaves about a message in order. Of the other side's doings only that they happened is told."""
    return answer(await desk_of(request).ask(lambda connection: Events(items=_events(connection, access, message_id))))


def _events(connection: Connection, access: Access, message_id: str) -> list[Event]:
    row = seen(connection, access, message_id)
    owed = {one["key"]: one for one in deliveries.of_message(connection, row["id"], None)}
    shown = (history.event(access, row, owed, leaf) for leaf in leaves.events(connection, row["id"]))
    return [one for one in shown if one is not None]


@router.get("/v1/messages/{message_id}/deliveries", response_model=Deliveries, summary="The deliveries of a message")
async def list_deliveries(request: Request, access: Reader, message_id: str) -> Response:
    """Every delivery owed for a message that the reader may know of, oldest first."""
    return answer(await desk_of(request).ask(lambda connection: _deliveries(connection, access, message_id)))


def _deliveries(connection: Connection, access: Access, message_id: str) -> Deliveries:
    row = seen(connection, access, message_id)
    owed = deliveries.of_message(connection, row["id"], None)
    return Deliveries(items=[views.delivery(access, one) for one in owed if views.sees_delivery(access, row, one)])


@router.post("/v1/messages/{message_id}/replay", response_model=Replayed, summary="Read a held message again")
async def replay_message(request: Request, access: Operator, message_id: str) -> Response:
    """Read, translate and route a held message again under the rules of today; its id and its past stay."""
    desk = desk_of(request)
    row = await desk.ask(lambda connection: seen(connection, access, message_id))
    if not views.owns(access, row):
        raise Refused("API-019")
    await asyncio.to_thread(desk.hub.replayer.message, row)
    return answer(await desk.ask(lambda connection: Replayed(message=view(connection, access, seen(connection, access, message_id)))))
