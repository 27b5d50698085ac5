"""A byte's line is known while it is near, and never wrong."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.pipeline.lines import Lines


@given(st.lists(st.binary(max_size=20).map(lambda data: data.replace(b"\x01", b"\n"))), st.integers(0, 200))
def test_the_line_is_one_more_than_the_line_ends_before(chunks: list[bytes], byte: int) -> None:
    lines = Lines(chunks)

    whole = b"".join(lines)

    assert lines.of(byte) == (whole[:byte].count(b"\n") + 1 if byte < len(whole) else None)


def test_what_went_by_long_ago_has_no_line_any_more() -> None:
    lines = Lines([b"a\nb\n", b"c\nd\n", b"e\nf\n"], kept=5)

    for _ in lines:
        pass

    assert (lines.of(0), lines.of(4), lines.of(8), lines.of(11), lines.of(12)) == (None, None, 5, 6, None)
