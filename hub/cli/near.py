"""The interface of the hub called inside this process: the same routes and the same JSON, without a socket.

Whoever can open the database is its operator, so no token is asked for. Example: `with near(Settings(), None) as wire: ...`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp

from hub.api.access import Access
from hub.api.app import build
from hub.cli.opened import opened
from hub.errors import Misconfigured
from hub.model.member import member_of
from hub.settings import Settings

Headers = Mapping[str, str]


class Operator:
    """Instead of tokens: the person at the keyboard, who may see everything and act for any system."""

    def __init__(self, system: str | None) -> None:
        scopes = frozenset(("read", "operate", "send")) if system is None else frozenset(("send", "read"))
        self._access = Access("cli", member_of(system) if system else "", system or "", scopes)

    async def access(self, authorization: str) -> Access:
        """The same access for every request."""
        del authorization
        return self._access


class Near:
    """One request at a time through the ASGI application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def request(self, method: str, path: str, body: bytes, headers: Headers) -> tuple[int, bytes]:
        return asyncio.run(self._asked(method, path, body, headers))

    async def _asked(self, method: str, path: str, body: bytes, headers: Headers) -> tuple[int, bytes]:
        way, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(way),
            "raw_path": way.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in {**headers, "content-length": str(len(body))}.items()],
            "client": ("cli", 0),
            "server": ("cli", 0),
        }
        told: dict[str, Any] = {"status": 500, "body": bytearray()}
        sent = [False]

        async def receive() -> MutableMapping[str, Any]:
            if sent[0]:
                await asyncio.Event().wait()  # a client that stays connected
            sent[0] = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
            else:
                told["body"] += message.get("body", b"")

        await self._app(scope, receive, send)
        return told["status"], bytes(told["body"])


@contextmanager
def near(settings: Settings, system: str | None) -> Iterator[Near]:
    """The interface over the database of the settings."""
    with opened(settings) as hub:
        if system is not None and hub.rules.system(system) is None:
            raise Misconfigured("CLI-024", system=system)
        app = build(hub)
        app.state.desk.tokens = Operator(system)
        yield Near(app)
