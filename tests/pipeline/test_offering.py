"""What follows when sellers answer and time passes: never more than may have it, never stuck while somebody can be asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.pipeline.offering import Candidate, Course, Offering
from hub.queue.offers import STATUSES

ANSWERS = st.tuples(st.integers(1, 4), st.sampled_from(sorted(set(STATUSES.values()))), st.integers(0, 30))


def begun(places: int, at_once: int, each: int | None, until: int | None) -> Offering:
    candidates = tuple(Candidate(at, f"a{at}", f"m{at}") for at in range(1, 5))
    return Offering("l", "o", places, at_once, each, until, "open", 0, 0, candidates)


def count(offering: Offering, state: str) -> int:
    return sum(one.state == state for one in offering.candidates)


@given(
    st.integers(1, 3),
    st.integers(1, 4),
    st.one_of(st.none(), st.integers(1, 20)),
    st.one_of(st.none(), st.integers(1, 60)),
    st.sets(st.integers(1, 4)),
    st.lists(ANSWERS, max_size=12),
)
def test_whatever_happens_the_terms_are_kept(
    places: int, at_once: int, each: int | None, until: int | None, known: set[int], answers: list[tuple[int, str, int]]
) -> None:
    offering, now = begun(places, at_once, each, until), 0
    for who, event, wait in [(0, "", 0), *answers]:
        now += wait
        course = Course(offering, now)
        course.settle(lambda one: "duplicate" if one.ordinal in known else "offer")
        if who:
            course.answer(who, event, "", event, "s")  # type: ignore[arg-type]
            course.settle(lambda one: "duplicate" if one.ordinal in known else "offer")
        before, offering = offering, course.offering()

        assert count(offering, "accepted") <= places
        assert count(offering, "open") + count(offering, "accepted") <= max(places, at_once)
        assert offering.number == before.number + len(course.moves)
        assert all(one.until is None or one.until > now for one in offering.candidates if one.state == "open")
        waiting = count(offering, "waiting") and count(offering, "accepted") < places and (until is None or now < until)
        assert not waiting or count(offering, "open")
        assert (offering.state == "open") == bool(count(offering, "open"))
        again = Course(offering, now)
        again.settle(lambda one: "duplicate" if one.ordinal in known else "offer")
        assert again.moves == []
