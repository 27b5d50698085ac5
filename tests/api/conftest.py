"""A hub of three members behind a real socket, and a client that knows nothing of the server's inside.

acme sends orders to bolt and test orders too; corax is a stranger to both. Everything is canonical JSON, so that no map matters here.
Example: `house.client("acme").post("/v1/messages", order("4711"))`.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from hub.api.app import build
from hub.api.server import Server
from hub.compose import Hub
from hub.configuration.tree import tree
from hub.model.config import Configuration
from hub.model.documents.registry import schema_of
from hub.pipeline import tokens
from hub.settings import Settings

RESPONSES = {"document": "order_response", "from": "bolt/erp", "deliver": [{"to": "acme/erp"}], "within": "1d"}
AGREEMENT = {"carries": ["order"], "deliver": [{"to": "bolt/erp", "as": "json"}], "replies": [RESPONSES]}
CONFIGURATION = {
    "apiVersion": "hub/v1",
    "members": {name: {"name": {"en": name}} for name in ("acme", "bolt", "corax")},
    "systems": {
        "acme/erp": {"adapter": "erp/document", "out": {"memory": "acme"}},
        "acme/crm": {"adapter": "erp/document", "out": {"memory": "acme-crm"}},
        "bolt/erp": {"adapter": "erp/document", "out": {"memory": "bolt"}},
        "corax/erp": {"adapter": "erp/document", "out": {"memory": "corax"}},
    },
    "agreements": {
        "orders": {"from": "acme/erp", "to": "bolt", **AGREEMENT},
        "test-orders": {"from": "acme/erp", "to": "bolt", "test": True, **AGREEMENT},
    },
}
_COUNT = itertools.count(1)


@dataclass
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def rule(self) -> str:
        assert self.headers["content-type"] == "application/problem+json", self.body
        return str(self.json["rule"])


@dataclass
class Client:
    """One token on one server. A connection for each request: the server may close any."""

    port: int
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        credentials = {"authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            connection.request(method, path, body, {**credentials, **self.headers, **given})
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = b"", **headers: str) -> Answer:
        if path.partition("?")[0] == "/v1/messages":
            headers.setdefault("Idempotency_Key", f"key-{next(_COUNT)}")
        return self.ask("POST", path, body, **headers)


@dataclass
class House:
    """A hub, its server and tokens of every kind."""

    hub: Hub
    port: int
    _minted: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def token(self, member: str, scopes: str = "read send operate", system: str = "") -> str:
        key = (member, scopes, system)
        if key not in self._minted:
            plain, rows = tokens.mint(self.hub.ids.new, os.urandom, "test", member, system, scopes.split(), now=self.hub.clock())
            self.hub.writer.submit(rows).result()
            self._minted[key] = plain
        return self._minted[key]

    def client(self, member: str, scopes: str = "read send operate", system: str | None = None) -> Client:
        named = f"{member}/erp" if system is None and member else system or ""
        return Client(self.port, self.token(member, scopes, named))

    def person(self, member: str, scopes: str = "read send operate") -> Client:
        return Client(self.port, self.token(member, scopes))

    def anybody(self) -> Client:
        return Client(self.port)

    def send(self, number: str | None = None, **headers: str) -> dict[str, Any]:
        """An order from acme to bolt, as it was taken."""
        answer = self.client("acme").post("/v1/messages", order(number or fresh()), **headers)
        assert answer.status == 202, answer.body
        return dict(answer.json["messages"][0])

    def delivered(self, message_id: str) -> dict[str, Any]:
        """The first delivery of a message once it has ended."""
        for _ in range(400):
            (one,) = self.client("bolt").get(f"/v1/messages/{message_id}/deliveries").json["items"][:1]
            if one["state"] in {"delivered", "rejected", "held", "dead"}:
                return dict(one)
            time.sleep(0.025)
        raise AssertionError(f"message {message_id} is not delivered")


def fresh() -> str:
    """An order number that nothing has carried yet."""
    return f"PO-{next(_COUNT)}"


def order(number: str, **more: Any) -> bytes:
    """The smallest order there is."""
    document = {
        "$schema": schema_of("order/1"),
        "id": number,
        "issueDate": "2026-07-01",
        "orderLine": [{"id": "1", "quantity": {"value": "2"}}],
        **more,
    }
    return json.dumps(document).encode()


@contextmanager
def served(settings: Settings, *, deliver: bool = True) -> Iterator[House]:
    """A running hub behind a running server."""
    hub = Hub.open(settings)
    configuration = Configuration.model_validate(CONFIGURATION)
    hub.apply(tree(configuration, {}), "test")
    hub.start(deliver=deliver)
    ports: list[int] = []
    listening = threading.Event()
    server = Server(build(hub), lambda port: (ports.append(port), listening.set())[0])
    thread = threading.Thread(target=server.run_on, args=("127.0.0.1", 0))
    thread.start()
    try:
        assert listening.wait(10), "the server does not start"
        yield House(hub, ports[0])
    finally:
        server.stop()
        thread.join(15)
        hub.stop()
    assert not thread.is_alive(), "the server does not stop"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One hub on SQLite for all tests of a module, with limits that tests can reach."""
    folder: Path = tmp_path_factory.mktemp("hub")
    with served(Settings(database=f"sqlite:///{folder / 'hub.db'}", inline_limit=20_000, body_limit=2_000_000, seal_every=0.2)) as one:
        yield one
