"""One lead and the sellers who are asked: what follows when one answers, when time runs out, when a place is free.

Pure: it decides by `hub/queue/offers.py` and a moment that it is given; others write what it decided.

>>> course = Course(Offering("l", "", 1, 1, None, None, "open", 0, 5, (Candidate(1, "a", "acme"),)), 5)
>>> course.settle(lambda _: "offer"); course.offering().candidates[0].state
'open'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from hub.queue.offers import Event, OfferState, after

State = Literal["open", "granted", "over"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One seller in its turn. `message_id`: the lead as it got it. `sequence` and `status`: of its newest status that counted."""

    ordinal: int
    agreement_id: str
    member_id: str
    state: OfferState = "waiting"
    message_id: str = ""
    sequence: str = ""
    status: str = ""
    offered_at: int | None = None
    until: int | None = None
    ended_at: int | None = None


# What becomes of a waiting candidate when its turn comes: it is asked, it had the lead before, or nobody can be asked there any more.
Turn = Callable[[Candidate], Literal["offer", "duplicate", "withdraw"]]


@dataclass(frozen=True, slots=True)
class Offering:
    """A lead with its candidates. `each`: microseconds that one may take; `until`: when the lead is over; `number`: steps so far."""

    lead_id: str
    offer_id: str
    places: int
    at_once: int
    each: int | None
    until: int | None
    state: State
    number: int
    created_at: int
    candidates: tuple[Candidate, ...]

    def of_message(self, message_id: str) -> Candidate:
        """The candidate that got this message."""
        return next(one for one in self.candidates if one.message_id == message_id)


@dataclass(frozen=True, slots=True)
class Move:
    """One step: what happened to which candidate, and what it became. `by`: the status that made it."""

    ordinal: int
    event: Event
    state: OfferState
    by: str = ""


@dataclass(slots=True)
class Course:
    """An offering while it moves. `begun` is how it was; `moves` what happened since."""

    begun: Offering
    now: int
    moves: list[Move] = field(default_factory=list)
    _candidates: dict[int, Candidate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._candidates = {one.ordinal: one for one in self.begun.candidates}

    def answer(self, ordinal: int, event: Event, sequence: str, status: str, by: str) -> bool:
        """A seller's status. False where it comes too late to count."""
        state = after(self._candidates[ordinal].state, event)
        if state is None:
            return False
        self._move(ordinal, event, by, sequence=sequence or self._candidates[ordinal].sequence, status=status)
        return True

    def settle(self, turn: Turn) -> None:
        """What follows from time and from the answers so far. `turn`: what becomes of a candidate when its turn comes."""
        for one in self._in("open"):
            if one.until is not None and one.until <= self.now:
                self._move(one.ordinal, "expire")
        if self._taken() >= self.begun.places:
            self._end(self._in("open"))
        elif self.begun.until is not None and self.begun.until <= self.now:
            self._end([*self._in("open"), *self._in("waiting")])
        else:
            self._ask(turn)

    def _ask(self, turn: Turn) -> None:
        """The next in turn are asked while fewer are asked than may be at once."""
        most = max(self.begun.at_once, self.begun.places)
        for one in self._in("waiting"):
            if len(self._in("open")) + self._taken() >= most:
                return
            event = turn(one)
            if event == "offer":
                self._move(one.ordinal, event, offered_at=self.now, until=self._until())
            else:
                self._move(one.ordinal, event)

    def _until(self) -> int | None:
        ends = [end for end in (self.begun.each and self.now + self.begun.each, self.begun.until) if end is not None]
        return min(ends, default=None)

    def _end(self, candidates: list[Candidate]) -> None:
        for one in candidates:
            self._move(one.ordinal, "withdraw")

    def _move(self, ordinal: int, event: Event, by: str = "", **changes: Any) -> None:
        one = self._candidates[ordinal]
        state = after(one.state, event)
        assert state is not None
        ended = None if state in ("waiting", "open") else one.ended_at if state == one.state else self.now
        self._candidates[ordinal] = replace(one, state=state, ended_at=ended, **changes)
        self.moves.append(Move(ordinal, event, state, by))

    def sent(self, ordinal: int, message_id: str) -> None:
        """The message that carries the offer."""
        self._candidates[ordinal] = replace(self._candidates[ordinal], message_id=message_id)

    def asked(self) -> Iterator[Candidate]:
        """Those who are asked anew."""
        return (self._candidates[move.ordinal] for move in self.moves if move.event == "offer")

    def doubled(self) -> Iterator[Candidate]:
        """Those who are not asked because they had it before."""
        return (self._candidates[move.ordinal] for move in self.moves if move.event == "duplicate" and not move.by)

    def taken_back(self) -> Iterator[Candidate]:
        """Those who were asked and have lost their chance."""
        return (one for move in self.moves if move.event in ("expire", "withdraw") and (one := self._candidates[move.ordinal]).message_id)

    def offering(self) -> Offering:
        """How it is now."""
        candidates = tuple(self._candidates[one.ordinal] for one in self.begun.candidates)
        return replace(self.begun, candidates=candidates, state=self._state(), number=self.begun.number + len(self.moves))

    def exhausted(self) -> bool:
        """Whether nobody is left to ask, since just now."""
        return self._state() == "over" and self.begun.state != "over"

    def _state(self) -> State:
        if self._in("open"):
            return "open"
        return "granted" if self._taken() else "over"

    def _taken(self) -> int:
        return len(self._in("accepted"))

    def _in(self, state: OfferState) -> list[Candidate]:
        return [one for one in self._candidates.values() if one.state == state]
