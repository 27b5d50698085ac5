"""Payload bytes: stored once per member and digest, in chunks, written and read as streams.

Salts and times are given by the caller; nothing here looks at what the bytes mean.

>>> store_rows("acme", b"ISA*", "application/edi-x12", b"salt", 0).size
4
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select

from hub.store.asking import first
from hub.store.engine import Database
from hub.store.items import Row
from hub.store.tables import payload, payload_chunk

CHUNK = 256 * 1024
_HEX = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes ready to be committed: put `inserts` into Rows or Finished.

    `payload_id` and `salt` go into the parcel (`payload_id`, `salt`), the message (`payload_id`, `payload_salt`) or the
    attempt (`sent_payload_id`, `sent_digest`, `sent_salt`). `commitment` is what the leaf says of them.
    """

    payload_id: str
    digest: str  # hex SHA-256 of the bytes
    size: int
    salt: bytes
    inserts: dict[str, list[Row]]

    @property
    def commitment(self) -> str:
        """Hex SHA-256 of salt and digest: says nothing once the salt is erased."""
        return commitment(self.salt, self.digest)


def digest(data: bytes) -> str:
    """Hex SHA-256."""
    return hashlib.sha256(data).hexdigest()


def payload_id(member_id: str, digest: str) -> str:
    """The id of a member's bytes: the same bytes get the same id, so that they are stored once."""
    return hashlib.sha256(f"{member_id}\n{digest}".encode()).hexdigest()


def commitment(salt: bytes, digest: str) -> str:
    """What the ledger says of bytes: hex SHA-256 of the salt and the digest; "" for no bytes."""
    if not digest:
        return ""
    # A digest that was altered into something else must give another commitment, not an error.
    return hashlib.sha256(salt + (bytes.fromhex(digest) if _HEX.fullmatch(digest) else digest.encode())).hexdigest()


def store_rows(member_id: str, data: bytes, media_type: str, salt: bytes, now: int) -> Stored:
    """The rows of a payload that fits in memory. `salt`: 16 random bytes, fresh for every parcel, message and attempt."""
    sha = digest(data)
    body_id = payload_id(member_id, sha)
    parts = [
        {"body_id": body_id, "ordinal": place, "bytes": data[start : start + CHUNK]}
        for place, start in enumerate(range(0, len(data), CHUNK))
    ]
    row = _row(member_id, sha, len(data), media_type, body_id, now)
    return Stored(row["id"], sha, len(data), salt, {"payload": [row], "payload_chunk": parts})


def find(connection: Connection, payload_id: str) -> Row | None:
    """The payload row: id, member_id, digest, size, media_type, body_id, stored_at."""
    return first(connection, select(payload).where(payload.c.id == payload_id))


def chunks(connection: Connection, payload_id: str) -> Iterator[bytes]:
    """The bytes of a payload, chunk by chunk, one in memory."""
    found = find(connection, payload_id)
    if found is not None:
        yield from _body(connection, found["body_id"])


def read(connection: Connection, payload_id: str) -> bytes:
    """The bytes of a payload at once; for payloads known to be small."""
    return b"".join(chunks(connection, payload_id))


def count_chunks(connection: Connection, body_id: str) -> int:
    """How many chunks stand under this body, in a row or not."""
    return connection.execute(select(func.count()).where(payload_chunk.c.body_id == body_id)).scalar_one()


def _body(connection: Connection, body_id: str) -> Iterator[bytes]:
    # One look-up a chunk: no cursor stays open over the caller's work, and no driver reads ahead.
    ordinal = 0
    one = select(payload_chunk.c.bytes).where(payload_chunk.c.body_id == body_id)
    while (part := connection.execute(one.where(payload_chunk.c.ordinal == ordinal)).scalar()) is not None:
        yield part if isinstance(part, bytes) else bytes(part)
        ordinal += 1


def _row(member_id: str, digest: str, size: int, media_type: str, body_id: str, now: int) -> Row:
    return {
        "id": payload_id(member_id, digest), "member_id": member_id, "digest": digest, "size": size, "media_type": media_type,
        "body_id": body_id, "stored_at": now,
    }  # fmt: skip


class PayloadStream:
    """Bytes of unknown length on their way in: `write` spools whole chunks in transactions of their own, `finish`
    gives the rows to commit with the parcel.

    `body_id`: a fresh UUIDv7. Until that commit the chunks belong to nobody; after a crash, or when the same bytes
    were stored before, `sweep` removes them.
    """

    def __init__(self, database: Database, body_id: str, member_id: str, media_type: str, salt: bytes, now: int) -> None:
        self._database = database
        self._body_id = body_id
        self._member_id = member_id
        self._media_type = media_type
        self._salt = salt
        self._now = now
        self._sha = hashlib.sha256()
        self._size = 0
        self._ordinal = 0
        self._rest = bytearray()

    def write(self, data: bytes) -> None:
        """Take the next bytes, of any length."""
        self._sha.update(data)
        self._size += len(data)
        self._rest += data
        while len(self._rest) >= CHUNK:
            self._spool(bytes(self._rest[:CHUNK]))
            del self._rest[:CHUNK]

    def finish(self) -> Stored:
        """The rows to commit; the bytes belong to nobody before that."""
        if self._rest:
            self._spool(bytes(self._rest))
            self._rest.clear()
        row = _row(self._member_id, self._sha.hexdigest(), self._size, self._media_type, self._body_id, self._now)
        return Stored(row["id"], row["digest"], self._size, self._salt, {"payload": [row]})

    def abandon(self) -> None:
        """Remove what was spooled."""
        _remove(self._database, self._body_id)

    def _spool(self, part: bytes) -> None:
        with self._database.write() as connection:
            connection.execute(insert(payload_chunk), {"body_id": self._body_id, "ordinal": self._ordinal, "bytes": part})
        self._ordinal += 1


def sweep(database: Database, before: str) -> int:
    """Remove chunks that no payload owns and whose body id is below `before` (a UUIDv7 of an hour ago); how many bodies."""
    owned = select(payload.c.id).where(payload.c.body_id == payload_chunk.c.body_id).exists()
    orphans = select(payload_chunk.c.body_id).distinct().where(payload_chunk.c.ordinal == 0, ~owned)
    with database.read() as connection:
        found = [body_id for (body_id,) in connection.execute(orphans) if body_id < before or not _spooled(body_id)]
    for body_id in found:
        _remove(database, body_id)
    return len(found)


def _spooled(body_id: str) -> bool:
    # A body written together with its payload row is named like it, a hash without hyphens.
    return "-" in body_id


def _remove(database: Database, body_id: str) -> None:
    with database.write() as connection:
        owned = select(payload.c.id).where(payload.c.body_id == body_id).exists()
        connection.execute(delete(payload_chunk).where(payload_chunk.c.body_id == body_id, ~owned))
