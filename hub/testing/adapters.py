"""The public kit for adapters: subclass `AdapterKit`, give it an adapter and a parcel, and pytest runs the rest.

No network and no clock. The wire fails at every request in turn, and law 3 has to hold each time.
Example: `class TestDocument(AdapterKit): adapter = Document()`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from hub.adapters.base import Adapter, Conversation, Parcel, Receipt, Request, Response, WireError
from hub.adapters.conversation import OUTCOMES, AdapterError, Dialogue
from hub.adapters.discover import KINDS
from hub.errors import HubError

Reply = Response | WireError
# What a peer that works answers to each request of a conversation: `(request, number from 0) -> reply`.
Peer = Callable[[Request, int], Reply]

PARCEL = Parcel(
    "01900000-0000-7000-8000-000000000001", "acme|order/1|PO-1|0", b'{"id": "PO-1"}', "application/json", "PO-1.json", {"id": "PO-1"}
)
NONSENSE: Sequence[Response] = (
    Response(200, {}, b""),
    Response(200, {"content-type": "application/json"}, b"{"),
    Response(200, {}, b"\xff\xfe\x00"),
    Response(200, {}, b"[" * 5000),
    Response(200, {}, b'{"id": {"deeper": [null]}}'),
    Response(204, {}, b""),
    Response(302, {"location": "http://127.0.0.1/"}, b""),
    Response(400, {}, b"no"),
    Response(401, {}, b"who?"),
    Response(404, {}, b""),
    Response(409, {}, b"null"),
    Response(429, {"retry-after": "-1"}, b""),
    Response(503, {"retry-after": "soon"}, b"<html>"),
    Response(999, {}, b""),
)
SENT, UNSENT = WireError("connection lost", sent=True), WireError("no connection", sent=False)
ARRIVED = frozenset({"created", "updated", "merged", "duplicate"})


def play(conversation: Conversation, peer: Peer) -> Receipt:
    """Run a conversation against a peer to its receipt."""
    dialogue = Dialogue(conversation)
    request, number = dialogue.begin(), 0
    while request is not None:
        reply = peer(request, number)
        request = dialogue.fail(reply) if isinstance(reply, WireError) else dialogue.answer(reply)
        number += 1
    dialogue.close()
    assert dialogue.receipt is not None
    return dialogue.receipt


def willing(_request: Request, number: int) -> Reply:
    """A peer that takes everything and names an id."""
    return Response(201, {"content-type": "application/json"}, b'{"id": "R-%d"}' % number)


class AdapterKit:
    """Set `adapter`; `parcel` and `peer` where the defaults do not fit."""

    adapter: ClassVar[Adapter]
    parcel: ClassVar[Parcel] = PARCEL

    def peer(self, request: Request, number: int) -> Reply:
        """A receiver that works; number counts the requests of a conversation from 0."""
        return willing(request, number)

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
        assert play(self.adapter.deliver(self.parcel), self.peer).outcome in ARRIVED

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
            assert receipt.outcome == "unknown" or looked_up, f"request {number}: {receipt.outcome} without looking up"

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
            dialogue = Dialogue(self.adapter.deliver(self.parcel))
            request = dialogue.begin() if steps else None
            for number in range(steps - 1):
                reply = self.peer(request, number) if request is not None else None
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

        def peer(request: Request, number: int) -> Reply:
            asked.append(request)
            return problem if number == at else self.peer(request, number)

        return asked, play(self.adapter.deliver(self.parcel), peer)

    def _survives(self, at: int, nonsense: Response) -> str:
        def odd(request: Request, number: int) -> Reply:
            return nonsense if number == at else self.peer(request, number)

        try:
            return play(self.adapter.deliver(self.parcel), odd).outcome
        except AdapterError:
            raise  # a bug of the adapter is no answer
        except HubError:
            return "error"
