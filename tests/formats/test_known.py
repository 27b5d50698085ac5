"""What cannot be read as it stands is still called by its name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.known import is_table, named


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"STX=ANA:1+S+R'MHD=1+ORDHDR:9'", ("tradacoms", "ORDHDR")),
        (b"UNB+UNOA:2+S+R+200101:1200+1'UNH+1+ORDERS:D:96A:UN:EAN008'", ("edifact", "ORDERS")),
        (b"<ORDERS05><IDOC/></ORDERS05>", ("idoc", "ORDERS05")),
        (b"ISA*00*", ("x12", None)),
        (b"%PDF-1.7", (None, None)),
    ],
)
def test_business_documents_are_named_with_their_type(head: bytes, name: tuple[str | None, str | None]) -> None:
    assert named(head) == name


@pytest.mark.parametrize(("name", "table"), [("CSV", True), ("XLSX", True), ("PDF", False), (None, False)])
def test_a_table_is_one_that_wants_a_map(name: str | None, table: bool) -> None:
    assert is_table(name) is table


@given(st.binary(max_size=200))
def test_any_bytes_can_be_asked_for_their_name(head: bytes) -> None:
    named(head)
