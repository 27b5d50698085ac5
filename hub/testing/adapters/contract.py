"""The kit that every adapter passes: what it says on paper, a wire that fails at every request in turn, nonsense at every point.

Needs no fake of the system: a peer that takes everything will do. Example: `class TestDocument(AdapterKit): adapter = Document()`.
"""

from __future__ import annotations

from typing import ClassVar

from hub.adapters.base import Adapter, Parcel, Receipt, Request, Response, WireError
from hub.adapters.conversation import OUTCOMES, AdapterError, Dialogue
from hub.adapters.discover import KINDS
from hub.errors import HubError
from hub.testing.adapters.playing import ARRIVED, NONSENSE, PARCEL, SENT, UNSENT, Peer, Reply, play, willing, writes


class AdapterKit:
    """Set `adapter`; `parcel`, and `peer` or `fresh`, where the defaults do not fit."""

    adapter: ClassVar[Adapter]
    parcel: ClassVar[Parcel] = PARCEL

    def peer(self, request: Request, number: int) -> Reply:
        """A receiver that works; number counts the requests of a conversation from 0."""
        return willing(request, number)

    def fresh(self) -> Peer:
        """The receiver of one conversation; give `asked(YourFake())` where it has to remember what it was told."""
        return self.peer

    # ── the contract on paper ──

    def test_its_name_is_kind_and_system(self) -> None:
        kind, _, system = self.adapter.name.partition("/")
        assert kind in KINDS
        assert system
        assert system == system.lower()

    def test_it_says_what_it_carries_and_how_it_tells_twice_from_once(self) -> None:
        assert self.adapter.carries
        assert self.adapter.dedupe in ("key", "upsert", "lookup", "none")

    def test_it_can_look_up_if_it_says_so(self) -> None:
        assert self.adapter.dedupe != "lookup" or type(self.adapter).look_up is not Adapter.look_up

    def test_its_settings_are_closed_and_have_a_default_or_are_required(self) -> None:
        assert self.adapter.settings_model.model_config.get("extra") == "forbid"

    # ── a receiver that works ──

    def test_a_willing_receiver_has_it(self) -> None:
        assert play(self.adapter.deliver(self.parcel), self.fresh()).outcome in ARRIVED

    def test_the_same_parcel_makes_the_same_requests(self) -> None:
        assert self._requests() == self._requests()

    def test_every_document_sent_carries_the_delivery_key(self) -> None:
        for request in self._requests():
            key = getattr(request, "key", None)
            assert key in (None, self.parcel.delivery_key)

    # ── a wire that fails, at every request in turn (law 3) ──

    def test_a_lost_answer_is_unknown_or_looked_up(self) -> None:
        for number in range(len(self._requests())):
            asked, receipt = self._failing(number, SENT)
            looked_up = len(asked) > number + 1
            only_asked = receipt.outcome == "deferred" and not any(writes(request) for request in asked)
            assert receipt.outcome == "unknown" or looked_up or only_asked, f"request {number}: {receipt.outcome} without looking up"

    def test_no_connection_at_first_is_deferred(self) -> None:
        _, receipt = self._failing(0, UNSENT)
        assert receipt.outcome in ("deferred", "unknown")

    def test_a_wire_that_stays_dead_never_means_that_it_arrived(self) -> None:
        for dead in (lambda _request, _number: SENT, lambda _request, _number: UNSENT):
            assert play(self.adapter.deliver(self.parcel), dead).outcome in ("unknown", "deferred")

    def test_a_look_up_that_cannot_ask_does_not_say_send_again(self) -> None:
        if type(self.adapter).look_up is Adapter.look_up:
            return
        asked = []

        def dead(request: Request, _number: int) -> Reply:
            asked.append(request)
            return SENT

        receipt = play(self.adapter.look_up(self.parcel), dead)
        assert not asked or receipt.outcome == "unknown"

    # ── receivers that talk nonsense ──

    def test_nonsense_at_any_point_ends_in_a_receipt_or_an_error_of_ours(self) -> None:
        for number in range(len(self._requests())):
            for nonsense in NONSENSE:
                assert self._survives(number, nonsense) in OUTCOMES | {"error"}

    # ── generators ──

    def test_it_can_be_closed_at_every_step(self) -> None:
        for steps in range(len(self._requests()) + 1):
            dialogue, receiver = Dialogue(self.adapter.deliver(self.parcel)), self.fresh()
            request = dialogue.begin() if steps else None
            for number in range(steps - 1):
                reply = receiver(request, number) if request is not None else None
                if isinstance(reply, Response):
                    request = dialogue.answer(reply)
            dialogue.close()  # one that yields after GeneratorExit raises here

    # ── what the tests above share ──

    def _requests(self) -> list[Request]:
        asked, _ = self._failing(-1, SENT)
        return asked

    def _failing(self, at: int, problem: WireError) -> tuple[list[Request], Receipt]:
        """Fail request number `at`: all that was asked, and the receipt."""
        asked: list[Request] = []
        receiver = self.fresh()

        def peer(request: Request, number: int) -> Reply:
            asked.append(request)
            return problem if number == at else receiver(request, number)

        return asked, play(self.adapter.deliver(self.parcel), peer)

    def _survives(self, at: int, nonsense: Response) -> str:
        receiver = self.fresh()

        def odd(request: Request, number: int) -> Reply:
            return nonsense if number == at else receiver(request, number)

        try:
            return play(self.adapter.deliver(self.parcel), odd).outcome
        except AdapterError:
            raise  # a bug of the adapter is no answer
        except HubError:
            return "error"
