"""A door before a server that lets requests in and then cuts the line: the server has done what was asked, and nobody hears of it.

Example: `with door(base) as cut: cut.next("POST", "/confirm")` loses the answer to the next request of that kind.
"""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import urlsplit


class Door(ThreadingHTTPServer):
    """Where the requests come by. `asked`: method and path of each, in order."""

    daemon_threads: ClassVar[bool] = True

    def __init__(self, base: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = urlsplit(base)
        self.asked: list[tuple[str, str]] = []
        self._cut: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def next(self, method: str, ending: str) -> None:
        """Cut the line after the next request with this method whose path, without what is asked for, ends so."""
        self._cut.append((method, ending))

    def cuts(self, method: str, path: str) -> bool:
        """Whether this is the one; it is cut once."""
        self.asked.append((method, path.partition("?")[0]))
        found = next((one for one in self._cut if one[0] == method and self.asked[-1][1].endswith(one[1])), None)
        if found is not None:
            self._cut.remove(found)
        return found is not None


class _Handler(BaseHTTPRequestHandler):
    server: Door
    protocol_version = "HTTP/1.1"

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        behind = http.client.HTTPConnection(str(self.server.behind.hostname), self.server.behind.port, timeout=120)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        behind.request(self.command, self.path, body or None, headers)
        answer = behind.getresponse()
        data = answer.read()
        behind.close()
        if self.server.cuts(self.command, self.path):
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.headers.get("Content-Type") or "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = _pass  # noqa: N815 - the names are those of the standard library

    def log_message(self, *_: object) -> None:
        """Nothing: a test tells itself what went by."""


@contextmanager
def door(base: str) -> Iterator[Door]:
    """A door before this server."""
    one = Door(base)
    thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        one.shutdown()
        one.server_close()
        thread.join()
