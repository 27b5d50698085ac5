"""Who asks: a bearer token becomes an Access, and a table says which scope opens which door.

A token is looked up by the digest of its secret, so no comparison can be timed. Nothing here knows what a message is.
Example: `access = await tokens.access("Bearer tp_…", now)`, then `access.require("read")`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy.exc import DBAPIError

from hub.errors import Refused
from hub.pipeline.tokens import take_apart
from hub.store import failures, members
from hub.store.engine import Database

Verb = Literal["read", "check", "send", "operate"]
# Which scopes open which door. `check` stores nothing, so whoever may read or send may check.
GRANTS: Final[Mapping[Verb, frozenset[str]]] = {
    "read": frozenset(("read", "operate", "audit", "admin")),
    "check": frozenset(("read", "send", "operate", "audit", "admin")),
    "send": frozenset(("send",)),
    "operate": frozenset(("operate", "admin")),
}
WRITES: Final[frozenset[Verb]] = frozenset(("send", "operate"))
_EVERYWHERE: Final = frozenset(("operate", "audit", "admin"))
CACHED_SECONDS: Final = 2.0
_MOST_CACHED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Access:
    """What a token may. `member_id`: whose messages, "" for all members. `system_id`: the system it speaks for, "" for a person."""

    token_id: str
    member_id: str
    system_id: str
    scopes: frozenset[str]
    expires_at: int | None = None

    @property
    def everything(self) -> bool:
        """Whether it sees all members: the operator, or an auditor of the whole hub."""
        return not self.member_id and bool(_EVERYWHERE & self.scopes)

    @property
    def member(self) -> str | None:
        """The scope of reads, as the store takes it."""
        return None if self.everything else self.member_id

    @property
    def actor(self) -> str:
        """Who it is, for the ledger."""
        return f"token:{self.token_id}"

    def is_over(self, now: int) -> bool:
        """Whether the token has expired."""
        return self.expires_at is not None and self.expires_at <= now

    def may(self, verb: Verb) -> bool:
        """Whether the table opens this door."""
        if verb in WRITES and "audit" in self.scopes:
            return False  # an auditor writes nothing, whatever else the token says
        return bool(GRANTS[verb] & self.scopes) and (bool(self.member_id) or self.everything)

    def require(self, verb: Verb) -> Access:
        """Itself, or Refused."""
        if not self.may(verb):
            raise Refused("API-003", needed=", ".join(sorted(GRANTS[verb])), scopes=", ".join(sorted(self.scopes)) or "-")
        return self


class Tokens:
    """Tokens in force. One is kept for two seconds, so a revocation works within that time and the hot path reads nothing."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock
        self._kept: dict[str, tuple[float, asyncio.Future[Access | None]]] = {}

    async def access(self, authorization: str) -> Access:
        """The access of an Authorization header (RFC 6750, section 2.1). Refused where it gives none."""
        scheme, _, plain = authorization.partition(" ")
        if scheme.lower() != "bearer" or not plain.strip():
            raise Refused("API-001")
        parts = take_apart(plain.strip())
        found = await self._find(members.token_digest(parts[1])) if parts else None
        if parts is None or found is None or found.token_id != parts[0] or found.is_over(self._clock()):
            raise Refused("API-002")
        return found

    async def _find(self, digest: str) -> Access | None:
        kept = self._kept.get(digest)
        if kept is not None and time.monotonic() < kept[0]:
            # Whoever asks meanwhile waits for the same look-up; one that goes away must not take it from the others.
            return kept[1].result() if kept[1].done() else await asyncio.shield(kept[1])
        if len(self._kept) >= _MOST_CACHED:
            self._kept.clear()
        asked = asyncio.ensure_future(asyncio.to_thread(self._look_up, digest))
        self._kept[digest] = (time.monotonic() + CACHED_SECONDS, asked)
        try:
            found = await asyncio.shield(asked)
        except BaseException:
            self._kept.pop(digest, None)
            raise
        if found is None:
            self._kept.pop(digest, None)  # a token made a moment ago must work at once
        return found

    def _look_up(self, digest: str) -> Access | None:
        try:
            with self._database.read() as connection:
                row = members.token(connection, digest, self._clock())
        except DBAPIError as error:
            raise failures.meaning(error) from error
        if row is None:
            return None
        return Access(row["id"], row["member_id"], row["system_id"], frozenset(row["scopes"].split()), row["expires_at"])
