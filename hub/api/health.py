"""Whether this process lives, and whether it can take something: for those who start, stop and balance processes.

Asked without a token, so it tells no more than yes or no and which part is missing. Example: `GET /v1/ready`.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import TimeoutError as Late

from fastapi import APIRouter, Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from hub.api.desk import Desk, desk_of
from hub.api.shapes import Status, answer
from hub.errors import HubError, TryAgain
from hub.store import migrations
from hub.store.items import Rows

router = APIRouter(tags=["health"])
_WRITER_SECONDS = 3.0


@router.get("/v1/health", response_model=Status, summary="Does the process live?")
async def health() -> Response:
    """It answers, so it does."""
    return answer(Status(status="alive"))


@router.get("/v1/ready", response_model=Status, summary="Can the process take something?")
async def ready(request: Request) -> Response:
    """The database answers, its tables are those of this version, and the writer commits."""
    missing = await asyncio.to_thread(_missing, desk_of(request))
    if missing:
        raise TryAgain("API-018", after=5.0, reason=missing)
    return answer(Status(status="ready"))


def _missing(desk: Desk) -> str:
    try:
        migrations.require_current(desk.hub.database)
    except HubError:
        return "the tables are not of this version"
    except SQLAlchemyError:
        return "the database does not answer"
    try:
        desk.hub.writer.submit(Rows()).result(_WRITER_SECONDS)
    except (HubError, SQLAlchemyError, Late):
        return "the writer does not commit"
    return ""
