"""The story of the demo, told while it happens: every line is something that was read back from the hub or the wire.

Nothing is acted: if a step does not happen in time, the story says so and ends. Example: `Story(place, print).tell()`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from hub.api.background import Background
from hub.cli.demo import buyers, dossier, lead, order
from hub.cli.demo.seller import Seller
from hub.cli.demo.store import Place
from hub.cli.demo.teller import PATIENCE, Teller, TooSlow, sample
from hub.compose import Hub
from hub.configuration.read import load
from hub.ledger.verify import verify
from hub.settings import Settings
from hub.store.checkpoints import latest

FOLDERS = ("lanmei-in", "nordkran-archive", "nordkran-crm", "shengda-in", "havlund-in", "portal-in", "huari-crm")


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
                teller = Teller(self._place, hub, server.url, self._say)
                self._configure(hub, teller, seller)
                hub.start(deliver=True)
                order.tell(teller, seller)
                buyers.tell(teller)
                lead.tell(teller)
                dossier.tell(teller)
            hub.seal(force=True)
            self._sealed(hub, teller)
        except TooSlow as problem:
            self._say(f"  ! {problem} did not happen within {PATIENCE:.0f} s; `{self._place.prefix}hub held` says why")
            return False
        finally:
            hub.stop()
        self._next()
        return True

    def _configure(self, hub: Hub, teller: Teller, seller: Seller) -> None:
        folder = self._place.folder
        for name in FOLDERS:
            (folder / name).mkdir()
        text = sample("hub.yaml").replace("{folder}", str(folder)).replace("{seller}", seller.url)
        (folder / "hub.yaml").write_text(text, "utf-8")
        (folder / "order.x12").write_text(sample("lanmei-order.x12"), "utf-8")
        loaded = load(text, "hub.yaml", lambda _: None)
        assert loaded.tree is not None, loaded.problems
        digest = hub.apply(loaded.tree, "hub demo")
        members = len(loaded.tree["configuration"]["members"])
        agreements = len(loaded.tree["configuration"]["agreements"])
        self._say("Tradepost 商驿 demo: orders, a lead and a supplier dossier. No server, no configuration, one SQLite file.")
        self._say("")
        teller.line("agreed", f"configuration {digest[:12]}: {members} companies, {agreements} agreements")

    def _sealed(self, hub: Hub, teller: Teller) -> None:
        with hub.database.read() as connection:
            problems = list(verify(connection))
            head = latest(connection)
        assert head is not None
        state = "every row agrees" if not problems else f"{len(problems)} rows do not agree"
        self._say("")
        teller.line("sealed", f"{head['size']} leaves under root {bytes(head['root']).hex()[:12]}, signed; {state}")

    def _next(self) -> None:
        prefix = self._place.prefix
        self._say("")
        self._say(f"Done in {time.monotonic() - self._begun:.1f} s. What to try next:")
        for command, what in (
            (f"hub trace {order.ORDER}", "the whole conversation under one reference"),
            (f"hub trace {lead.LEAD}", "a lead: who was asked, what each said"),
            ("hub show MESSAGE", "inside one message: findings, document, deliveries, attempts"),
            ("hub explain MESSAGE", "where each value came from, and by which rule"),
            ("hub ledger verify", "recompute everything that was recorded"),
            ("hub try YOUR-FILE", "what the hub makes of a document of yours"),
        ):
            self._say(f"  {prefix}{command:<24} {what}")
