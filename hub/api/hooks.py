"""Systems that call us: /v1/hooks/{member}/{system}. No token of the hub: the adapter verifies the call by the platform's own signature.

It answers after the commit and never fetches anything. A call to a system that may not call is answered like a wrong address.
Example: a platform posts `{"entry": [...]}` with `X-Hub-Signature-256` and gets 200 as soon as it is kept.
"""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from hub.adapters.inbound import Call, Rejected
from hub.api.access import Access
from hub.api.asked import plain
from hub.api.body import limited
from hub.api.desk import Desk, access_of, desk_of
from hub.api.problem import language_of, problem, request_id_of
from hub.api.shapes import Released
from hub.errors import Refused
from hub.pipeline.context import Arrival

router = APIRouter(tags=["hooks"])
_LONGEST: Final = 255
_LONGEST_KEPT: Final = 1000
_MOST_KEPT: Final = 64
# Kept as evidence: all that came, but credentials never are.
_NEVER: Final = frozenset(("authorization", "cookie", "proxy-authorization"))
_ANY: Final = "application/octet-stream"
_BODY: Final = {"required": True, "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "It is kept; what it names will be fetched.", "content": {"text/plain": {"schema": {"type": "string"}}}},
    401: {"description": "The signature is wrong; the call is kept as refused."},
    404: {"description": "No such system, or one that may not call."},
}


@router.get("/v1/hooks/{member}/{system}", summary="Answer the challenge of a platform", response_class=Response, responses=_ANSWERS)
async def answer_challenge(request: Request, member: str, system: str) -> Response:
    """What the platform asks before it sends anything; nothing is stored."""
    return await _answered(request, f"{plain('member', member)}/{plain('system', system)}", b"")


@router.post(
    "/v1/hooks/{member}/{system}",
    summary="Take a platform's call",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra={"requestBody": _BODY},
)
async def take_call(request: Request, member: str, system: str) -> Response:
    """Verified, committed, answered; what it names is fetched after that."""
    desk = desk_of(request)
    system_id = f"{plain('member', member)}/{plain('system', system)}"
    if not desk.hub.hooks.knows(system_id):
        raise Refused("API-004")  # before its body is read
    body = b"".join([part async for part in limited(request, desk.hub.settings.inline_limit)])
    return await _answered(request, system_id, body)


@router.post("/v1/hooks/{member}/{system}/release", summary="Fetch again what is held", response_model=Released)
async def release(request: Request, member: str, system: str) -> Released:
    """What could not be fetched, because the system did not let us in or for too long, is due at once."""
    desk, access = desk_of(request), await access_of(request, "operate")
    released = await desk.hub.collector.release(_own(desk, access, member, system))
    desk.hub.fetch_soon()
    return Released(released=released)


def _own(desk: Desk, access: Access, member: str, system: str) -> str:
    system_id = f"{plain('member', member)}/{plain('system', system)}"
    if access.member not in (None, member) or not desk.hub.hooks.knows(system_id):
        raise Refused("API-004")
    return system_id


async def _answered(request: Request, system_id: str, body: bytes) -> Response:
    desk = desk_of(request)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.scope["headers"]}
    query = dict(reversed(request.query_params.multi_items()))
    call = Call(request.method, headers, body, query, _address(request, desk), desk.hub.clock() // 1_000_000)
    verdict = await desk.hub.hooks.take(call, _arrival(request, desk, system_id, headers))
    if isinstance(verdict, Rejected):
        return problem(verdict.status, verdict.rule, {}, request_id_of(request), language_of(request))
    if verdict.notices:
        desk.hub.fetch_soon()
    media_type = "application/json" if verdict.answer.startswith(b"{") else "text/plain"
    return Response(verdict.answer, 200, {"x-content-type-options": "nosniff"}, media_type)


def _address(request: Request, desk: Desk) -> str:
    """The address as the caller knows it: what a proxy made of it is not what was signed."""
    public = desk.hub.settings.public_url
    if public is None:
        return str(request.url)
    query = f"?{request.url.query}" if request.url.query else ""
    return public.rstrip("/") + request.url.path + query


def _arrival(request: Request, desk: Desk, system_id: str, headers: dict[str, str]) -> Arrival:
    kept = {name: value[:_LONGEST_KEPT] for name, value in list(headers.items())[:_MOST_KEPT] if name not in _NEVER}
    return Arrival(
        parcel_id=desk.hub.ids.new(),
        member_id=system_id.partition("/")[0],
        system_id=system_id,
        transport="webhook",
        peer=request.client.host if request.client else "",
        name="",
        media_type=headers.get("content-type", _ANY)[:_LONGEST],
        received_at=desk.hub.clock(),
        headers={**kept, "x-request-id": request_id_of(request)},
    )
