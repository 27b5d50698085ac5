"""Small jobs that come again: none is able to stop another, and a stop waits for the turn that runs."""

from __future__ import annotations

import threading

from hub.pipeline.rounds import Round, Rounds

PATIENCE = 10.0


def test_a_job_that_fails_comes_again_and_stops_no_other() -> None:
    tries, others = threading.Semaphore(0), threading.Semaphore(0)

    def fails() -> None:
        tries.release()
        raise ZeroDivisionError

    rounds = Rounds([Round("fails", 0.001, fails), Round("works", 0.001, others.release)])
    rounds.start()
    try:
        assert all(one.acquire(timeout=PATIENCE) for one in (tries, tries, tries, others, others, others))
    finally:
        rounds.stop()


def test_a_round_in_a_hurry_does_not_wait_for_its_turn() -> None:
    turns = threading.Semaphore(0)
    one = Round("rare", 3600.0, turns.release)
    rounds = Rounds([one])
    rounds.start()
    try:
        assert turns.acquire(timeout=PATIENCE)
        one.hurry()
        assert turns.acquire(timeout=PATIENCE)
    finally:
        rounds.stop()


def test_a_stop_waits_for_the_turn_that_runs_and_begins_no_other() -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), []

    def job() -> None:
        begun.set()
        may_end.wait(PATIENCE)
        ended.append(1)

    rounds = Rounds([Round("slow", 0.0, job)])
    rounds.start()
    assert begun.wait(PATIENCE)
    stopping = threading.Thread(target=rounds.stop)
    stopping.start()
    may_end.set()
    stopping.join(PATIENCE)

    assert not stopping.is_alive()
    assert ended
