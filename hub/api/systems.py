"""Systems: whether deliveries to them go on, who stopped them, whether they answer; and pausing and resuming them.

A member sees and moves its own systems, the operator all. Example: `POST /v1/systems/acme/erp/pause` with `{"reason": "stock taking"}`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from hub.api.access import Access
from hub.api.asked import asked, described, plain
from hub.api.desk import desk_of
from hub.api.messages import Operator, Reader
from hub.api.shapes import answer
from hub.api.system_shapes import BreakerView, PaceView, Paused, Reason, Systems, SystemStep, SystemSteps, SystemView
from hub.api.views import instant
from hub.errors import Refused
from hub.model.member import member_of
from hub.queue.breakers import stored
from hub.store import deliveries, systems
from hub.store.items import Row

router = APIRouter(tags=["systems"])
_COUNTS = ("behind", "ready", "running", "held")


@router.get("/v1/systems", response_model=Systems, summary="Your systems, and whether deliveries go on")
async def list_systems(request: Request, access: Reader) -> Response:
    """Every system of the reader's with its pause, breaker, pace and what is owed to it."""
    desk = desk_of(request)
    return answer(Systems(items=await desk.ask(lambda connection: views(connection, access, desk.hub.clock()))))


@router.get("/v1/systems/{member}/{system}", response_model=SystemView, summary="One system")
async def show_system(request: Request, access: Reader, member: str, system: str) -> Response:
    """One system of the reader's."""
    return await _shown(request, access, _named(access, member, system))


@router.get("/v1/systems/{member}/{system}/steps", response_model=SystemSteps, summary="What happened to a system")
async def list_steps(request: Request, access: Reader, member: str, system: str) -> Response:
    """Who paused and resumed it, when it did not answer and when it did again; the newest first."""
    system_id = _named(access, member, system)
    rows = await desk_of(request).ask(lambda connection: systems.steps(connection, system_id))
    steps = [SystemStep(event=row["event"], at=instant(row["at"]), actor=row["actor"], reason=row["reason"] or None) for row in rows]
    return answer(SystemSteps(items=steps))


@router.post(
    "/v1/systems/{member}/{system}/pause",
    response_model=SystemView,
    summary="Stop the deliveries to a system",
    openapi_extra=described(Reason),
)
async def pause(request: Request, access: Operator, member: str, system: str) -> Response:
    """What is owed is kept, in order; attempts under way end by themselves. The reason is recorded and shown."""
    system_id, switch, reason = _named(access, member, system), desk_of(request).hub.switch, _said(await asked(request, Reason))
    return await _moved(request, access, system_id, lambda: switch.pause(system_id, access.actor, reason))


@router.post(
    "/v1/systems/{member}/{system}/resume",
    response_model=SystemView,
    summary="Let deliveries to a system go on",
    openapi_extra=described(Reason),
)
async def resume(request: Request, access: Operator, member: str, system: str) -> Response:
    """What waited goes on, in order."""
    system_id, switch, reason = _named(access, member, system), desk_of(request).hub.switch, _said(await asked(request, Reason))
    return await _moved(request, access, system_id, lambda: switch.resume(system_id, access.actor, reason))


async def _moved(request: Request, access: Access, system_id: str, move: Callable[[], None]) -> Response:
    await desk_of(request).ask(lambda connection: _known(connection, system_id))
    await asyncio.to_thread(move)
    return await _shown(request, access, system_id)


async def _shown(request: Request, access: Access, system_id: str) -> Response:
    desk = desk_of(request)
    rows = await desk.ask(lambda connection: views(connection, access, desk.hub.clock()))
    found = next((row for row in rows if row.id == system_id), None)
    if found is None:
        raise Refused("API-004")
    return answer(found)


def _said(why: Reason) -> str:
    return plain("reason", why.reason) if why.reason.strip() else ""


def _named(access: Access, member: str, system: str) -> str:
    system_id = f"{plain('member', member)}/{plain('system', system)}"
    if access.member not in (None, member):
        raise Refused("API-004")
    return system_id


def _known(connection: Connection, system_id: str) -> None:
    if systems.one(connection, system_id) is None:
        raise Refused("API-004")


def views(connection: Connection, access: Access, now: int) -> list[SystemView]:
    """The systems that the reader runs, as they are now."""
    rows = [row for row in systems.every_one(connection) if access.member in (None, member_of(row["id"]))]
    counts = {(one["system_id"], one["state"]): one["deliveries"] for one in deliveries.backlog(connection)}
    pauses = systems.last(connection, [row["id"] for row in rows if not row["open"]], "paused")
    due, used = systems.oldest_due(connection), systems.used(connection, now)
    return [_view(row, now, [counts.get((row["id"], state), 0) for state in range(4)], pauses.get(row["id"]), due, used) for row in rows]


def _view(row: Row, now: int, counts: list[int], pause: Row | None, due: dict[str, int], used: dict[str, int]) -> SystemView:
    told, since = _breaker(row, now, counts[2]), due.get(row["id"])
    paused = None if row["open"] else _paused(pause)
    return SystemView(
        id=row["id"],
        member=member_of(row["id"]),
        state="paused" if paused else "broken" if told.state != "closed" else "open",
        paused=paused,
        breaker=told,
        pace=PaceView(
            in_flight=row["cap"], per_minute=row["per_minute"] or None, used=used.get(row["id"], 0) if row["per_minute"] else None
        ),
        **dict(zip(_COUNTS, counts, strict=True)),
        due_since=None if since is None or since > now else instant(since),
    )


def _paused(step: Row | None) -> Paused:
    if step is None:
        return Paused(by=None, since=None, reason=None)
    return Paused(by=step["actor"], since=instant(step["at"]), reason=step["reason"] or None)


def _breaker(row: Row, now: int, running: int) -> BreakerView:
    """Half-open is open past its time with the probe under way."""
    kept = stored(row)
    state = "half-open" if kept.state == "open" and kept.until <= now and running else kept.state
    return BreakerView(state=state, failures=kept.failures, until=instant(kept.until) if kept.state != "closed" else None)
