"""Payload bytes: once per member and digest, whole after any crash, one chunk in memory."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from hub.store import payloads
from hub.store.engine import Database
from hub.store.items import Rows
from hub.store.payloads import CHUNK, PayloadStream, Stored
from hub.store.writer import Writer

BODY = "01890000-0000-7000-8000-000000000000"
LATER = "01890000-0000-7000-9000-000000000000"


def chunk_count(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM payload_chunk")).scalar_one())


def keep(writer: Writer, stored: Stored) -> None:
    writer.submit(Rows(stored.inserts)).result(10)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_is_stored_is_read(database: Database, writer: Writer, size: int) -> None:
    data = bytes(number % 251 for number in range(size))
    stored = payloads.store_rows("acme", data, "text/plain", b"salt", 5)
    keep(writer, stored)

    with database.read() as connection:
        assert payloads.read(connection, stored.payload_id) == data
        assert all(len(part) <= CHUNK for part in payloads.chunks(connection, stored.payload_id))
        assert payloads.find(connection, stored.payload_id) == {
            "id": stored.payload_id, "member_id": "acme", "digest": hashlib.sha256(data).hexdigest(), "size": size, "media_type": "text/plain",
            "body_id": stored.payload_id, "stored_at": 5,
        }  # fmt: skip


@pytest.mark.parametrize("sizes", [[], [0], [10], [CHUNK], [1, CHUNK, 2 * CHUNK, 7]])
def test_a_stream_gives_the_same_payload_as_memory(database: Database, writer: Writer, sizes: list[int]) -> None:
    data = bytes(number % 251 for number in range(sum(sizes)))
    stream = PayloadStream(database, BODY, "acme", "text/plain", b"salt", 5)
    place = 0
    for size in sizes:
        stream.write(data[place : place + size])
        place += size
    stored = stream.finish()
    keep(writer, stored)

    in_memory = payloads.store_rows("acme", data, "text/plain", b"salt", 5)
    assert (stored.payload_id, stored.digest, stored.size, stored.commitment) == (
        in_memory.payload_id,
        in_memory.digest,
        in_memory.size,
        in_memory.commitment,
    )
    with database.read() as connection:
        assert payloads.read(connection, stored.payload_id) == data


def test_the_same_bytes_of_a_member_are_stored_once(database: Database, writer: Writer) -> None:
    for salt in (b"1", b"2"):
        keep(writer, payloads.store_rows("acme", b"same", "text/plain", salt, 5))
    other = payloads.store_rows("bolt", b"same", "text/plain", b"3", 5)
    keep(writer, other)

    assert chunk_count(database) == 2
    assert other.payload_id != payloads.store_rows("acme", b"same", "text/plain", b"4", 5).payload_id


def test_a_stream_of_known_bytes_keeps_the_first_and_its_chunks_are_swept(database: Database, writer: Writer) -> None:
    keep(writer, payloads.store_rows("acme", b"same", "text/plain", b"1", 5))
    stream = PayloadStream(database, BODY, "acme", "text/plain", b"2", 6)
    stream.write(b"same")
    stored = stream.finish()
    keep(writer, stored)
    assert chunk_count(database) == 2

    assert payloads.sweep(database, LATER) == 1
    assert chunk_count(database) == 1
    with database.read() as connection:
        assert payloads.read(connection, stored.payload_id) == b"same"


def test_chunks_that_were_written_after_a_stream_of_the_same_bytes_are_swept(database: Database, writer: Writer) -> None:
    stream = PayloadStream(database, BODY, "acme", "text/plain", b"2", 6)
    stream.write(b"same")
    keep(writer, stream.finish())
    stored = payloads.store_rows("acme", b"same", "text/plain", b"1", 5)
    keep(writer, stored)

    assert payloads.sweep(database, "") == 1  # no spool: not of any age, but needless
    with database.read() as connection:
        assert payloads.read(connection, stored.payload_id) == b"same"


def test_an_unfinished_stream_belongs_to_nobody_and_is_swept_when_old(database: Database) -> None:
    stream = PayloadStream(database, BODY, "acme", "text/plain", b"2", 6)
    stream.write(bytes(2 * CHUNK))
    assert chunk_count(database) == 2

    assert payloads.sweep(database, BODY) == 0  # not older than itself: perhaps still coming in
    assert payloads.sweep(database, LATER) == 1
    assert chunk_count(database) == 0


def test_an_abandoned_stream_leaves_nothing(database: Database) -> None:
    stream = PayloadStream(database, BODY, "acme", "text/plain", b"2", 6)
    stream.write(bytes(CHUNK))
    stream.abandon()

    assert chunk_count(database) == 0


def test_a_committed_stream_cannot_be_abandoned(database: Database, writer: Writer) -> None:
    stream = PayloadStream(database, BODY, "acme", "text/plain", b"2", 6)
    stream.write(b"x")
    keep(writer, stream.finish())
    stream.abandon()

    assert chunk_count(database) == 1


def test_unknown_payloads_have_no_bytes(database: Database) -> None:
    with database.read() as connection:
        assert payloads.read(connection, "nothing") == b""


@given(salt=st.binary(max_size=32), data=st.binary(max_size=64), other=st.binary(max_size=64))
def test_a_commitment_holds_to_its_bytes(salt: bytes, data: bytes, other: bytes) -> None:
    same = payloads.commitment(salt, payloads.digest(data)) == payloads.commitment(salt, payloads.digest(other))

    assert same == (data == other)
