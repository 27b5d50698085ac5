"""How much to claim, and from whom next: never more than there are free slots, each system in its turn.

Pure bookkeeping; the statement itself is the store's. Example: `rounds.ask(free=3, now=t).limit == 3`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hub.store.items import Claim, Claimed

MOST: Final = 128  # measured: 128 beat 32 and 256 end to end


class Rounds:
    """The round robin of one dispatcher over systems."""

    def __init__(self, owner: str, lease: int, most: int = MOST) -> None:
        self._owner = owner
        self._lease = lease
        self._most = most
        self._after = ""

    def ask(self, free: int, now: int) -> Claim:
        """The next claim."""
        return Claim(self._owner, now, now + self._lease, min(free, self._most), self._after)

    def more(self, asked: Claim, got: Sequence[Claimed]) -> bool:
        """Note who was served last; whether there may be more that is due."""
        systems = {one.system_id for one in got}
        # The store goes on from the beginning when it has come to the end: those were served last.
        self._after = max({one for one in systems if one <= asked.after} or systems, default=self._after)
        return len(got) >= asked.limit
