"""The story of the demo, told while it happens: every line is something that was read back from the hub or the wire.

Nothing is acted: if a step does not happen in time, the story says so and ends. Example: `Story(place, print).tell()`.
"""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from hub.api.background import Background
from hub.cli.demo.seller import Seller
from hub.cli.demo.store import Place
from hub.compose import Hub
from hub.configuration.read import load
from hub.ledger.verify import verify
from hub.settings import Settings
from hub.store import deliveries, messages
from hub.store.checkpoints import latest
from hub.store.items import Row

PATIENCE = 15.0  # seconds for any one step
ORDER = "PO-2026-4711"


class TooSlow(Exception):  # a turn of the story, not a fault of a caller
    """A step did not happen in time."""


class Story:
    """One run of the demo."""

    def __init__(self, place: Place, say: Callable[[str], object]) -> None:
        self._place = place
        self._say = say
        self._begun = time.monotonic()

    def tell(self) -> bool:
        """Tell it from beginning to end; whether it ended well."""
        settings = Settings(database=f"sqlite:///{self._place.database}", seal_every=1.0)
        hub = Hub.open(settings)
        try:
            with Seller() as seller, Background(hub) as server:
                self._configure(hub, seller)
                hub.start(deliver=True)
                self._travel(hub, seller, server.url)
            hub.seal(force=True)
            self._sealed(hub)
        except TooSlow as problem:
            self._say(f"  ! {problem} did not happen within {PATIENCE:.0f} s; `{self._place.prefix}hub held` says why")
            return False
        finally:
            hub.stop()
        self._next()
        return True

    # ── the parts of the story ──────────────────────────────────────────────────────────────────────────────

    def _configure(self, hub: Hub, seller: Seller) -> None:
        for name in ("lanmei-in", "nordkran-archive"):
            (self._place.folder / name).mkdir()
        text = _file("hub.yaml").replace("{folder}", str(self._place.folder)).replace("{seller}", seller.url)
        (self._place.folder / "hub.yaml").write_text(text, "utf-8")
        (self._place.folder / "order.x12").write_text(_file("order.x12"), "utf-8")
        loaded = load(text, "hub.yaml", lambda _: None)
        assert loaded.tree is not None, loaded.problems
        digest = hub.apply(loaded.tree, "hub demo")
        self._say("Tradepost 商驿 demo: Lanmei Pumps 兰美泵业 buys from Nordkran AB. No server, no configuration, one SQLite file.")
        self._say("")
        self._line("agreed", f"configuration {digest[:12]}: X12 orders in, JSON and X12 out, the answer back as X12")

    def _travel(self, hub: Hub, seller: Seller, url: str) -> None:
        buyer, _ = hub.new_token("demo buyer", "lanmei", "lanmei/srm", ["read", "send"], None)
        erp, _ = hub.new_token("demo seller", "nordkran", "nordkran/erp", ["read", "send"], None)
        order = (self._place.folder / "order.x12").read_bytes()
        answer = _post(f"{url}/v1/messages?name=order.x12", buyer, order, "application/edi-x12", "demo-order")
        taken = answer["messages"][0]
        self._line("received", f"{len(order)} bytes of X12 over HTTP, committed before the answer; leaf {answer['leaf'][:12]}")
        self._acknowledged(hub, answer["acknowledgement"])
        self._translated(hub, taken)
        self._line("routed", f"under {taken['agreement']}: {taken['deliveries']} deliveries owed")
        self._delivered(hub, taken["id"], seller)
        self._answered(hub, url, erp)

    def _acknowledged(self, hub: Hub, message_id: str) -> None:
        row = self._ended(hub, message_id)[0]
        text = self._newest("lanmei-in", "997").read_text("latin-1")
        segments = " ".join(part.strip() for part in text.split("~") if part.strip().startswith(("AK1", "AK5", "AK9")))
        self._line("acknowledged", f"997 to lanmei/srm under control number {row['control_number']}: {segments}")

    def _translated(self, hub: Hub, taken: dict[str, Any]) -> None:
        with hub.database.read() as connection:
            row = messages.document(connection, taken["id"], None)
            message = messages.one(connection, taken["id"], None)
        assert row is not None
        assert message is not None
        document, coverage = json.loads(row["body"]), json.loads(message["coverage"])
        lines = document["orderLine"]
        total = document["anticipatedMonetaryTotal"]["payableAmount"]
        lost = coverage["leaves"] - coverage["mapped"] - coverage["extension"] - coverage["residue"]
        share = f"{coverage['mapped']} of {coverage['leaves']} values mapped, {coverage['residue']} kept as residue, {lost} lost"
        stated = f"{total['value']} {total.get('currencyID') or document.get('documentCurrencyCode', '')}".strip()
        self._line("translated", f"{taken['document']} {document['id']}, {len(lines)} lines, {stated}; {share}")

    def _delivered(self, hub: Hub, message_id: str, seller: Seller) -> None:
        for row in self._ended(hub, message_id):
            with hub.database.read() as connection:
                tries = deliveries.attempts(connection, row["id"])
            for one in tries[:-1]:
                self._line("refused", f"{row['system_id']} answered {one['status']}: {_words(one['answer'])}; tried again by its schedule")
            receipt = json.loads(row["receipt"])
            where = f"its own number is {receipt['reference']}" if row["target"] == "json" else self._newest("nordkran-archive", "850").name
            self._line("delivered", f"to {row['system_id']} as {row['target']} at attempt {len(tries)}: {where}")
        if len(seller.orders) != 1:
            raise TooSlow("one sales order, and only one,")

    def _answered(self, hub: Hub, url: str, token: str) -> None:
        response = json.loads(_file("response.json"))
        answer = _post(f"{url}/v1/messages", token, json.dumps(response).encode(), "application/json", "demo-response")
        taken = answer["messages"][0]
        self._line(
            "answered", f"nordkran/erp accepts {response['orderReference']['id']} with a change; {taken['document']}, {taken['verdict']}"
        )
        self._ended(hub, taken["id"])
        text = self._newest("lanmei-in", "855").read_text("latin-1")
        acks = [part.strip() for part in text.split("~") if part.strip().startswith(("BAK", "ACK"))]
        self._line("delivered", f"to lanmei/srm as x12/855: {' '.join(acks[:3])}")

    def _sealed(self, hub: Hub) -> None:
        with hub.database.read() as connection:
            problems = list(verify(connection))
            head = latest(connection)
        assert head is not None
        state = "every row agrees" if not problems else f"{len(problems)} rows do not agree"
        self._line("sealed", f"{head['size']} leaves under root {bytes(head['root']).hex()[:12]}, signed; {state}")

    def _next(self) -> None:
        prefix = self._place.prefix
        self._say("")
        self._say(f"Done in {time.monotonic() - self._begun:.1f} s. What to try next:")
        for command, what in (
            (f"hub trace {ORDER}", "the whole conversation under one reference"),
            ("hub show MESSAGE", "inside one message: findings, document, deliveries, attempts"),
            ("hub ledger verify", "recompute everything that was recorded"),
            ("hub try YOUR-FILE.x12", "what the hub makes of a document of yours"),
        ):
            self._say(f"  {prefix}{command:<24} {what}")

    # ── small things ────────────────────────────────────────────────────────────────────────────────────────

    def _line(self, event: str, words: str) -> None:
        self._say(f"  {event:<13}{words}")

    def _ended(self, hub: Hub, message_id: str) -> list[Row]:
        """The deliveries of a message, once all of them are delivered."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with hub.database.read() as connection:
                rows = deliveries.of_message(connection, message_id, None)
            if rows and all(row["state"] == _DELIVERED for row in rows):
                return rows
            time.sleep(0.02)
        raise TooSlow(f"the delivery of message {message_id}")

    def _newest(self, folder: str, kind: str) -> Path:
        return max((self._place.folder / folder).glob(f"{kind}-*"))


_DELIVERED = 4


def _file(name: str) -> str:
    return resources.files("hub.cli.demo").joinpath(name).read_text("utf-8")


def _words(answer: bytes) -> str:
    return str(json.loads(answer).get("error", ""))


def _post(url: str, token: str, body: bytes, media_type: str, key: str) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": media_type, "Idempotency-Key": key}
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310  # our own server on loopback
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310
        return json.loads(response.read())
