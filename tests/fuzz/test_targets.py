"""Every target over its samples, bent and cut by Hypothesis: the quick form of `make fuzz`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import targets

CHANGES = st.lists(
    st.tuples(st.floats(0, 1, allow_nan=False), st.sampled_from(("cut", "put", "double", "drop")), st.binary(min_size=1, max_size=4)),
    max_size=4,
)


def bent(seed: bytes, changes: list[tuple[float, str, bytes]]) -> bytes:
    """A sample with a few places cut, overwritten, doubled or dropped."""
    data = seed
    for share, how, more in changes:
        at = int(share * len(data))
        tail = data[at:]
        if how == "cut":
            data = data[:at]
        elif how == "put":
            data = data[:at] + more + tail[len(more) :]
        elif how == "double":
            data = data[:at] + tail[:40] * 2 + tail[40:]
        else:
            data = data[:at] + tail[len(more) :]
    return data


@pytest.mark.parametrize("name", targets())
def test_the_invariant_holds_for_bent_samples(name: str) -> None:
    target = targets()[name]

    @settings(max_examples=25)
    @given(st.sampled_from(target.seeds or [b""]), CHANGES)
    def holds(seed: bytes, changes: list[tuple[float, str, bytes]]) -> None:
        target.run(bent(seed, changes))

    holds()


@pytest.mark.parametrize("name", targets())
def test_the_invariant_holds_for_noise(name: str) -> None:
    target = targets()[name]

    @settings(max_examples=25)
    @given(st.binary(max_size=300))
    def holds(data: bytes) -> None:
        target.run(data)

    holds()


def test_every_target_says_what_must_hold_in_one_sentence() -> None:
    assert all(target.invariant.endswith(".") and target.invariant.count(". ") == 0 for target in targets().values())
