"""Replay by plan: plan, start, progress, cancel. A member replays its own messages and the deliveries to its own systems.

Making a plan changes nothing else. Example: `POST /v1/replays` with `{"cause": "MAP-104|orders|PO1|X9"}`, then `POST /v1/replays/{id}/start`.
"""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from hub.api.access import Access
from hub.api.asked import Cursor, Limit, asked, described
from hub.api.cursor import after, written
from hub.api.desk import Desk, desk_of
from hub.api.messages import Operator, Reader
from hub.api.replay_shapes import ForecastView, PlanItem, PlanItems, PlanPage, PlanStep, PlanView, Progress, WantedBody
from hub.api.shapes import answer
from hub.api.views import instant
from hub.errors import Refused
from hub.model.ids import is_id
from hub.store import replays
from hub.store.items import Row
from hub.store.stopped import Wanted

router = APIRouter(tags=["replays"])
Behind = Annotated[int, Query(ge=0, le=1_000_000, description="The ordinal after which to go on.")]


@router.post(
    "/v1/replays", status_code=201, response_model=PlanView, summary="Plan what would be done again", openapi_extra=described(WantedBody)
)
async def make_plan(request: Request, access: Operator) -> Response:
    """Finds what fits, tells what would become of it under the configuration in force, and keeps that as a plan."""
    desk, body = desk_of(request), await asked(request, WantedBody)
    wanted = Wanted(body.cause, body.system, body.agreement, _micros(body.since), _micros(body.until), tuple(body.states))
    plan_id = await asyncio.to_thread(desk.hub.plans.make, wanted, access.member or "", access.actor, sample=body.sample, most=body.most)
    return answer(await _plan(desk, access, plan_id), 201)


@router.get("/v1/replays", response_model=PlanPage, summary="Replay plans")
async def list_plans(request: Request, access: Reader, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """The reader's plans, the newest first."""
    desk, start = desk_of(request), after(cursor, "replays")
    return answer(await desk.ask(lambda connection: _page(connection, desk, access, start, limit)))


def _page(connection: Connection, desk: Desk, access: Access, start: str, limit: int) -> PlanPage:
    rows = replays.page(connection, access.member, start, limit + 1)
    items = [_view(connection, desk, row) for row in rows[:limit]]
    return PlanPage(items=items, next=written("replays", rows[limit - 1]["id"]) if len(rows) > limit else None)


@router.get("/v1/replays/{plan}", response_model=PlanView, summary="How far a plan is")
async def show_plan(request: Request, access: Reader, plan: str) -> Response:
    """Its forecast, its progress, and who did what with it."""
    return answer(await _plan(desk_of(request), access, plan))


@router.get("/v1/replays/{plan}/items", response_model=PlanItems, summary="The items of a plan")
async def list_items(request: Request, access: Reader, plan: str, behind: Behind = 0, limit: Limit = 50) -> Response:
    """Each with its forecast, and what became of it: a delivery that is owed again is named by its new key."""
    rows = await desk_of(request).ask(lambda connection: _items(connection, access, plan, behind, limit + 1))
    return answer(PlanItems(items=[_item(row) for row in rows[:limit]], next=rows[limit - 1]["ordinal"] if len(rows) > limit else None))


@router.post("/v1/replays/{plan}/start", response_model=PlanView, summary="Do what was planned")
async def start_plan(request: Request, access: Operator, plan: str) -> Response:
    """The processes of the hub work it off, the oldest first; this answers at once."""
    desk = desk_of(request)
    await asyncio.to_thread(desk.hub.plans.start, plan, access.member, access.actor)
    desk.hub.replay_soon()
    return answer(await _plan(desk, access, plan))


@router.delete("/v1/replays/{plan}", response_model=PlanView, summary="Cancel a plan")
async def cancel_plan(request: Request, access: Operator, plan: str) -> Response:
    """Nothing more of it is done; what was done stays done, and the plan stays readable."""
    desk = desk_of(request)
    await asyncio.to_thread(desk.hub.plans.cancel, plan, access.member, access.actor)
    return answer(await _plan(desk, access, plan))


async def _plan(desk: Desk, access: Access, plan_id: str) -> PlanView:
    return await desk.ask(lambda connection: _view(connection, desk, _seen(connection, access, plan_id)))


def _seen(connection: Connection, access: Access, plan_id: str) -> Row:
    row = replays.one(connection, plan_id, access.member) if is_id(plan_id) else None
    if row is None:
        raise Refused("RPL-010", plan=plan_id)
    return row


def _items(connection: Connection, access: Access, plan_id: str, behind: int, limit: int) -> list[Row]:
    return replays.items(connection, _seen(connection, access, plan_id)["id"], behind, limit)


def _view(connection: Connection, desk: Desk, row: Row) -> PlanView:
    counts, seen = replays.counts(connection, row["id"]), replays.forecasts(connection, row["id"])
    steps = replays.steps(connection, row["id"])
    return PlanView(
        id=row["id"],
        state=row["state"],
        asked=_shown(json.loads(row["asked"])),
        items=row["items"],
        more=bool(row["more"]),
        forecast=ForecastView(unseen=seen.pop("", 0), **{name: seen.get(name, 0) for name in ("pass", "hold", "reject", "same", "differ")}),
        progress=Progress(**{name: counts.get(name, 0) for name in ("waiting", "done", "held", "left")}),
        actor=row["actor"],
        created_at=instant(row["created_at"]),
        config=row["config_digest"],
        stale=row["config_digest"] != desk.hub.rules.digest,
        steps=[PlanStep(event=one["event"], state=one["state"], actor=one["actor"], at=instant(one["at"])) for one in steps],
    )


def _shown(wanted: dict[str, object]) -> dict[str, object]:
    """The filter with its moments as people write them."""
    return {name: instant(value) if isinstance(value, int) else value for name, value in wanted.items()}


def _item(row: Row) -> PlanItem:
    return PlanItem(
        ordinal=row["ordinal"],
        kind=row["kind"],
        subject=row["subject"],
        message=row["message_id"],
        forecast=row["forecast"] or None,
        because=json.loads(row["because"]) if row["because"] else None,
        state=row["state"],
        result=row["result"] or None,
        at=None if row["at"] is None else instant(row["at"]),
    )


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1_000_000)
