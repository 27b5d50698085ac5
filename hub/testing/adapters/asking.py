"""What an adapter promises when it is asked whether its system is there, and what became of a record.

Example: `class TestStatus(StatusKit): adapter = Mine(); states = {"posted": "processed"}` with `showing` of your own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, get_args

from hub.adapters.base import Adapter, Probe, Request, Response, Status, WireError
from hub.errors import HubError
from hub.testing.adapters.playing import NONSENSE, SENT, UNSENT, FakePeer, Reply, always, asked, failing, run

STATES = frozenset(get_args(Status.__annotations__["state"])) or frozenset(("processed", "pending", "failed", "unknown"))


class ProbeKit:
    """Set `adapter` and `peer`: a new fake each time, of a system that works and lets us in."""

    adapter: ClassVar[Adapter]
    peer: Callable[[], FakePeer]

    def test_a_system_that_works_is_ready(self) -> None:
        assert run(self.adapter.probe(), asked(self.peer())).outcome == "ready"

    def test_a_probe_changes_nothing(self) -> None:
        peer = self.peer()
        before = peer.held()
        run(self.adapter.probe(), asked(peer))
        assert peer.held() == before

    def test_a_wrong_credential_is_refused(self) -> None:
        for at in range(self._count()):
            found = run(self.adapter.probe(), failing(self.peer(), at, Response(401, {}, b"who?"), done=False))
            assert found.outcome == "refused", f"request {at}: {found}"
            assert found.rule, found

    def test_a_system_that_is_down_or_slow_is_unreachable(self) -> None:
        for at in range(self._count()):
            for reply in (UNSENT, SENT, Response(503, {}, b"")):
                found = run(self.adapter.probe(), failing(self.peer(), at, reply, done=False))
                assert found.outcome == "unreachable", f"request {at}: {reply}: {found}"
                assert found.rule, found

    def test_nonsense_is_not_ready(self) -> None:
        for nonsense in NONSENSE:
            found = run(self.adapter.probe(), always(nonsense))
            assert isinstance(found, Probe)
            assert found.outcome != "ready", nonsense

    def _count(self) -> int:
        requests: list[Request] = []
        run(self.adapter.probe(), asked(self.peer(), requests))
        return len(requests)


class StatusKit:
    """Set `adapter`, and `states`: what our word is for each state of the system's own. `showing(state, request)`: what it answers
    while the record `reference` is in that state.

    A system may pass over states: each is asked for first, without any before it.
    """

    adapter: ClassVar[Adapter]
    reference: ClassVar[str] = "R-1"
    states: ClassVar[Mapping[str, str]] = {}
    showing: Callable[[str, Request], Response]

    def test_each_state_of_the_system_has_a_word(self) -> None:
        assert self.states
        for theirs, ours in self.states.items():
            assert self._said(theirs).state == ours, theirs

    def test_a_state_that_nobody_knows_is_told_by_name(self) -> None:
        found = self._said("Zz-9")
        assert found.state == "unknown"
        assert "Zz-9" in found.reason

    def test_a_record_that_is_not_there_is_no_crash(self) -> None:
        found = run(self.adapter.check(self.reference), always(Response(404, {}, b"")))
        assert found.state in ("unknown", "failed")

    def test_nonsense_means_nothing(self) -> None:
        for nonsense in NONSENSE:
            try:
                found = run(self.adapter.check(self.reference), always(nonsense))
            except HubError:
                continue
            assert found.state not in ("processed", "pending"), nonsense

    def test_a_lost_wire_says_nothing_of_the_record(self) -> None:
        for lost in (SENT, UNSENT):
            try:
                found = run(self.adapter.check(self.reference), always(lost))
            except WireError:
                continue
            assert found.state == "unknown"

    def _said(self, state: str) -> Status:
        def answer(request: Request, _number: int) -> Reply:
            return self.showing(state, request)

        return run(self.adapter.check(self.reference), answer)
