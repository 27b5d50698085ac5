"""What an adapter promises of deliveries, against a fake of its system that keeps what it is sent.

The law behind the table: whatever goes wrong at whichever request, and however often it is tried, the system holds in the end
what it holds after one undisturbed delivery. Example: see `DeliverKit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from hub.adapters.base import Adapter, Parcel, Receipt, Request, Response
from hub.adapters.conversation import Dialogue
from hub.errors import HubError, Misconfigured
from hub.testing.adapters.playing import ARRIVED, PARCEL, SENT, UNSENT, FakePeer, Peer, Reply, asked, failing, handed_over, play, writes

TRIES = 4
WAIT = Response(429, {"retry-after": "7"}, b"")
BROKEN = Response(500, {}, b"<html>Internal Server Error</html>")
ABSENT = Response(503, {}, b"")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer by which the system refuses what it is sent, and words (a field, a code) that the receipt has to repeat.

    `outcome`: `rejected`, or `misconfigured` where the operator has to act and not the sender.
    """

    answer: Response
    says: str = ""
    outcome: str = "rejected"


class DeliverKit:
    """Set `adapter`, `parcel`, and `peer`: a new fake each time, which works and holds nothing yet beside master data. `refusals` are answers to the first request that writes.

    `stays_unknown`: the system honours no key and cannot be asked, so that a person has to look (never a second record).
    """

    adapter: ClassVar[Adapter]
    parcel: ClassVar[Parcel] = PARCEL
    refusals: ClassVar[Sequence[Refusal]] = ()
    stays_unknown: ClassVar[bool] = False
    peer: Callable[[], FakePeer]

    def against_contract(self, request: Request) -> Sequence[str]:  # noqa: ARG002
        """What in this request the vendor's own contract does not allow, for adapters of which one is held."""
        return ()

    # ── a system that works ──

    def test_a_delivery_leaves_a_record_and_its_number(self) -> None:
        peer = self.peer()
        receipt = handed_over(self.adapter, self.parcel, asked(peer))
        assert receipt.outcome in ARRIVED, receipt
        assert receipt.reference, "the receipt does not name the record"
        assert peer.held()

    def test_the_same_again_changes_nothing(self) -> None:
        for resuming in () if self.stays_unknown else (False, True):
            peer = self.peer()
            handed_over(self.adapter, self.parcel, asked(peer))
            before = peer.held()
            assert handed_over(self.adapter, replace(self.parcel, resuming=resuming), asked(peer)).outcome in ARRIVED
            assert peer.held() == before

    def test_a_look_up_finds_what_was_delivered_and_nothing_before(self) -> None:
        if self.adapter.dedupe == "lookup":
            peer = self.peer()
            assert play(self.adapter.look_up(self.parcel), asked(peer)).outcome == "deferred"
            made = handed_over(self.adapter, self.parcel, asked(peer))
            found = play(self.adapter.look_up(self.parcel), asked(peer))
            assert (found.outcome in ARRIVED, found.reference) == (True, made.reference)

    def test_two_at_the_same_time_leave_one_record(self) -> None:
        """Where the system itself honours a key. One that is only looked up is kept to one attempt at a time by the hub's lanes."""
        if self.adapter.dedupe in ("key", "upsert") and not self.stays_unknown:
            peer = self.peer()
            dialogues = [Dialogue(self.adapter.deliver(self.parcel)) for _ in range(2)]
            waiting = [(dialogue, dialogue.begin()) for dialogue in dialogues]
            while any(request is not None for _, request in waiting):
                answers = [(dialogue, None if request is None else peer.answer(request)) for dialogue, request in waiting]
                waiting = [(dialogue, None if answer is None else dialogue.answer(answer)) for dialogue, answer in answers]
            assert peer.held() == self._undisturbed()

    def test_every_request_is_one_that_the_vendor_describes(self) -> None:
        for request in self._requests():
            assert list(self.against_contract(request)) == [], request

    # ── something goes wrong at each request in turn ──

    def test_an_answer_lost_after_the_work_was_done_makes_no_second_record(self) -> None:
        self._ends_well(SENT, done=True)

    def test_a_request_that_was_lost_is_made_good(self) -> None:
        self._ends_well(SENT, done=False)

    def test_no_connection_is_made_good(self) -> None:
        self._ends_well(UNSENT, done=False)

    def test_a_server_error_after_the_work_was_done_makes_no_second_record(self) -> None:
        self._ends_well(BROKEN, done=True)
        self._ends_well(ABSENT, done=True)

    def test_a_server_error_before_any_work_is_made_good(self) -> None:
        self._ends_well(ABSENT, done=False)

    def test_a_request_to_wait_is_heard(self) -> None:
        for at, written in self._places():
            receipt = handed_over(self.adapter, self.parcel, failing(self.peer(), at, WAIT, done=False))
            assert receipt.outcome in (("deferred", "unknown") if written else ("deferred",)), f"request {at}: {receipt}"
            assert receipt.after == 7, f"request {at}: {receipt}"

    # ── refusals ──

    def test_a_refusal_says_why_and_leaves_nothing(self) -> None:
        for refusal in self.refusals:
            peer = self.peer()
            outcome, words = self._answered(self._at_the_first_write(peer, refusal.answer))
            assert outcome == refusal.outcome, f"{refusal}: {outcome} {words}"
            assert refusal.says in words, f"{refusal}: {words}"
            assert not peer.held()

    def test_a_wrong_credential_is_for_the_operator(self) -> None:
        for at in range(len(self._requests())):
            outcome, _ = self._answered(failing(self.peer(), at, Response(401, {}, b"who?"), done=False))
            assert outcome == "misconfigured", f"request {at}: {outcome}"

    # ── what the tests above share ──

    def _requests(self) -> list[Request]:
        requests: list[Request] = []
        handed_over(self.adapter, self.parcel, asked(self.peer(), requests))
        return requests

    def _undisturbed(self) -> object:
        peer = self.peer()
        handed_over(self.adapter, self.parcel, asked(peer))
        return peer.held()

    def _places(self) -> Iterator[tuple[int, bool]]:
        """Each request by its number, and whether one before it wrote."""
        written = False
        for at, request in enumerate(self._requests()):
            yield at, written
            written = written or writes(request)

    def _ends_well(self, reply: Reply, *, done: bool) -> None:
        expected = self._undisturbed()
        for at in range(len(self._requests())):
            peer = self.peer()
            receipt = handed_over(self.adapter, self.parcel, failing(peer, at, reply, done=done))
            receipt = self._tried_again(peer, receipt)
            assert receipt.outcome in ARRIVED or (self.stays_unknown and receipt.outcome == "unknown"), f"request {at}: {receipt}"
            assert peer.held() == expected or receipt.outcome == "unknown", f"request {at}: it holds {peer.held()}, not {expected}"

    def _tried_again(self, peer: FakePeer, receipt: Receipt) -> Receipt:
        for _ in range(TRIES):
            if receipt.outcome not in ("deferred", "unknown"):
                break
            receipt = handed_over(self.adapter, replace(self.parcel, resuming=receipt.outcome == "unknown"), asked(peer))
        return receipt

    def _at_the_first_write(self, peer: FakePeer, refusal: Response) -> Peer:
        refused: list[Request] = []

        def answer(request: Request, _number: int) -> Reply:
            if refused or not writes(request):
                return peer.answer(request)
            refused.append(request)
            return refusal

        return answer

    def _answered(self, peer: Peer) -> tuple[str, str]:
        try:
            receipt = handed_over(self.adapter, self.parcel, peer)
        except Misconfigured as problem:
            return "misconfigured", str(dict(problem.params))
        except HubError as problem:
            return type(problem).__name__, str(dict(problem.params))
        return receipt.outcome, receipt.reason
