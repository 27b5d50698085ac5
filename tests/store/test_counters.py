"""Control numbers: never twice, whoever asks and whatever crashes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from hub.store.counters import MAXIMUM, Numbers
from hub.store.engine import Database


def test_numbers_count_up_from_one_by_name(database: Database) -> None:
    numbers = Numbers(database, block=3)

    assert [numbers.next("a") for _ in range(8)] == list(range(1, 9))
    assert numbers.next("b") == 1


def test_a_crash_leaves_a_gap_and_repeats_nothing(database: Database) -> None:
    before = [Numbers(database, block=10).next("a") for _ in range(3)]

    assert before == [1, 11, 21]


def test_many_threads_and_processes_get_different_numbers(database: Database) -> None:
    counters = [Numbers(database, block=7), Numbers(database, block=5)]
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda place: counters[place % 2].next("a"), range(400)))

    assert len(set(given)) == 400


@pytest.mark.parametrize("maximum", [5, MAXIMUM])
def test_after_the_maximum_comes_one(database: Database, maximum: int) -> None:
    with database.write() as connection:
        connection.execute(text("INSERT INTO counter (name, next) VALUES ('a', :next)"), {"next": maximum - 1})
    numbers = Numbers(database, block=3)

    assert [numbers.next("a", maximum) for _ in range(4)] == [maximum - 1, maximum, 1, 2]
