"""References: found however they are typed, by those entitled, and by nobody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.store import references
from hub.store.engine import Database
from hub.store.items import Rows
from hub.store.writer import Writer
from hub.testing import stores


@pytest.mark.parametrize(
    "written, folded",
    [
        (" po-4711 ", "PO-4711"),
        ("ＰＯ４７１１", "PO4711"),
        ("a \t b\n", "A B"),
        ("straße", "STRASSE"),
        ("订单１", "订单1"),
        ("　", ""),
        ("ﬁ", "FI"),
    ],
)
def test_spelling_does_not_matter(written: str, folded: str) -> None:
    assert references.fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(value: str) -> None:
    assert references.fold(references.fold(value)) == references.fold(value)


def test_rows_are_made_for_every_member_once() -> None:
    made = references.rows("m1", ["acme", "bolt", "acme", ""], [("order", "p1"), ("order", " P1"), ("control", "7"), ("empty", " ")])

    assert [(row["member_id"], row["kind"], row["value"]) for row in made] == [
        ("acme", "order", "P1"), ("acme", "control", "7"), ("bolt", "order", "P1"), ("bolt", "control", "7"),
    ]  # fmt: skip


def store(writer: Writer, message_id: str, sender: str, receiver: str, *numbers: tuple[str, str]) -> None:
    message = stores.message_row(message_id, sender_id=sender, receiver_id=receiver)
    writer.submit(Rows({"message": [message], "reference": references.rows(message_id, [sender, receiver], numbers)})).result(10)


@pytest.mark.parametrize(
    "value, member, found",
    [
        ("po-1", "acme", ["m2", "m1"]),
        ("PO-1", "bolt", ["m1"]),
        ("PO-1", "cobalt", ["m2"]),
        ("PO-1", "delta", ["m3"]),
        ("PO-1", None, ["m3", "m2", "m1"]),
        ("PO-2", "acme", []),
        ("PO-", "acme", []),
        ("PO-1", "nobody", []),
        ("PO-1", "", []),
    ],
)
def test_a_reference_finds_what_the_reader_may_see(
    database: Database, writer: Writer, value: str, member: str | None, found: list[str]
) -> None:
    store(writer, "m1", "acme", "bolt", ("order", "PO-1"), ("contract", "PO-1"))
    store(writer, "m2", "acme", "cobalt", ("order", "PO-1"))
    store(writer, "m3", "delta", "echo", ("order", "PO-1"), ("order", "PO-2"))

    with database.read() as connection:
        assert [row["id"] for row in references.find(connection, value, member)] == found


def test_a_reference_row_alone_opens_no_foreign_message(database: Database, writer: Writer) -> None:
    store(writer, "m1", "acme", "bolt")
    writer.submit(Rows({"reference": references.rows("m1", ["eve"], [("order", "PO-1")])})).result(10)

    with database.read() as connection:
        assert references.find(connection, "PO-1", "eve") == []


def test_a_reference_may_be_told_again(database: Database, writer: Writer) -> None:
    store(writer, "m1", "acme", "bolt", ("order", "PO-1"))
    writer.submit(Rows({"reference": references.rows("m1", ["acme"], [("order", "PO-1"), ("receipt", "7")])})).result(10)

    with database.read() as connection:
        assert references.of_message(connection, "m1") == [{"kind": "order", "value": "PO-1"}, {"kind": "receipt", "value": "7"}]


def test_what_a_member_sent_of_a_type_is_found_among_any_number_of_others(database: Database, writer: Writer) -> None:
    for number, kind, sender in ((1, "lead_form/1", "acme"), (2, "lead_form/1", "acme"), (3, "lead_form/1", "bolt"), (4, "lead/1", "acme")):
        message = stores.message_row(f"m{number}", sender_id=sender, receiver_id="cobalt", document_type=kind)
        writer.submit(Rows({"message": [message], "reference": references.rows(f"m{number}", [sender], [("form", "3162")])})).result(10)

    with database.read() as connection:
        assert [row["id"] for row in references.of_type(connection, "3162", "acme", "lead_form/1")] == ["m2", "m1"]
