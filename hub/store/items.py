"""What may be handed to the writer, and what comes back: plain data, grouped by verb.

No closures and no SQL, so that the writer can put many items into one statement and redo one of them alone.

>>> Rows(inserts={"counter": [{"name": "x", "next": 1}]}).guards
()
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
Lane = tuple[str, str]  # (system_id, thread)
Inserts = Mapping[str, Sequence[Row]]  # table name -> rows; every row of one item and table has the same columns


@dataclass(frozen=True, slots=True)
class LeafRow:
    """One fact for the ledger: made by `hub.ledger.leaves`. `message_id`: the message or parcel it is about, or ""."""

    hash: bytes
    body: bytes
    message_id: str


@dataclass(frozen=True, slots=True)
class Guard:
    """What must not exist yet: a row of `table` with these (text or integer) values of a unique key."""

    table: str
    values: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Update:
    """Set `values` on the rows of `table` that match `where`; matching none is no error."""

    table: str
    where: Mapping[str, Any]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Accept: insert, update, record; all of it or nothing.

    Inserts run in foreign-key order; a payload, a chunk or a reference that is already there is left as it is.
    `lanes`: the lanes of the deliveries inserted, so that their heads are found. `ring`: wake the dispatcher anyway.
    `behind`: a member; while a parcel of it waits to be opened nothing is written, and the Conflict names the oldest.
    """

    inserts: Inserts = field(default_factory=dict)
    guards: Sequence[Guard] = ()
    updates: Sequence[Update] = ()
    lanes: Collection[Lane] = ()
    leaves: Sequence[LeafRow] = ()
    ring: bool = False
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """How one attempt ended. Written only if (delivery_id, attempt, owner) still holds the running delivery.

    `state`: 1 again (at `due_at`) · 3 held · 4 delivered · 5 rejected · 6 dead. `at`: when it ended.
    `requests`: how many it made, None where nobody knows. `attempt_row`: columns of `attempt` except delivery_id and ordinal; what is missing is empty. `inserts` (payloads,
    messages, ...), `updates`, `lanes` and `leaves` are written only for the winner.
    """

    delivery_id: int
    attempt: int
    owner: str
    state: int
    due_at: int
    at: int
    resuming: bool = False
    cause: str = ""
    fault: str = ""
    receipt: bytes = b""
    attempt_row: Row = field(default_factory=dict)
    requests: int | None = None
    paced: bool = False
    inserts: Inserts = field(default_factory=dict)
    updates: Sequence[Update] = ()
    lanes: Collection[Lane] = ()
    leaves: Sequence[LeafRow] = ()


@dataclass(frozen=True, slots=True)
class Finish:
    """Finished attempts. Answers the ids of the deliveries that were still ours."""

    finished: Sequence[Finished]


@dataclass(frozen=True, slots=True)
class Claim:
    """Up to `limit` deliveries that are due at `now`, from systems after `after` in turn; leased until `lease_until`."""

    owner: str
    now: int
    lease_until: int
    limit: int
    after: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours until the lease ends. `resuming`: an earlier attempt ended unknown, look up first.

    `probe`: the system's breaker is open, and this one finds out whether it is back. `paced`: its requests are counted.
    """

    delivery_id: int
    key: str
    attempt: int
    owner: str
    system_id: str
    thread: str
    message_id: str
    target: str
    agreement_id: str
    control_number: int
    resuming: bool
    replay_of: str
    created_at: int
    probe: bool = False
    paced: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A person moves one delivery: release (3 to 1), park (3 to 6), cancel (0 to 6), hasten (1 to 1).

    Written only if the delivery is in one of `expected` (never 2: a running delivery belongs to its owner) and, where
    `attempt` is given, still at that attempt: a leaf that names the attempt must not be overtaken by one.
    """

    delivery_id: int
    expected: Collection[int]
    state: int
    due_at: int
    at: int
    cause: str = ""
    fault: str = ""
    leaves: Sequence[LeafRow] = ()
    attempt: int | None = None


@dataclass(frozen=True, slots=True)
class Moves:
    """Deliveries moved by a person. Answers the ids that were moved."""

    moves: Sequence[Move]


@dataclass(frozen=True, slots=True)
class Again:
    """A copy of an ended delivery under a new `key`, due at `at`, at the end of its lane.

    It keeps the promise of the one it repeats unless `promised_at` gives another.
    """

    delivery_id: int
    key: str
    at: int
    promised_at: int | None = None
    leaves: Sequence[LeafRow] = ()


@dataclass(frozen=True, slots=True)
class Replay:
    """Ended deliveries (4, 5, 6) to be done again. Answers the keys of the new deliveries."""

    again: Sequence[Again]


@dataclass(frozen=True, slots=True)
class Done:
    """The rows are committed."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was written: the row that the guard forbids is there (`row`: all its columns)."""

    guard: Guard
    row: Row


Item = Rows | Finish | Claim | Moves | Replay
Answer = Done | Conflict | list[int] | list[str] | list[Claimed]
