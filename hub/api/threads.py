"""Threads: one business conversation from any number that occurs in it, as far as the reader may see.

Example: `GET /v1/threads/4711` gives the order 4711, its answers and their acknowledgements.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from hub.api import listing
from hub.api.access import Access
from hub.api.asked import plain
from hub.api.desk import desk_of
from hub.api.messages import Reader, summaries
from hub.api.shapes import Thread, answer
from hub.errors import Refused

router = APIRouter(tags=["threads"])


@router.get("/v1/threads/{reference:path}", response_model=Thread, summary="A business conversation")
async def show_thread(request: Request, access: Reader, reference: str) -> Response:
    """All messages of the conversations in which a reference (or a thread of its own name) occurs, oldest first."""
    wanted = plain("reference", reference)
    return answer(await desk_of(request).ask(lambda connection: _thread(connection, access, wanted)))


def _thread(connection: Connection, access: Access, reference: str) -> Thread:
    rows = listing.conversations(connection, access, reference)
    if not rows:
        raise Refused("API-004")
    return Thread(reference=reference, items=summaries(connection, access, rows))
