"""The whole hub on loopback with its server, its dispatcher and its receivers, as a process would run it: for the journeys.

Example: `with town(folder) as one: one.send("lanmei/srm", order())`.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from hub.api.background import Background
from hub.compose import Hub, wall_clock
from hub.configuration.read import load
from hub.ledger.verify import Problem, verify
from hub.settings import Settings
from tests.journeys.world import Sink, tree

T = TypeVar("T")
PATIENCE = 60.0  # the machine may be busy; nothing waits that long on one that is not
ENDED = {"delivered", "rejected", "held", "dead"}


@dataclass
class Town:
    """A running hub, and what a member does with it."""

    hub: Hub
    url: str
    sink: Sink
    folder: Path
    _tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    _sent: int = 0

    def token(self, system: str, scopes: str = "read send operate") -> str:
        """A system's token, or a person's where there is no slash; "" is the operator."""
        key = (system, scopes)
        if key not in self._tokens:
            member, slash, _ = system.partition("/")
            self._tokens[key], _ = self.hub.new_token("test", member, system if slash else "", scopes.split(), None)
        return self._tokens[key]

    def ask(self, method: str, path: str, token: str, body: bytes | None = None, **headers: str) -> tuple[int, Any]:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, body, {"Authorization": f"Bearer {token}", **given}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code, json.loads(problem.read())

    def send(self, system: str, body: bytes, key: str = "", **query: str) -> tuple[int, Any]:
        self._sent += 1
        asked = "&".join(f"{name}={quote(value)}" for name, value in query.items())
        return self.ask("POST", f"/v1/messages?{asked}", self.token(system), body, Idempotency_Key=key or f"key-{self._sent}")

    def get(self, who: str, path: str) -> Any:
        status, answer = self.ask("GET", path, self.token(who, "read"))
        assert status == 200, answer
        return answer

    def ended(self, message_id: str, who: str = "") -> list[dict[str, Any]]:
        """The deliveries of a message, as the operator sees them, when all have come to rest."""

        def rest() -> list[dict[str, Any]] | None:
            status, answer = self.ask("GET", f"/v1/messages/{message_id}/deliveries", self.token(who, "operate" if not who else "read"))
            assert status == 200, answer
            rows = answer["items"]
            return rows if rows and all(row["state"] in ENDED for row in rows) else None

        return self.soon(rest)

    def files(self, name: str, pattern: str = "*") -> list[bytes]:
        """The files of a partner's folder, in the order of their names."""
        return [file.read_bytes() for file in sorted((self.folder / name).glob(pattern))]

    def soon(self, found: Callable[[], T | None]) -> T:
        until = time.monotonic() + PATIENCE
        while not (answer := found()):
            assert time.monotonic() < until, "it does not happen"
            time.sleep(0.02)
        return answer

    def verified(self) -> list[Problem]:
        self.hub.seal(force=True)
        with self.hub.database.read() as connection:
            return list(verify(connection))


@contextmanager
def town(
    folder: Path,
    plan: tuple[int, ...] = (),
    text: Callable[[str], str] = lambda text: text,
    files: Mapping[str, str] | None = None,
    database: str = "",
    clock: Callable[[], int] = wall_clock,
    **settings: Any,
) -> Iterator[Town]:
    """A town in an empty folder. `plan`: what the seller's ERP answers first. `text`: changes the configuration; `files`: those that it names."""
    for name in ("lanmei", "archive", "rival"):
        (folder / name).mkdir()
    with Sink(plan) as sink:
        where = database or f"sqlite:///{folder / 'hub.db'}"
        hub = Hub.open(Settings(database=where, deadline=20.0, grace=10.0, seal_every=0.5, **settings), clock=clock)
        try:
            loaded = load(text(tree(folder, sink.url)), "hub.yaml", (files or {}).get)
            assert loaded.tree is not None, loaded.problems
            hub.apply(loaded.tree, "test")
            with Background(hub) as server:
                hub.start(deliver=True)
                yield Town(hub, server.url, sink, folder)
        finally:
            hub.stop()
