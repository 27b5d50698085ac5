"""What an adapter promises when it asks its system what is new: every row comes, in whatever order the system's clock wrote them.

A row may come twice under the same key and version; it may never be left out. Example: see `PollKit`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from hub.adapters.base import Request, Response, WireError
from hub.adapters.inbound import Collected, Fetched, Page, Pollable
from hub.errors import HubError
from hub.testing.adapters.playing import NONSENSE, SENT, UNSENT, PolledPeer, always, asked, failing, run

START = 1_790_000_000  # seconds since 1970 UTC
LIMIT = 3


class PollKit:
    """Set `adapter`, `stream`, and `peer`: a new fake each time, without rows. `key(name)`: the key under which a row is taken in.

    `empty`: other answers that mean "nothing" there. `late`: a row may be written this many seconds after its own moment.
    `sees_changes`: rows that change come again.
    """

    adapter: ClassVar[Any]
    stream: ClassVar[str]
    empty: ClassVar[Sequence[Response]] = ()
    late: ClassVar[int] = 5
    sees_changes: ClassVar[bool] = True
    peer: Callable[[], PolledPeer]
    key: Callable[[str], str]

    # ── nothing there ──

    def test_it_is_pollable_and_has_the_stream(self) -> None:
        assert isinstance(self.adapter, Pollable)
        assert self.stream in self.adapter.streams

    def test_nothing_new_is_an_empty_page_that_goes_on_from_there(self) -> None:
        peer = self.peer()
        found, cursor = self._turns(peer, "")
        assert found == []
        peer.add("a", START)
        assert self._keys(self._turns(peer, cursor)[0]) == self._named("a")

    def test_answers_that_mean_nothing_are_an_empty_page(self) -> None:
        for answer in self.empty:
            page = run(self.adapter.poll(self.stream, "", LIMIT), always(answer))
            assert isinstance(page, Page), answer
            assert (page.parcels, page.more) == ((), False), answer

    # ── pages ──

    def test_every_row_comes_whatever_their_number(self) -> None:
        for count in (1, LIMIT - 1, LIMIT, LIMIT + 1, 3 * LIMIT, 3 * LIMIT + 1):
            peer, names = self.peer(), [f"r{number:02}" for number in range(count)]
            for number, name in enumerate(names):
                peer.add(name, START + 100 * number)
            assert self._keys(self._turns(peer, "")[0]) == self._named(*names), count

    def test_rows_of_the_same_moment_come_across_a_page(self) -> None:
        peer, names = self.peer(), [f"r{number:02}" for number in range(3 * LIMIT + 1)]
        for name in names:
            peer.add(name, START)
        assert self._keys(self._turns(peer, "")[0]) == self._named(*names)

    def test_a_row_that_was_never_changed_comes_beside_one_that_was(self) -> None:
        peer = self.peer()
        peer.add("never", START)
        peer.add("changed", START - 1000, START + 10)
        assert self._keys(self._turns(peer, "")[0]) == self._named("never", "changed")

    def test_what_changes_between_two_pages_is_not_left_out(self) -> None:
        peer, names = self.peer(), [f"r{number:02}" for number in range(2 * LIMIT + 1)]
        for number, name in enumerate(names):
            peer.add(name, START + 100 * number)
        first, cursor, _ = self._turn(peer, "")
        peer.change(names[0], START + 10_000)
        peer.change(names[-1], START + 10_001)
        rest, cursor = self._turns(peer, cursor)
        assert self._keys([*first, *rest]) == self._named(*names)
        if self.sees_changes:
            later, _ = self._turns(peer, cursor)
            versions = {found.version for found in [*first, *rest, *later] if found.key == self.key(names[0])}
            assert len(versions) > 1, "the changed row came under one version only"

    def test_a_row_that_is_gone_between_two_pages_takes_no_other_with_it(self) -> None:
        peer, names = self.peer(), [f"r{number:02}" for number in range(2 * LIMIT + 1)]
        for number, name in enumerate(names):
            peer.add(name, START + 100 * number)
        first, cursor, _ = self._turn(peer, "")
        for name in (names[0], names[LIMIT]):
            peer.remove(name)
        rest, _ = self._turns(peer, cursor)
        assert self._keys([*first, *rest]) >= self._named(*names) - self._named(names[0], names[LIMIT])

    # ── later turns ──

    def test_a_stored_cursor_brings_what_is_new_and_ends(self) -> None:
        peer = self.peer()
        for number in range(LIMIT + 1):
            peer.add(f"r{number}", START + number)
        before, cursor = self._turns(peer, "")
        again, cursor = self._turns(peer, cursor)
        assert self._known(again) <= self._known(before), "a row came again under another version"
        peer.add("new", START + 3600)
        assert self.key("new") in self._keys(self._turns(peer, cursor)[0])

    def test_a_row_of_the_last_moment_that_is_written_late_comes(self) -> None:
        for name in ("a", "z"):
            peer = self.peer()
            peer.add("m", START)
            _, cursor = self._turns(peer, "")
            peer.add(name, START)
            peer.add(name + "earlier", START - self.late)
            assert self._keys(self._turns(peer, cursor)[0]) >= self._named(name, name + "earlier"), name

    def test_the_same_row_is_the_same_version_with_the_same_bytes(self) -> None:
        peer = self.peer()
        peer.add("a", START)
        peer.add("b", START, START + 5)
        told = [{(found.key, found.version): (found.body, found.message) for found in self._turns(peer, "")[0]} for _ in range(2)]
        assert told[0] == told[1]

    # ── a wire and a peer that fail ──

    def test_a_failing_wire_moves_no_cursor(self) -> None:
        for at in range(self._count()):
            for lost in (SENT, UNSENT, Response(503, {}, b"")):
                found = self._ended(failing(self._filled(), at, lost, done=False))
                assert not isinstance(found, Page), f"request {at}: {lost}"

    def test_a_request_to_wait_is_heard(self) -> None:
        for at in range(self._count()):
            found = self._ended(failing(self._filled(), at, Response(429, {"retry-after": "7"}, b""), done=False))
            assert isinstance(found, Collected), f"request {at}: {found}"
            assert (found.outcome, found.after) == ("deferred", 7), f"request {at}: {found}"

    def test_nonsense_leaves_no_row_out(self) -> None:
        for at in range(self._count()):
            for nonsense in NONSENSE:
                peer = self._filled()
                found = self._ended(failing(peer, at, nonsense, done=False))
                cursor = found.cursor if isinstance(found, Page) else ""
                before = list(found.parcels) if isinstance(found, Page) else []
                assert self._keys([*before, *self._turns(peer, cursor)[0]]) == self._named("a", "b"), f"request {at}: {nonsense}"

    # ── what the tests above share ──

    def _filled(self) -> PolledPeer:
        peer = self.peer()
        peer.add("a", START)
        peer.add("b", START + 60)
        return peer

    def _count(self) -> int:
        requests: list[Request] = []
        run(self.adapter.poll(self.stream, "", LIMIT), asked(self._filled(), requests))
        return len(requests)

    def _ended(self, peer: Any) -> Page | Collected | None:
        try:
            found: Page | Collected = run(self.adapter.poll(self.stream, "", LIMIT), peer)
        except (WireError, HubError):
            return None
        return found

    def _turn(self, peer: PolledPeer, cursor: str) -> tuple[list[Fetched], str, bool]:
        page = run(self.adapter.poll(self.stream, cursor, LIMIT), asked(peer))
        assert isinstance(page, Page), page
        return list(page.parcels), page.cursor, page.more

    def _turns(self, peer: PolledPeer, cursor: str) -> tuple[list[Fetched], str]:
        found: list[Fetched] = []
        for _ in range(50):
            brought, cursor, more = self._turn(peer, cursor)
            found += brought
            if not more:
                return found, cursor
        raise AssertionError("it says that there is more for ever")

    def _keys(self, found: Sequence[Fetched]) -> set[str]:
        return {one.key for one in found}

    def _known(self, found: Sequence[Fetched]) -> set[tuple[str, str]]:
        return {(one.key, one.version) for one in found}

    def _named(self, *names: str) -> set[str]:
        return {self.key(name) for name in names}
