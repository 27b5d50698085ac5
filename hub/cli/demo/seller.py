"""The seller's ERP of the demo: a small HTTP server that is out of service for the first call and then takes orders.

It honours the Idempotency-Key as a good ERP would: the same key twice is one sales order.
Example: `with Seller() as erp: erp.url`.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class Seller:
    """Listens on a free port of the loopback address. `orders`: what it took, by idempotency key."""

    def __init__(self, first_number: int = 88001) -> None:
        self.orders: dict[str, dict[str, Any]] = {}
        self.refused = 0
        self._next = first_number
        self._lock = threading.Lock()
        self.taken = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, name="seller", daemon=True)

    @property
    def url(self) -> str:
        """Where orders are posted."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/orders"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, key: str, order: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer to one POST."""
        with self._lock:
            if not self.refused:
                self.refused += 1
                return 503, {"error": "the ERP is being restarted"}
            if key not in self.orders:
                self.orders[key] = {"id": f"SO-{self._next}", "order": order}
                self._next += 1
            self.taken.set()
            return 201, {"id": self.orders[key]["id"]}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        seller = self

        class Handler(BaseHTTPRequestHandler):
            """One request."""

            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                """Take an order."""
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                status, answer = seller.take(self.headers.get("Idempotency-Key", ""), json.loads(body))
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """The story tells what happened."""

        return Handler
