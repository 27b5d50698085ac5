"""What happens to a system as a whole: paused and resumed by a person, broken and mended by how its deliveries end.

Pure: a row and an event give the rows to write. Each step is written once, whoever else was at it, and is a leaf of the ledger.
Example: `moved(row, "paused", "ann", "stock taking", now, open=0)` is one item for the writer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from hub.ledger.leaves import system_moved
from hub.store.items import Guard, Row, Rows, Update

Event = Literal["paused", "resumed", "broken", "mended"]

MEANINGS: Final[Mapping[Event, str]] = {
    "paused": "a person stopped its deliveries; they are kept, in order",
    "resumed": "a person let them go on",
    "broken": "it did not answer several times in a row; it is left in peace for a while",
    "mended": "it answered again",
}
_LONGEST: Final = 500


def moved(row: Row, event: Event, actor: str, reason: str, now: int, **values: Any) -> Rows:
    """One step of a system with what it changes in its row. Conflicts where another step came first."""
    number = row["number"] + 1
    step: Row = {"system_id": row["id"], "number": number, "event": event, "actor": actor, "reason": reason[:_LONGEST], "at": now}
    return Rows(
        {"system_step": [step]},
        guards=[Guard("system_step", {"system_id": row["id"], "number": number})],
        updates=[Update("system", {"id": row["id"]}, {"number": number, **values})],
        leaves=[system_moved(step)],
        ring=event in ("resumed", "mended"),
    )
