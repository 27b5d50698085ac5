"""Where each value of a message came from and where it went, recomputed from the bytes and the maps of its day.

The sender sees where its values stood, a receiver where they stand in what it was sent; neither sees the other's bytes.
Example: `GET /v1/messages/{id}/lineage`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from hub.api import views
from hub.api.access import Access
from hub.api.desk import desk_of
from hub.api.messages import Reader, seen
from hub.configuration.active import ActiveConfiguration
from hub.errors import Refused
from hub.pipeline.lineage import explain
from hub.store import deliveries, members, messages, payloads
from hub.store.items import Row

router = APIRouter(tags=["messages"])
_ROWS = {"schema": {"type": "array", "items": {"type": "object"}}}


@dataclass(slots=True)
class Kept:
    """What the store kept of one message: its bytes, its document, what its receivers were sent, and the configuration of its day."""

    row: Row
    tree: bytes
    raw: bytes = b""
    document: bytes = b""
    sent: list[tuple[str, str | None, bytes]] = field(default_factory=list)


@router.get(
    "/v1/messages/{message_id}/lineage",
    summary="Where each value came from and where it went",
    response_class=Response,
    responses={200: {"description": "One object per canonical value.", "content": {"application/json": _ROWS}}},
)
async def show_lineage(request: Request, access: Reader, message_id: str) -> Response:
    """Canonical value, rule, source and targets. `source` and `rule` are the sender's alone; `targets` names the systems of the reader."""
    desk = desk_of(request)
    kept = await desk.ask(lambda connection: _kept(connection, access, message_id, desk.hub.settings.inline_limit))
    owner = views.owns(access, kept.row)
    rows = await asyncio.to_thread(lambda: list(_told(kept, owner=owner)))
    return Response(orjson.dumps(rows), media_type="application/json")


def _kept(connection: Connection, access: Access, message_id: str, limit: int) -> Kept:
    row = seen(connection, access, message_id)
    configuration = members.configuration(connection, row["config_digest"])
    document = messages.document(connection, row["id"], None)
    if document is None or configuration is None:
        raise Refused("API-004")
    kept = Kept(row, bytes(configuration["tree"]), document=bytes(document["body"]))
    parcel = messages.parcel(connection, row["parcel_id"], None) if row["parcel_id"] is not None else None
    if parcel is not None and views.owns(access, row):
        payload = payloads.find(connection, parcel["payload_id"])
        if payload is not None and payload["size"] > limit:
            raise Refused("API-021", limit=limit, size=payload["size"])
        kept.raw = payloads.read(connection, parcel["payload_id"])
    for one in deliveries.of_message(connection, row["id"], None):
        if views.runs(access, one):
            kept.sent += [(one["system_id"], one["system_id"], body) for body in _sent(connection, one)]
    return kept


def _sent(connection: Connection, delivery: Row) -> Iterator[bytes]:
    """What the system was sent last."""
    for attempt in reversed(deliveries.attempts(connection, delivery["id"])):
        if attempt["sent_payload_id"]:
            yield payloads.read(connection, attempt["sent_payload_id"])
            return


def _told(kept: Kept, *, owner: bool) -> Iterator[dict[str, Any]]:
    """The sender's view begins with its own bytes, a receiver's with the document."""
    rules = ActiveConfiguration.from_tree(orjson.loads(kept.tree))
    if owner and kept.raw:
        yield from explain(kept.raw, configuration=rules, system=kept.row["system_id"], only=kept.row["ordinal"], written=kept.sent)
        return
    for row in explain(kept.document, configuration=rules, written=kept.sent):
        yield {**row, "source": None}
