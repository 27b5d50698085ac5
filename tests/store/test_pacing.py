"""The limit a minute: no 60 seconds hold more requests than it, wherever they begin, whoever claims."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import text

from hub.store import systems
from hub.store.engine import Database
from hub.store.items import Claim, Claimed, Finish, Finished, Rows
from hub.store.pacing import WINDOW
from hub.store.writer import Writer
from hub.testing import stores

SECOND = 1_000_000


def paced(writer: Writer, name: str, per_minute: int, owed: int, cap: int = 100) -> None:
    writer.submit(Rows({"system": [stores.system_row(name, cap, per_minute=per_minute)]})).result(10)
    for place in range(owed):
        writer.submit(stores.owed(f"{name}-{place}", f"{name}-m{place}", system_id=name, thread=f"t{place}", now=0)).result(10)


def claim(writer: Writer, now: int, lease: int = 90 * SECOND) -> list[Claimed]:
    return writer.submit(Claim("me", now, now + lease, 100)).result(10)


def end(writer: Writer, claimed: Claimed, at: int, requests: int | None = 1, state: int = 4) -> None:
    ending = Finished(claimed.delivery_id, claimed.attempt, "me", state, at, at, requests=requests, paced=claimed.paced)
    assert writer.submit(Finish([ending])).result(10) == [claimed.delivery_id]


def test_no_more_than_the_limit_until_a_minute_after_they_ended(writer: Writer, database: Database) -> None:
    paced(writer, "s1", 3, 9)
    first = claim(writer, SECOND)
    for one in first:
        end(writer, one, 2 * SECOND)

    assert [len(claim(writer, moment)) for moment in (2 * SECOND, 2 * SECOND + WINDOW - 1, 2 * SECOND + WINDOW)] == [0, 0, 3]
    assert [len(first), {one.paced for one in first}] == [3, {True}]
    with database.read() as connection:
        assert systems.used(connection, 2 * SECOND + WINDOW) == {"s1": 3}
        assert connection.execute(text("SELECT count(*) FROM pace_use")).scalar() == 3, "what is a minute old is forgotten"


def test_a_system_without_a_limit_is_not_counted(writer: Writer, database: Database) -> None:
    paced(writer, "s1", 0, 5)

    assert {one.paced for one in claim(writer, 1)} == {False}
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM pace_use")).scalar() == 0


def test_a_paced_system_does_not_hold_up_another(writer: Writer) -> None:
    paced(writer, "s1", 1, 5)
    paced(writer, "s2", 0, 5)

    assert sorted(one.system_id for one in claim(writer, 1)) == ["s1"] + ["s2"] * 5


@pytest.mark.parametrize("requests, more", [(0, 5), (1, 2), (2, 0), (3, 0), (None, 2)])
def test_what_an_attempt_really_asked_is_what_counts(writer: Writer, requests: int | None, more: int) -> None:
    """Of three a minute: one that asked nothing frees its place; who makes two keeps room for two."""
    paced(writer, "s1", 3, 6, cap=1)
    (one,) = claim(writer, 1)
    end(writer, one, 2, requests)

    began = 0
    for moment in range(3, 9):
        for claimed in claim(writer, moment):
            began += 1
            end(writer, claimed, moment, requests)
    assert began == more


def test_one_that_never_ends_is_counted_until_a_minute_after_its_lease(writer: Writer) -> None:
    paced(writer, "s1", 1, 2)
    claim(writer, 0, lease=90 * SECOND)

    # Its lease over, it is taken again only when its first attempt can have asked nothing for a minute.
    assert claim(writer, 91 * SECOND) == []
    (again,) = claim(writer, 90 * SECOND + WINDOW)
    assert again.resuming


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_rhythm_no_minute_holds_more(writer: Writer, seed: int) -> None:
    """Attempts of any length, asking at any moment between claim and end: counted by their requests in every window."""
    draw = random.Random(seed)
    paced(writer, "s1", 5, 40, cap=8)
    now, running, asked = SECOND, [], []
    while len(asked) < 40:
        running += [(now, now + draw.randrange(1, 20) * SECOND, one) for one in claim(writer, now)]
        for began, until, one in [some for some in running if some[1] <= now]:
            end(writer, one, now)
            running.remove((began, until, one))
            asked.append(draw.randint(began, now))
        now += draw.randrange(1, 7) * SECOND
        assert now < 4000 * SECOND, "it goes on"

    asked.sort()
    most = max(sum(1 for other in asked if moment <= other <= moment + 60 * SECOND) for moment in asked)
    assert most <= 5


def test_one_attempt_that_asked_very_often_does_not_slow_its_system_down_for_ever(writer: Writer) -> None:
    """Sixty a minute and two for each: about thirty deliveries a minute, some time after one that made two hundred."""
    paced(writer, "s1", 60, 1)
    end(writer, claim(writer, 0)[0], 1, 200)
    for place in range(90):
        writer.submit(stores.owed(f"d{place}", f"m{place}", system_id="s1", thread=f"t{place + 1}", now=0)).result(10)

    minutes = []
    for minute in range(1, 30):
        taken = claim(writer, minute * 2 * WINDOW)
        minutes.append(len(taken))
        for one in taken:
            end(writer, one, minute * 2 * WINDOW + 1, 2)
    assert minutes[0] == 1
    assert max(minutes) >= 10
