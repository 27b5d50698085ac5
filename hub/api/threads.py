"""Threads: one business conversation from any number that occurs in it, as far as the reader may see.

Example: `GET /v1/threads/4711` gives the order 4711, its answers, their acknowledgements, and which reply is owed by when.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from hub.api import listing, views
from hub.api.access import Access
from hub.api.asked import plain
from hub.api.desk import desk_of
from hub.api.messages import Reader, summaries
from hub.api.shapes import Thread, answer
from hub.configuration.active import ActiveConfiguration
from hub.errors import Refused
from hub.pipeline.promises import Conversation, owed_next
from hub.store import deliveries, offers
from hub.store.items import Row

router = APIRouter(tags=["threads"])


@router.get("/v1/threads/{reference:path}", response_model=Thread, summary="A business conversation")
async def show_thread(request: Request, access: Reader, reference: str) -> Response:
    """All messages of the conversations in which a reference (or a thread of its own name) occurs, oldest first; what is owed next."""
    wanted, hub = plain("reference", reference), desk_of(request).hub
    return answer(await desk_of(request).ask(lambda connection: _thread(connection, access, wanted, hub.rules, hub.clock())))


def _thread(connection: Connection, access: Access, reference: str, rules: ActiveConfiguration, now: int) -> Thread:
    rows = listing.conversations(connection, access, reference)
    if not rows:
        raise Refused("API-004")
    ids = [row["id"] for row in rows]
    owed: dict[str, list[Row]] = {row["id"]: [] for row in rows}
    by_id = {row["id"]: row for row in rows}
    for one in deliveries.of_messages(connection, ids):
        if views.sees_delivery(access, by_id[one["message_id"]], one):
            owed[one["message_id"]].append(one)
    made = offers.by_messages(connection, ids)
    conversation = Conversation(rows, owed, {one["message_id"]: one for one in made})
    return Thread(
        reference=reference,
        items=summaries(connection, access, rows),
        offers=[views.offer(one) for one in _offers(connection, access, by_id, made)],
        owed=[views.owed(one) for one in owed_next(conversation, rules.agreement, now)],
    )


def _offers(connection: Connection, access: Access, rows: dict[str, Row], made: list[Row]) -> list[Row]:
    """Every candidate of the reader's own leads, and of others' leads the offer that the reader got."""
    own = [one for one in offers.of_leads(connection, rows) if views.owns(access, rows[one["lead_id"]])]
    known = {(one["lead_id"], one["ordinal"]) for one in own}
    return [*own, *(one for one in made if (one["lead_id"], one["ordinal"]) not in known and one["member_id"] == access.member_id)]
