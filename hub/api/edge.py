"""The outermost layer: gives every request an id, every answer its security headers, and every bug one quiet problem.

It is plain ASGI, because a layer that wraps bodies would buffer what must stream. No CORS: browsers of other origins get nothing.
Example: `app.add_middleware(Edge, new_id=hub.ids.new, language="en")`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.adapters.conversation import places
from hub.api.problem import choose, problem
from hub.catalogue import Language

_log = structlog.get_logger(__name__)
_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,128}")
HEADER_LIMIT: Final = 32 * 1024
_ALWAYS: Final = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))
# Answers of the interface are data: nothing in them may run, be framed or be kept by a cache. Pages have rules of their own.
_DATA: Final = ((b"cache-control", b"no-store"), (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"))


class Edge:
    """The layer. `new_id` makes the id of a request that brings none."""

    def __init__(self, app: ASGIApp, new_id: Callable[[], str], language: Language) -> None:
        self._app = app
        self._new_id = new_id
        self._language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = self._request_id(_header(scope, b"x-request-id"))
        scope.setdefault("state", {})["request_id"] = request_id
        answer = _Answer(send, request_id, is_data=scope["path"].startswith("/v1"))
        try:
            if sum(len(name) + len(value) for name, value in scope["headers"]) > HEADER_LIMIT:
                await self._refuse(431, "API-016", scope, receive, answer)
            else:
                await self._app(scope, receive, answer)
        except ClientDisconnect:
            _log.debug("request.left", request=request_id)
        except Exception as bug:  # the boundary of the interface: a bug of ours is logged with its way and told in one line
            # Neither the exception nor its words: both may quote tokens and payloads.
            _log.error("request.failed", request=request_id, method=scope["method"], path=scope["path"], way=places(bug))
            if answer.begun:
                raise  # half an answer is out: only a broken connection can say that it is not whole
            await self._refuse(500, "HUB-001", scope, receive, answer)

    async def _refuse(self, status: int, rule: str, scope: Scope, receive: Receive, answer: Send) -> None:
        language = choose(_header(scope, b"accept-language").decode("latin-1"), self._language)
        await problem(status, rule, {"limit": HEADER_LIMIT}, scope["state"]["request_id"], language)(scope, receive, answer)

    def _request_id(self, given: bytes) -> str:
        return given.decode("ascii") if _REQUEST_ID.fullmatch(given) else self._new_id()


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")


class _Answer:
    """The way out: adds the headers that the route did not set itself."""

    __slots__ = ("_is_data", "_request_id", "_send", "begun")

    def __init__(self, send: Send, request_id: str, *, is_data: bool) -> None:
        self._send = send
        self._request_id = request_id.encode("ascii")
        self._is_data = is_data
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = list(message.get("headers", ()))
            present = {name.lower() for name, _ in headers}
            wanted = (*_ALWAYS, *_DATA) if self._is_data else _ALWAYS
            headers += [pair for pair in wanted if pair[0] not in present]
            headers.append((b"x-request-id", self._request_id))
            message = {**message, "headers": headers}
        await self._send(message)
