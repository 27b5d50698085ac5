"""Leaves: canonical bodies, and every column that a leaf is meant to seal."""

from __future__ import annotations

import pytest

from hub.ledger import leaves
from hub.ledger.merkle import leaf_hash
from hub.store import deliveries, payloads
from hub.store.columns import metadata
from hub.store.items import LeafRow, Row
from hub.testing import stores

STORED = payloads.store_rows("acme", b"ISA*", "application/edi-x12", b"0123456789abcdef", 1)
PARCEL = stores.parcel_row("p1", STORED)
MESSAGE = stores.message_row("m1", parcel_id="p1", payload_id=STORED.payload_id, payload_salt=b"s")
DOCUMENT = stores.document_row("m1", b"{}")
DELIVERY = deliveries.new("k1", "m1", "bolt/erp", "t", "json", "orders", now=5, promised_at=9)
ATTEMPT: Row = {
    "outcome": "created", "rule": "", "reason": "", "reference": "4711", "status": 201, "sent_digest": STORED.digest, "sent_payload_id": STORED.payload_id,
    "sent_salt": b"s", "answer": b"ok", "calls": b'[{"method":"POST"}]', "started_at": 5, "ended_at": 6,
}  # fmt: skip


def parcel(row: Row) -> LeafRow:
    return leaves.parcel_received(row, STORED.digest)


def message(row: Row) -> LeafRow:
    return leaves.message_recorded(row, DOCUMENT, 7, STORED.digest)


def attempt(row: Row) -> LeafRow:
    return leaves.attempt_ended("m1", "k1", 1, row)


def test_a_leaf_is_canonical_and_hashed_as_the_rfc_says() -> None:
    made = leaves.leaf("x.happened", 5, "m1", b=1, a="商")

    assert made.body == '{"a":"商","at":5,"b":1,"kind":"x.happened","message":"m1","v":1}'.encode()
    assert made.hash == leaf_hash(made.body)


@pytest.mark.parametrize("name", ["kind", "v", "message"])
def test_facts_cannot_take_the_place_of_the_leafs_own_names(name: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        leaves.leaf("x", 5, **{name: 1})


# table, row, leaf of the row, and the columns that are not sealed: progress, and what only points at sealed bytes.
SEALED = [
    ("parcel", PARCEL, parcel, {"state", "findings", "opened", "payload_id"}),
    ("message", MESSAGE, message, {"payload_id"}),
    (
        "delivery",
        DELIVERY,
        leaves.delivery_created,
        {
            "id",
            "state",
            "attempt",
            "control_number",
            "owner",
            "lease_until",
            "resuming",
            "cause",
            "fault",
            "receipt",
            "acknowledged",
            "due_at",
            "ended_at",
        },
    ),
    ("attempt", ATTEMPT, attempt, {"delivery_id", "ordinal", "sent_payload_id"}),
]


@pytest.mark.parametrize(
    "table, row, seal, column",
    [
        (table, row, seal, column.name)
        for table, row, seal, free in SEALED
        for column in metadata.tables[table].c
        if column.name not in free
    ],
)
def test_every_other_value_of_a_sealed_column_is_another_leaf(table: str, row: Row, seal: object, column: str) -> None:
    value = row[column]
    other = value + 1 if isinstance(value, int) else value + (b"x" if isinstance(value, bytes) else "x")

    assert callable(seal)
    assert seal(row).hash != seal(row | {column: other}).hash


def test_a_leaf_of_an_erased_payload_says_nothing_of_its_bytes() -> None:
    body = parcel(PARCEL).body.decode()

    assert STORED.digest not in body
    assert STORED.commitment in body


def test_no_bytes_have_no_commitment() -> None:
    assert payloads.commitment(b"salt", "") == ""


@pytest.mark.parametrize("state, kind", [(3, "delivery.held"), (4, "delivery.ended"), (5, "delivery.ended"), (6, "delivery.ended")])
def test_held_and_over_are_two_kinds(state: int, kind: str) -> None:
    made = leaves.delivery_ended("m1", "k1", state=state, attempt=1, cause="", fault="", receipt=b"", control_number=0, at=1)

    assert f'"kind":"{kind}"'.encode() in made.body


def test_an_attempt_without_calls_has_the_leaf_that_it_always_had() -> None:
    without = {name: value for name, value in ATTEMPT.items() if name != "calls"}

    assert attempt(without) == attempt({**without, "calls": b"[]"}) != attempt(ATTEMPT)
    assert b"calls" not in attempt(without).body
