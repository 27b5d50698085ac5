"""The laws of the queue as tests: subclass `QueueKit` with a pytest fixture `ground` and they run on that store.

Time is frozen; nothing waits longer than it must. Example: `class TestOnSqlite(QueueKit): ...`.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from typing import Any

from hub.adapters.base import Receipt
from hub.queue.dead import park, release
from hub.queue.states import State
from hub.store.items import Finish, Finished
from hub.testing.queues import Ground, forever, raising


class QueueKit:
    """Behaviours that every store under the dispatcher has to show."""

    # ── laws 1 and 4: everything, once, in order ──

    def test_everything_owed_is_delivered_once_and_in_order(self, ground: Ground) -> None:
        lanes = {(system, thread): ground.owe(system, thread, 5) for system in ("a/erp", "b/crm") for thread in ("t1", "t2", "t3")}

        asyncio.run(ground.until(ground.all_ended))

        began = defaultdict(list)
        for one in ground.handler.began:
            began[one.system_id, one.thread].append(one.key)
        assert dict(began) == lanes
        assert set(ground.states()) == {State.DELIVERED}

    def test_a_lane_has_one_at_a_time_and_a_system_no_more_than_its_pace(self, ground: Ground) -> None:
        ground.handler.slow["a/erp"] = 0.01
        for lane in range(6):
            ground.owe("a/erp", f"t{lane}", 3, cap=4)

        asyncio.run(ground.until(ground.all_ended))

        assert ground.handler.most["a/erp"] == 4
        assert {ground.handler.most["a/erp", f"t{lane}"] for lane in range(6)} == {1}

    def test_no_more_run_than_there_are_slots(self, ground: Ground) -> None:
        ground.handler.slow = {"a/erp": 0.005, "b/crm": 0.005}
        for lane in range(8):
            ground.owe("a/erp", f"t{lane}", 2, cap=100)
            ground.owe("b/crm", f"t{lane}", 2, cap=100)

        asyncio.run(ground.until(ground.all_ended, ground.dispatcher(slots=5)))

        assert ground.handler.most["all"] == 5

    def test_what_is_accepted_while_it_runs_leaves_no_lane_stranded(self, ground: Ground) -> None:
        async def run() -> None:
            accepting = asyncio.gather(*(asyncio.to_thread(ground.owe, "a/erp", f"t{number % 3}", 2) for number in range(20)))
            await ground.until(lambda: accepting.done() and ground.all_ended())
            await accepting

        ground.owe("a/erp", "t0")

        asyncio.run(run())

        assert len(ground.states()) == 41

    def test_the_head_that_waits_for_its_next_attempt_is_not_overtaken(self, ground: Ground) -> None:
        first, second = ground.owe("a/erp", "t", 2)
        (other,) = ground.owe("a/erp", "u")
        ground.handler.say[first] = [lambda _: Receipt("deferred")]

        asyncio.run(self._idle(ground))

        assert ground.states(first, second, other) == [State.READY, State.BEHIND, State.DELIVERED]
        assert ground.handler.attempts(second) == []

    # ── fairness ──

    def test_a_slow_system_does_not_starve_a_fast_one(self, ground: Ground) -> None:
        ground.handler.slow["a/slow"] = 0.3
        for lane in range(20):
            ground.owe("a/slow", f"t{lane}", cap=2)
        fast = [key for lane in range(20) for key in ground.owe("b/fast", f"t{lane}", 2)]

        begun = time.monotonic()
        asyncio.run(ground.until(lambda: set(ground.states(*fast)) == {State.DELIVERED}, ground.dispatcher(slots=8), grace=0))

        assert time.monotonic() - begun < 2
        assert len([one for one in ground.handler.began if one.system_id == "a/slow"]) < 20

    def test_systems_take_turns_for_scarce_slots(self, ground: Ground) -> None:
        for system in ("a/1", "b/2", "c/3"):
            for lane in range(4):
                ground.owe(system, f"t{lane}", cap=1)

        asyncio.run(ground.until(ground.all_ended, ground.dispatcher(slots=1)))

        turns = [one.system_id for one in ground.handler.began]
        assert turns == ["a/1", "b/2", "c/3"] * 4

    # ── retries ──

    def test_it_is_tried_again_when_due_and_not_before_under_the_same_key(self, ground: Ground) -> None:
        (key,) = ground.owe("a/erp", "t")
        ground.handler.say[key] = [lambda _: Receipt("deferred", rule="NET-102")]
        asyncio.run(self._idle(ground))
        ground.clock.advance(4.9)
        asyncio.run(self._idle(ground))
        before = ground.handler.attempts(key)
        ground.clock.advance(0.2)

        asyncio.run(ground.until(ground.all_ended))

        assert before == [(1, False)]
        assert ground.handler.attempts(key) == [(1, False), (2, False)]

    def test_after_the_last_wait_it_is_a_dead_letter_and_its_lane_goes_on(self, ground: Ground) -> None:
        key, following = ground.owe("a/erp", "t", 2)
        ground.handler.say[key] = [lambda _: Receipt("deferred", rule="NET-102", reason="503")] * 3
        for _ in range(3):
            asyncio.run(self._idle(ground))
            ground.clock.advance(61)

        asyncio.run(ground.until(ground.all_ended))

        assert ground.states(key, following) == [State.DEAD, State.DELIVERED]
        assert ground.rows()[key]["cause"] == "NET-102|orders|a/erp|#"

    def test_an_unknown_outcome_is_looked_up_by_the_next_attempt(self, ground: Ground) -> None:
        (key,) = ground.owe("a/erp", "t")
        ground.handler.say[key] = [lambda _: Receipt("unknown")]
        asyncio.run(self._idle(ground))
        ground.clock.advance(6)

        asyncio.run(ground.until(ground.all_ended))

        assert ground.handler.attempts(key) == [(1, False), (2, True)]

    # ── processes that die ──

    def test_an_expired_lease_is_claimed_again_and_looked_up(self, ground: Ground) -> None:
        (key,) = ground.owe("a/erp", "t")
        ground.claim("dead", lease=60)
        asyncio.run(self._idle(ground))
        before = list(ground.handler.began)
        ground.clock.advance(61)

        asyncio.run(ground.until(ground.all_ended))

        assert before == []
        assert ground.handler.attempts(key) == [(2, True)]

    def test_who_lost_the_lease_changes_nothing(self, ground: Ground) -> None:
        (key,) = ground.owe("a/erp", "t")
        (late,) = ground.claim("late", lease=60)
        ground.clock.advance(61)
        asyncio.run(ground.until(ground.all_ended))
        before = ground.rows()[key]
        ending = Finished(late.delivery_id, late.attempt, late.owner, int(State.REJECTED), 0, 0)

        won = ground.writer.submit(Finish([ending])).result(5)

        assert won == []
        assert ground.rows()[key] == before

    def test_a_delivery_that_kills_its_process_again_and_again_becomes_a_dead_letter(self, ground: Ground) -> None:
        key, following = ground.owe("a/erp", "t", 2)
        for _ in range(3):
            ground.claim("dead", lease=60)
            ground.clock.advance(61)

        asyncio.run(ground.until(ground.all_ended, ground.dispatcher(poison=3)))

        assert ground.states(key, following) == [State.DEAD, State.DELIVERED]
        assert ground.handler.attempts(key) == []
        assert ground.rows()[key]["cause"].startswith("QUE-005")

    # ── handlers that fail ──

    def test_a_bug_in_the_handler_ends_one_attempt_and_not_the_loop(self, ground: Ground) -> None:
        bad, good = ground.owe("a/erp", "t")[0], ground.owe("a/erp", "u", 3)
        ground.handler.say[bad] = [raising(KeyError("x"))] * 3
        for _ in range(3):
            asyncio.run(self._idle(ground))
            ground.clock.advance(61)

        assert ground.states(bad) == [State.HELD]
        assert set(ground.states(*good)) == {State.DELIVERED}
        row = ground.rows()[bad]
        assert (row["fault"], row["attempt"], row["resuming"]) == ("hub", 3, 1)
        assert row["cause"].startswith("QUE-002|orders|a/erp|keyerror in ")

    def test_a_conversation_without_end_is_cut_and_looked_up(self, ground: Ground) -> None:
        (key,) = ground.owe("a/erp", "t")
        ground.handler.say[key] = [forever]
        asyncio.run(self._idle(ground, deadline=0.03))
        ground.clock.advance(6)

        asyncio.run(ground.until(ground.all_ended))

        assert ground.handler.attempts(key) == [(1, False), (2, True)]

    # ── people ──

    def test_a_paused_system_keeps_its_deliveries_and_resumes_in_order(self, ground: Ground) -> None:
        keys, others = ground.owe("a/erp", "t", 3), ground.owe("b/crm", "t")
        ground.pause("a/erp")
        asyncio.run(ground.until(lambda: ground.states(*others) == [State.DELIVERED]))
        asyncio.run(self._idle(ground))
        before = [one.system_id for one in ground.handler.began]
        ground.resume("a/erp")

        asyncio.run(ground.until(ground.all_ended))

        assert before == ["b/crm"]
        assert [one.key for one in ground.handler.began[1:]] == keys

    def test_a_held_head_blocks_its_lane_until_released(self, ground: Ground) -> None:
        first, second = ground.owe("a/erp", "t", 2)
        ground.handler.say[first] = [lambda _: Receipt("unknown"), lambda _: Receipt("unknown"), lambda _: Receipt("unknown")]
        self._until_held(ground, first)
        blocked = ground.states(second)
        ground.writer.submit(release([ground.rows()[first]], ground.clock(), "ann")).result(5)

        asyncio.run(ground.until(ground.all_ended))

        assert blocked == [State.BEHIND]
        assert [one.key for one in ground.handler.began][-2:] == [first, second]

    def test_a_parked_head_lets_its_lane_go_on(self, ground: Ground) -> None:
        first, second = ground.owe("a/erp", "t", 2)
        ground.handler.say[first] = [lambda _: Receipt("unknown")] * 3
        self._until_held(ground, first)
        ground.writer.submit(park([ground.rows()[first]], ground.clock())).result(5)

        asyncio.run(ground.until(ground.all_ended))

        assert ground.states(first, second) == [State.DEAD, State.DELIVERED]

    # ── stopping ──

    def test_stopping_is_quick_and_hands_back_what_runs(self, ground: Ground) -> None:
        running, waiting = ground.owe("a/erp", "t", 2)
        ground.handler.say[running] = [forever]

        begun: list[float] = []

        def talking() -> bool:
            begun[:] = [time.monotonic()]
            return bool(ground.handler.began)

        asyncio.run(ground.until(talking, grace=0.05))

        assert time.monotonic() - begun[0] < 0.5
        assert ground.states(running, waiting) == [State.READY, State.BEHIND]
        row = ground.rows()[running]
        assert (row["resuming"], row["due_at"], row["owner"]) == (1, ground.clock(), "")
        asyncio.run(ground.until(ground.all_ended))
        assert ground.handler.attempts(running) == [(1, False), (2, True)]

    def test_stopping_waits_for_what_is_nearly_done(self, ground: Ground) -> None:
        ground.handler.slow["a/erp"] = 0.05
        (key,) = ground.owe("a/erp", "t")

        asyncio.run(ground.until(lambda: bool(ground.handler.began), grace=2))

        assert ground.states(key) == [State.DELIVERED]

    # ── what the tests above share ──

    def _until_held(self, ground: Ground, key: str) -> None:
        for _ in range(3):
            asyncio.run(self._idle(ground))
            ground.clock.advance(61)
        assert ground.states(key) == [State.HELD]

    async def _idle(self, ground: Ground, **options: Any) -> None:
        """Run a dispatcher until it has looked around and found nothing more to do."""
        dispatcher = ground.dispatcher(sweep=60, **options)
        running = asyncio.create_task(dispatcher.run())
        quiet = 0
        while quiet < 3:
            await asyncio.sleep(0.005)
            quiet = quiet + 1 if dispatcher.resting else 0
        await dispatcher.stop()
        await running
