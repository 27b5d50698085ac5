"""The newest signed head of the ledger, for those who keep a copy of it so that nobody can rewrite the past.

Example: `GET /v1/checkpoints`.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from hub.api.desk import desk_of
from hub.api.messages import Reader
from hub.api.shapes import Head, answer
from hub.api.views import instant
from hub.errors import Refused
from hub.store import checkpoints

router = APIRouter(tags=["ledger"])


@router.get("/v1/checkpoints", response_model=Head, summary="The newest checkpoint")
async def newest_checkpoint(request: Request, _access: Reader) -> Response:
    """The head over the most leaves, with its C2SP signed note."""
    return answer(await desk_of(request).ask(_newest))


def _newest(connection: Connection) -> Head:
    row = checkpoints.latest(connection)
    if row is None:
        raise Refused("API-004")
    note = bytes(row["note"]).decode("utf-8")
    origin = note.partition("\n")[0]
    return Head(origin=origin, size=row["size"], root=bytes(row["root"]).hex(), signed_at=instant(row["signed_at"]), note=note)
