"""mock-edi as a person at it would see it: how a partner behaves, what it wrote, and its clock.

Speaks to the mock directly, never through the hub. Example: `Edi(url).behave("ACME", "short-ship")`.
"""

from __future__ import annotations

import json
import urllib.request
from typing import Any


class Edi:
    """One running mock-edi."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read())

    def behave(self, partner: str, behaviour: str = "accept") -> None:
        """How the supplier treats this customer from now on; what it writes is no test."""
        self.ask("PATCH", f"/_mock/partners/{partner}", {"behaviour": behaviour, "test": 0})

    def collect(self, partner: str) -> list[dict[str, Any]]:
        """What waits for a customer, the oldest first; it is collected once."""
        rows: list[dict[str, Any]] = self.ask("GET", f"/_mock/mailbox?partner={partner}")
        return rows

    def advance(self, seconds: int) -> None:
        """Let its clock run."""
        self.ask("POST", f"/_mock/advance?seconds={seconds}")

    def orders(self, number: str) -> list[dict[str, Any]]:
        """The orders that it has under a number."""
        rows: list[dict[str, Any]] = self.ask("GET", "/_mock/orders")
        return [row for row in rows if number in (row.get("po"), row.get("po_number"), row.get("number"))]
