"""Listens: uvicorn on one socket, which we bind ourselves so that port 0 tells the real one before the first request.

Signals end it gracefully and are not raised again, so that whoever started it can stop the hub afterwards.
Example: `serve(hub, "127.0.0.1", 0, lambda port: print(port))`.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from hub.api.app import build
from hub.api.edge import HEADER_LIMIT
from hub.compose import Hub
from hub.errors import Misconfigured

_BACKLOG: Final = 2048
_GRACE_SECONDS: Final = 10
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    """One server. `run_on` serves until `stop` or a signal; `ready` is told the port when requests are answered."""

    def __init__(self, app: ASGIApp, ready: Callable[[int], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                # The faster parser (httptools) keeps headers without end in memory; this one gives up.
                http="h11",
                h11_max_incomplete_event_size=HEADER_LIMIT,
                lifespan="off",
                access_log=False,
                log_config=None,
                proxy_headers=False,  # who connected is evidence; what a proxy says of others is kept beside it
                server_header=False,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )
        self._ready = ready

    def run_on(self, host: str, port: int) -> None:
        """Bind and serve; returns after the last answer."""
        with _bound(host, port) as bound:
            self.run(sockets=[bound])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the port once the server listens."""
        await super().startup(sockets)
        if sockets and not self.should_exit:
            self._ready(int(sockets[0].getsockname()[1]))

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGINT and SIGTERM ask for the end; the second one stops waiting for answers."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """End after the answers that are under way; from any thread."""
        self.should_exit = True


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as problem:
        raise Misconfigured("CLI-026", host=host, port=port, reason=problem.strerror or str(problem)) from problem


def serve(hub: Hub, host: str, port: int, ready: Callable[[int], None], app: ASGIApp | None = None) -> None:
    """Serve until a signal. `port` 0: one that is free, told to `ready`. `app`: the interface with more beside it, such as a console."""
    with contextlib.suppress(asyncio.CancelledError):
        Server(app if app is not None else build(hub), ready).run_on(host, port)
