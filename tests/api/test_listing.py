"""Filling a page over rows that are not for the reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.api.listing import _filled


def rows(marks):
    """Rows with rising ids; `keep` says whether the reader may see one."""
    return [{"id": f"{place:04}", "keep": mark} for place, mark in enumerate(marks)]


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 7))
def test_pages_together_are_what_may_be_seen(marks, limit):
    stored = rows(marks)
    found, after, more = [], "", True
    while more:
        page, more = _filled(lambda last, most: [row for row in stored if row["id"] > last][:most], lambda row: row["keep"], after, limit)
        assert len(page) == limit or not more
        found += page
        after = page[-1]["id"] if page else after

    assert found == [row for row in stored if row["keep"]]


@pytest.mark.parametrize("hidden", [0, 1, 30])
def test_a_page_tells_nothing_of_what_is_hidden_between(hidden):
    stored = rows([True, *[False] * hidden, True])
    page, more = _filled(lambda last, most: [row for row in stored if row["id"] > last][:most], lambda row: row["keep"], "", 2)
    assert (len(page), more) == (2, False)
