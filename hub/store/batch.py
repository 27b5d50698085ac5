"""One transaction's worth of items: who may write, who still owns, then every row by table, heads, claims.

Nothing here begins or commits; it either answers every item or raises and has done nothing.

>>> transact(connection, [Rows()])   # doctest: +SKIP
Outcome(answers=[Done()], rings=False)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from hub.store import claiming, ending, guards, lanes, pacing
from hub.store.inserts import Gathered
from hub.store.items import Answer, Claim, Done, Finish, Finished, Item, Lane, Move, Moves, Replay, Row, Rows

_DONE = Done()
# What an attempt that never reached the wire leaves empty.
_NO_ATTEMPT: Row = {
    "outcome": "", "rule": "", "reason": "", "reference": "", "status": 0, "sent_digest": "", "sent_payload_id": "", "sent_salt": b"", "answer": b"", "calls": b"[]",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer for each item, and whether there may be work for the dispatcher."""

    answers: list[Answer]
    rings: bool


def transact(connection: Connection, items: Sequence[Item]) -> Outcome:
    """Do the items in the caller's transaction."""
    accepted, answers = _accept(connection, items)
    finished = [(place, item) for place, item in enumerate(items) if isinstance(item, Finish)]
    moved = [(place, item) for place, item in enumerate(items) if isinstance(item, Moves)]
    repeated = [(place, item) for place, item in enumerate(items) if isinstance(item, Replay)]
    lanes.lock(connection, {lane for row in accepted for lane in row.lanes} | _more_lanes(finished), _deliveries(finished, moved, repeated))

    gathered, touched = Gathered(), set[Lane]()
    for row in accepted:
        gathered.add(row.inserts, row.updates, row.leaves)
        touched.update(row.lanes)
    rings = any(row.ring for row in accepted)
    rings |= _finish(connection, finished, answers, gathered, touched)
    rings |= _move(connection, moved, answers, gathered, touched)
    _repeat(connection, repeated, answers, gathered, touched)
    gathered.write(connection)
    rings |= lanes.promote(connection, touched) > 0
    for place, item in enumerate(items):
        if isinstance(item, Claim):
            answers[place] = claiming.claim(connection, item)
    return Outcome([answers[place] for place in range(len(items))], rings)


def _accept(connection: Connection, items: Sequence[Item]) -> tuple[list[Rows], dict[int, Answer]]:
    rows = [(place, item) for place, item in enumerate(items) if isinstance(item, Rows)]
    answers: dict[int, Answer] = {}
    accepted = []
    for (place, item), conflict in zip(rows, guards.conflicts(connection, [item for _, item in rows]), strict=True):
        answers[place] = conflict or _DONE
        if conflict is None:
            accepted.append(item)
    return accepted, answers


def _more_lanes(finished: Iterable[tuple[int, Finish]]) -> set[Lane]:
    return {lane for _, item in finished for one in item.finished for lane in one.lanes}


def _deliveries(
    finished: Iterable[tuple[int, Finish]], moved: Iterable[tuple[int, Moves]], repeated: Iterable[tuple[int, Replay]]
) -> set[int]:
    ids = {one.delivery_id for _, item in finished for one in item.finished}
    ids.update(one.delivery_id for _, item in moved for one in item.moves)
    ids.update(one.delivery_id for _, item in repeated for one in item.again)
    return ids


def _finish(
    connection: Connection, finished: Sequence[tuple[int, Finish]], answers: dict[int, Answer], gathered: Gathered, touched: set[Lane]
) -> bool:
    # Of two ends of one delivery in a batch the first counts, as it would in two transactions.
    first: dict[int, Finished] = {}
    for _, item in finished:
        for one in item.finished:
            first.setdefault(one.delivery_id, one)
    won = ending.finish(connection, list(first.values()))
    pacing.settle(connection, [first[key] for key in won if first[key].paced])
    for place, item in finished:
        winners = [one for one in item.finished if one.delivery_id in won and first[one.delivery_id] is one]
        answers[place] = [one.delivery_id for one in winners]
        for one in winners:
            gathered.add(_with_attempt(one), one.updates, one.leaves)
            touched.update(one.lanes)
    touched.update(won.values())
    return any(first[key].state == 1 for key in won)


def _with_attempt(one: Finished) -> Mapping[str, Sequence[Row]]:
    if not one.attempt_row:
        return one.inserts
    row = _NO_ATTEMPT | {"started_at": one.at, "ended_at": one.at} | one.attempt_row
    return {**one.inserts, "attempt": [row | {"delivery_id": one.delivery_id, "ordinal": one.attempt}]}


def _move(
    connection: Connection, moved: Sequence[tuple[int, Moves]], answers: dict[int, Answer], gathered: Gathered, touched: set[Lane]
) -> bool:
    first: dict[int, Move] = {}
    for _, item in moved:
        for one in item.moves:
            first.setdefault(one.delivery_id, one)
    done = ending.move(connection, list(first.values()))
    for place, item in moved:
        winners = [one for one in item.moves if one.delivery_id in done and first[one.delivery_id] is one]
        answers[place] = [one.delivery_id for one in winners]
        for one in winners:
            gathered.add({}, (), one.leaves)
    touched.update(done.values())
    return bool(done)


def _repeat(
    connection: Connection, repeated: Sequence[tuple[int, Replay]], answers: dict[int, Answer], gathered: Gathered, touched: set[Lane]
) -> None:
    made = ending.repeat(connection, [one for _, item in repeated for one in item.again])
    for place, item in repeated:
        winners = [one for one in item.again if one.key in made]
        answers[place] = [one.key for one in winners]
        for one in winners:
            gathered.add({}, (), one.leaves)
    touched.update(made.values())
