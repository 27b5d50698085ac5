"""The interface on a thread of its own and a free port of the loopback address: for the demo, and for tests.

Example: `with Background(hub) as server: print(server.url)`.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Self

from hub.api.app import build
from hub.api.server import Server
from hub.compose import Hub

_PATIENCE = 10.0


class Background:
    """A running server; `url` is where it answers."""

    def __init__(self, hub: Hub, host: str = "127.0.0.1") -> None:
        self._host = host
        self._port: Future[int] = Future()
        self._server = Server(build(hub), self._port.set_result)
        self._thread = threading.Thread(target=self._server.run_on, args=(host, 0), name="http", daemon=True)

    @property
    def url(self) -> str:
        """The address, once it answers."""
        return f"http://{self._host}:{self._port.result(_PATIENCE)}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._port.result(_PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()
        self._thread.join(_PATIENCE)
