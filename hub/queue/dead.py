"""Deliveries that stopped: why, in a form that groups them, and what a person may do with them.

It decides nothing by itself; every step is one of `states.TRANSITIONS` and is written by the store's writer.

>>> fingerprint("NET-101", "orders", "acme/erp", "Item 4711 unknown") == fingerprint("NET-101", "orders", "acme/erp", "item 4712  unknown")
True
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal

from hub.ledger.leaves import delivery_created, delivery_ended, delivery_released
from hub.queue.states import State, after
from hub.store.items import Again, Move, Moves, Replay

_NUMBERS: Final = re.compile(r"\d+(?:[.,:/-]\d+)*")
_LONG_IDS: Final = re.compile(r"\b(?=[0-9a-f-]*\d)[0-9a-f][0-9a-f-]{7,}\b")
_BLANKS: Final = re.compile(r"\s+")
_LONGEST: Final = 120

Row = Mapping[str, Any]


def fingerprint(rule: str, agreement: str, place: str = "", value: str = "") -> str:
    """Rule, agreement, place and normalised value: what was stopped for one reason has one fingerprint."""
    return "|".join((rule, agreement, place, normalised(value))).rstrip("|")


def normalised(value: str) -> str:
    """A text without what differs from case to case: numbers, ids, case, white space."""
    return _BLANKS.sub(" ", _NUMBERS.sub("#", _LONG_IDS.sub("#", value.lower()))).strip()[:_LONGEST]


def release(rows: Iterable[Row], now: int, actor: str) -> Moves:
    """Held deliveries go on, in order; those with an unknown outcome look up first."""
    return Moves(
        [_move(row, "release", (State.HELD,), now, leaves=[delivery_released(row["message_id"], row["key"], now, actor)]) for row in rows]
    )


def hasten(rows: Iterable[Row], now: int) -> Moves:
    """Waiting deliveries are due now instead of at their time."""
    return Moves([_move(row, "release", (State.READY,), now) for row in rows])


def park(rows: Iterable[Row], now: int) -> Moves:
    """Deliveries leave their lanes, so that the next may go. They can be asked for again."""
    return Moves([_parked(row, now) for row in rows])


def replay(rows: Iterable[Row], new_key: Callable[[], str], now: int) -> Replay:
    """Ended deliveries are done again: copies with keys of their own, at the end of their lanes."""
    return Replay([_again(row, new_key(), now) for row in rows])


def _move(row: Row, event: Literal["release", "park"], expected: tuple[State, ...], now: int, **more: Any) -> Move:
    (state,) = {after(from_, event) for from_ in expected}
    return Move(row["id"], [int(one) for one in expected], int(state), now, now, **more)


def _parked(row: Row, now: int) -> Move:
    facts = {name: row[name] for name in ("attempt", "cause", "fault", "receipt", "control_number")}
    leaf = delivery_ended(row["message_id"], row["key"], state=int(State.DEAD), at=now, **facts)
    expected = (State.BEHIND, State.READY, State.HELD)
    return _move(row, "park", expected, now, cause=row["cause"], fault=row["fault"], attempt=row["attempt"], leaves=[leaf])


def _again(row: Row, key: str, now: int) -> Again:
    after(State(row["state"]), "replay")
    copy = {**row, "key": key, "replay_of": row["key"], "created_at": now, "due_at": now}
    return Again(row["id"], key, now, leaves=[delivery_created(copy)])
