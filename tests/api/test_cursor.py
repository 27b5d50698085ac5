"""Cursors: made by us or refused."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.api.cursor import after, written
from hub.errors import Refused
from hub.model.ids import is_id

ID = "01900000-0000-7000-8000-00000000000a"


def test_a_cursor_leads_back_to_its_id():
    assert after(written("new", ID), "new") == ID


@pytest.mark.parametrize("cursor", [None, ""])
def test_without_a_cursor_a_list_begins_at_its_beginning(cursor):
    assert after(cursor, "new") == ""


@pytest.mark.parametrize(
    "cursor",
    [
        written("held", ID),
        written("new", ID) + "=",
        written("new", "' OR 1=1 --"),
        urlsafe_b64encode(f"new:{ID}\0".encode()).decode(),
        "é",
        "%%%",
        "A" * 200,
    ],
)
def test_a_cursor_of_another_list_or_of_nobody_is_refused(cursor):
    with pytest.raises(Refused) as refused:
        after(cursor, "new")
    assert refused.value.rule == "API-012"


@given(st.text())
def test_any_text_is_a_cursor_or_refused(text):
    try:
        found = after(text, "new")
    except Refused:
        return
    assert found == "" or is_id(found)
