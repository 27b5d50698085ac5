from hypothesis import given
from hypothesis import strategies as st

from hub.formats.segments.seen import Seen


@given(
    st.lists(
        st.one_of(
            st.integers(0, 12).map("{:04d}".format),
            st.integers(9990, 10010).map("{:04d}".format),
            st.sampled_from(["1", "A1", "", "0001x", "é"]),
        )
    )
)
def test_a_number_is_seen_again_exactly_when_it_was_seen(numbers):
    seen, before = Seen(), set()
    for number in numbers:
        assert seen.again(number) == (number in before)
        before.add(number)


def test_consecutive_numbers_cost_no_memory():
    seen = Seen()
    assert not any(seen.again(f"{number:04d}") for number in range(1, 20_000))
    assert seen._others == set()
    assert seen.again("0007")
