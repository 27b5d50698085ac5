"""Who tells the demo: hands things to the hub over HTTP, waits for what follows, and reads back what became of it.

Acts nothing: every figure of a line was read from the hub, from the wire or from a file. Example: `teller.line("received", "…")`.
"""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from hub.cli.demo.store import Place
from hub.compose import Hub
from hub.store import deliveries, messages
from hub.store.items import Row

T = TypeVar("T")
PATIENCE = 15.0  # seconds for any one step
SCHEMA = "https://tradepost.example/schemas/"
_DELIVERED = 4


class TooSlow(Exception):  # a turn of the story, not a fault of a caller
    """A step did not happen in time."""


class Teller:
    """The hub of one demo as those see it who take part in it."""

    def __init__(self, place: Place, hub: Hub, url: str, say: Callable[[str], object]) -> None:
        self.place = place
        self.hub = hub
        self._url = url
        self._say = say
        self._tokens: dict[str, str] = {}

    # ── telling ─────────────────────────────────────────────────────────────────────────────────────────────

    def chapter(self, title: str) -> None:
        """What comes next."""
        self._say("")
        self._say(title)

    def line(self, event: str, words: str) -> None:
        """One thing that happened."""
        self._say(f"  {event:<13}{words}")

    # ── doing ───────────────────────────────────────────────────────────────────────────────────────────────

    def send(self, system: str, body: bytes, media_type: str, name: str = "") -> dict[str, Any]:
        """Hand a parcel in as a system; what the hub answers, every message of it routed."""
        token = self._tokens.get(system)
        if token is None:
            token, _ = self.hub.new_token(f"demo {system}", system.partition("/")[0], system, ["read", "send"], None)
            self._tokens[system] = token
        headers = {"Authorization": f"Bearer {token}", "Content-Type": media_type, "Idempotency-Key": f"demo-{len(body)}-{name or system}"}
        request = urllib.request.Request(f"{self._url}/v1/messages?name={name}", body, headers, method="POST")  # noqa: S310  # our own server
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310
            answer: dict[str, Any] = json.loads(response.read())
        wrong = [one["findings"] for one in answer["messages"] if one["state"] != "routed"]
        if wrong or not answer["messages"]:
            raise TooSlow(f"routing what {system} sent ({wrong})")
        return answer

    def say_json(self, system: str, kind: str, **values: Any) -> dict[str, Any]:
        """Hand in one canonical document; the message that it became."""
        body = json.dumps({"$schema": f"{SCHEMA}{kind}/1.0", "schemaVersion": "1.0", **values}, ensure_ascii=False).encode()
        message: dict[str, Any] = self.send(system, body, "application/json", f"{kind}-{values.get('id', '')}")["messages"][0]
        return message

    # ── reading back ────────────────────────────────────────────────────────────────────────────────────────

    def ended(self, message_id: str) -> list[Row]:
        """The deliveries of a message, once all of them are delivered."""
        return self._soon(f"the delivery of message {message_id}", lambda: _all_delivered(self._deliveries(message_id)))

    def attempts(self, delivery: Row) -> list[Row]:
        """Every try of a delivery."""
        with self.hub.database.read() as connection:
            return deliveries.attempts(connection, delivery["id"])

    def document(self, message_id: str) -> dict[str, Any]:
        """The canonical document of a message."""
        with self.hub.database.read() as connection:
            row = messages.document(connection, message_id, None)
        assert row is not None
        found: dict[str, Any] = json.loads(row["body"])
        return found

    def message(self, message_id: str) -> Row:
        """What is stored of a message."""
        with self.hub.database.read() as connection:
            row = messages.one(connection, message_id, None)
        assert row is not None
        return row

    def file(self, folder: str, found: Callable[[bytes], bool] = lambda _: True, pattern: str = "*") -> bytes:
        """The first file in somebody's folder for which `found` holds, as soon as there is one."""

        def look() -> bytes | None:
            bodies = (path.read_bytes() for path in sorted(self._folder(folder).glob(pattern)))
            return next((body for body in bodies if found(body)), None)

        return self._soon(f"a file in {folder}", look)

    def newest(self, folder: str, kind: str) -> Path:
        """The last file of a kind in somebody's folder."""
        return max(self._folder(folder).glob(f"{kind}-*"))

    def _folder(self, name: str) -> Path:
        return self.place.folder / name

    def _deliveries(self, message_id: str) -> list[Row]:
        with self.hub.database.read() as connection:
            return deliveries.of_message(connection, message_id, None)

    def _soon(self, what: str, look: Callable[[], T | None]) -> T:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = look()
            if found is not None:
                return found
            time.sleep(0.02)
        raise TooSlow(what)


def _all_delivered(rows: list[Row]) -> list[Row] | None:
    return rows if rows and all(row["state"] == _DELIVERED for row in rows) else None


def sample(name: str) -> str:
    """A file of the demo."""
    return resources.files("hub.cli.demo").joinpath("files", name).read_text("utf-8")
