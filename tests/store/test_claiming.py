"""Claims: what is due, in turn, within the caps; and what an ended lease means."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from hub.store import claiming, deliveries
from hub.store.engine import Database
from hub.store.items import Again, Claim, Claimed, Finish, Finished, Move, Moves, Replay, Rows, Update
from hub.store.writer import Writer
from hub.testing import stores


def systems(writer: Writer, **caps: int) -> None:
    writer.submit(Rows({"system": [stores.system_row(name, cap) for name, cap in caps.items()]})).result(10)


def owe(writer: Writer, system_id: str, number: int, **more: object) -> None:
    for place in range(number):
        writer.submit(stores.owed(f"{system_id}-{place}", f"{system_id}-m{place}", system_id=system_id, thread=f"t{place}", **more)).result(
            10
        )  # type: ignore[arg-type]


def claim(writer: Writer, limit: int = 100, *, now: int = 10, owner: str = "me", lease: int = 90, after: str = "") -> list[Claimed]:
    return writer.submit(Claim(owner, now, now + lease, limit, after)).result(10)


def test_a_claim_counts_the_attempt_and_names_all_that_a_worker_needs(writer: Writer) -> None:
    systems(writer, s1=4)
    owe(writer, "s1", 1)

    assert claim(writer) == [Claimed(1, "s1-0", 1, "me", "s1", "t0", "s1-m0", "json", "orders", 0, False, "", 1)]
    assert claim(writer) == []


@pytest.mark.parametrize(
    "caps, limit, taken",
    [
        ({"s1": 2, "s2": 3}, 100, {"s1": 2, "s2": 3}),
        ({"s1": 2, "s2": 3}, 4, {"s1": 2, "s2": 2}),
        ({"s1": 100, "s2": 100}, 100, {"s1": 5, "s2": 5}),
        ({"s1": 0, "s2": 1}, 100, {"s2": 1}),
        ({"s1": 1, "s2": 1}, 0, {}),
    ],
)
def test_no_more_than_the_cap_of_a_system_nor_the_limit_of_the_claim(
    writer: Writer, caps: dict[str, int], limit: int, taken: dict[str, int]
) -> None:
    systems(writer, **caps)
    for name in caps:
        owe(writer, name, 5)

    claimed = [one.system_id for one in claim(writer, limit)]

    assert {name: claimed.count(name) for name in set(claimed)} == taken


def test_what_runs_already_counts_against_the_cap(writer: Writer) -> None:
    systems(writer, s1=3)
    owe(writer, "s1", 5)

    assert [len(claim(writer, 2)), len(claim(writer, 2)), len(claim(writer, 2))] == [2, 1, 0]


def test_systems_are_served_in_turn(writer: Writer) -> None:
    systems(writer, s1=9, s2=9, s3=9)
    for name in ("s1", "s2", "s3"):
        owe(writer, name, 2)

    first = claim(writer, 2)
    second = claim(writer, 2, after=first[-1].system_id)
    third = claim(writer, 2, after=second[-1].system_id)

    assert [{one.system_id for one in some} for some in (first, second, third)] == [{"s1"}, {"s2"}, {"s3"}]


def test_a_short_claim_starts_again_from_the_first_system(writer: Writer) -> None:
    systems(writer, s1=9, s2=9)
    owe(writer, "s1", 2)
    owe(writer, "s2", 1)

    assert [one.system_id for one in claim(writer, 3, after="s1")] == ["s2", "s1", "s1"]


def test_what_is_due_later_waits_and_the_oldest_goes_first(writer: Writer) -> None:
    systems(writer, s1=1)
    for key, due in (("late", 50), ("old", 5), ("new", 8)):
        writer.submit(stores.owed(key, f"m-{key}", system_id="s1", thread=key, due_at=due)).result(10)

    assert [one.key for one in claim(writer, now=10)] == ["old"]


def test_a_system_that_has_no_row_or_is_paused_is_left_alone(writer: Writer) -> None:
    systems(writer, s1=4)
    owe(writer, "s1", 1)
    owe(writer, "unknown", 1)
    writer.submit(stores.paused("s1")).result(10)
    assert claim(writer) == []

    writer.submit(stores.resumed("s1")).result(10)
    assert [one.key for one in claim(writer)] == ["s1-0"]


def test_an_ended_lease_is_claimed_again_to_look_up_first(database: Database, writer: Writer) -> None:
    systems(writer, s1=1)
    owe(writer, "s1", 1)
    claim(writer, now=10, owner="dead", lease=90)

    assert claim(writer, now=100) == []  # the lease holds to its last moment
    (again,) = claim(writer, now=101)
    assert (again.attempt, again.owner, again.resuming) == (2, "me", True)

    late = writer.submit(Finish([Finished(again.delivery_id, 1, "dead", 4, 0, 102, attempt_row={"outcome": "created"})])).result(10)
    assert late == []
    with database.read() as connection:
        assert deliveries.attempts(connection, again.delivery_id) == []


def test_an_ended_lease_of_a_paused_system_waits(writer: Writer) -> None:
    systems(writer, s1=1)
    owe(writer, "s1", 1)
    claim(writer, now=10)
    writer.submit(stores.paused("s1")).result(10)

    assert claim(writer, now=500) == []


def test_an_unknown_outcome_is_remembered_until_it_is_known(writer: Writer) -> None:
    systems(writer, s1=1)
    owe(writer, "s1", 1)
    (first,) = claim(writer)
    writer.submit(Finish([Finished(first.delivery_id, 1, "me", 1, 20, 15, resuming=True)])).result(10)
    (second,) = claim(writer, now=20)
    writer.submit(Finish([Finished(second.delivery_id, 2, "me", 1, 30, 25)])).result(10)
    (third,) = claim(writer, now=30)

    assert [one.resuming for one in (first, second, third)] == [False, True, False]


def test_only_the_winner_of_the_fence_is_written(database: Database, writer: Writer) -> None:
    systems(writer, s1=9)
    owe(writer, "s1", 4)
    claimed = claim(writer)
    ends = [
        Finished(
            claimed[0].delivery_id,
            1,
            "me",
            4,
            0,
            20,
            attempt_row={"outcome": "created"},
            updates=[Update("delivery", {"id": 1}, {"control_number": 7})],
            receipt=b'{"\xe5\x95\x86":1}',
        ),
        Finished(claimed[1].delivery_id, 1, "you", 4, 0, 20, attempt_row={"outcome": "created"}),
        Finished(
            claimed[2].delivery_id, 2, "me", 4, 0, 20, attempt_row={"outcome": "created"}, inserts={"counter": [{"name": "x", "next": 1}]}
        ),
        Finished(999, 1, "me", 4, 0, 20, attempt_row={"outcome": "created"}),
        Finished(claimed[0].delivery_id, 1, "me", 6, 0, 20, attempt_row={"outcome": "rejected"}),
    ]

    assert writer.submit(Finish(ends)).result(10) == [claimed[0].delivery_id]
    with database.read() as connection:
        rows = deliveries.attempts(connection, claimed[0].delivery_id)
        delivery = deliveries.by_id(connection, claimed[0].delivery_id)
        assert [(row["outcome"], row["ordinal"], row["ended_at"]) for row in rows] == [("created", 1, 20)]
        assert delivery is not None
        assert (delivery["state"], delivery["ended_at"], delivery["receipt"], delivery["owner"]) == (4, 20, b'{"\xe5\x95\x86":1}', "")
        assert connection.execute(text("SELECT count(*) FROM attempt")).scalar() == 1
        assert connection.execute(text("SELECT count(*) FROM counter")).scalar() == 0


@pytest.mark.parametrize(
    "start, expected, state, moved",
    [(3, [3], 1, True), (3, [3], 6, True), (4, [3], 1, False), (2, [2], 6, False), (1, [1, 3], 6, True)],
)
def test_a_move_holds_only_from_the_state_expected(writer: Writer, start: int, expected: list[int], state: int, moved: bool) -> None:
    systems(writer, s1=9)
    owe(writer, "s1", 1)
    if start != 1:
        claim(writer)
    if start not in (1, 2):
        writer.submit(Finish([Finished(1, 1, "me", start, 0, 20)])).result(10)

    assert writer.submit(Moves([Move(1, expected, state, 30, 30)])).result(10) == ([1] if moved else [])


def test_a_move_may_be_fenced_by_the_attempt(writer: Writer) -> None:
    systems(writer, s1=9)
    owe(writer, "s1", 1)
    claim(writer)
    writer.submit(Finish([Finished(1, 1, "me", 1, 20, 20)])).result(10)

    assert writer.submit(Moves([Move(1, [1], 6, 30, 30, attempt=0)])).result(10) == []
    assert writer.submit(Moves([Move(1, [1], 6, 30, 30, attempt=1)])).result(10) == [1]


@pytest.mark.parametrize("end, made", [(1, []), (3, []), (4, ["again"]), (5, ["again"]), (6, ["again"])])
def test_only_what_is_over_can_be_done_again(database: Database, writer: Writer, end: int, made: list[str]) -> None:
    systems(writer, s1=9)
    owe(writer, "s1", 1, promised_at=77)
    claim(writer)
    writer.submit(Finish([Finished(1, 1, "me", end, 20, 20, cause="c", receipt=b"{}")])).result(10)

    assert writer.submit(Replay([Again(1, "again", 30)])).result(10) == made
    with database.read() as connection:
        row = deliveries.one(connection, "again", None)
        if made:
            wanted = deliveries.new("again", "s1-m0", "s1", "t0", "json", "orders", now=30, promised_at=77, replay_of="s1-0")
            assert row == wanted | {"id": 2, "state": 1}
        else:
            assert row is None


def test_the_next_moment_of_work_is_known(database: Database, writer: Writer) -> None:
    systems(writer, s1=1)
    for key, due in (("a", 5), ("b", 50), ("c", 70)):
        writer.submit(stores.owed(key, f"m-{key}", system_id="s1", thread=key, due_at=due)).result(10)
    claim(writer, now=10, lease=20)

    with database.read() as connection:
        assert [deliveries.next_due(connection, now) for now in (10, 30, 60, 90)] == [30, 50, 70, None]


def test_the_backlog_is_counted_by_system_and_state(database: Database, writer: Writer) -> None:
    systems(writer, s1=1)
    owe(writer, "s1", 3)
    writer.submit(stores.owed("x", "mx", system_id="s1", thread="t0", now=9)).result(10)
    claim(writer)

    with database.read() as connection:
        assert deliveries.backlog(connection) == [
            {"system_id": "s1", "state": 0, "deliveries": 1, "oldest": 9},
            {"system_id": "s1", "state": 1, "deliveries": 2, "oldest": 1},
            {"system_id": "s1", "state": 2, "deliveries": 1, "oldest": 1},
        ]


@pytest.mark.parametrize("statement", ["_DUE", "_EXPIRED"])
def test_no_claim_walks_all_systems(tmp_path: Path, statement: str) -> None:
    """SQLite says how it would find them: the system of a delivery is looked up by its id."""
    database = stores.opened(f"sqlite:///{tmp_path}/hub.db")
    sql = getattr(claiming, statement)["sqlite"]._statement
    with database.read() as connection:
        values = {"owner": "", "lease_until": 0, "now": 0, "most": 1, "after": ""}
        steps = [row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {sql}"), values)]
    database.close()

    assert [step for step in steps if step.startswith(("SCAN s ", "SCAN o ", "SCAN system"))] == []
    assert [step for step in steps if step in {"SCAN s", "SCAN o"}] == []
    assert any(step.startswith("SEARCH o USING INDEX") for step in steps)
