"""A first look over a parcel's envelopes, before anything in it is routed: what their trailers will say, and what they hold.

It keeps one message's bytes at most, unless the parcel is small. Example: `survey(format_, chunks).of(message)`.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from hub.formats.base import Event, Format, GroupEnd, Interchange, InterchangeEnd, InterchangeStart, Message, MessageRead, Reading
from hub.model.location import Finding

Chunks = Callable[[], Iterable[bytes]]  # the parcel's bytes from the start, each time it is called


@dataclass(slots=True)
class Survey:
    """Errors of groups, which their trailers tell only after their messages: by the byte where a group begins.

    `digests`: of the messages of each interchange, by the byte where it begins; the same control number over other
    messages is not the same interchange.
    """

    ends: list[tuple[int, list[Finding]]] = field(default_factory=list)
    digests: dict[int, str] = field(default_factory=dict)

    def of(self, message: Message) -> list[Finding]:
        """The errors of whatever wraps a message."""
        return next((faults for end, faults in self.ends if message.start < end), [])

    def digest(self, interchange: Interchange) -> str:
        """Hex SHA-256 of its messages; "" where envelopes mean nothing."""
        return self.digests.get(interchange.offset, "")


def survey(format_: Format, chunks: Chunks) -> Survey:
    """A first pass over the envelopes only, so that nothing is routed out of a group that turns out to be broken."""
    if not format_.enveloped:
        return Survey()
    passing = Passing(chunks())
    return _seen(format_.read(passing, Reading(structure_only=True)), passing)


def read_at_once(format_: Format, chunks: Chunks) -> tuple[Survey, Iterable[Event]]:
    """The same of a small parcel, together with everything in it: it is read once, and kept."""
    passing = Passing(chunks())
    events = list(format_.read(passing, Reading()))
    return (_seen(events, passing) if format_.enveloped else Survey()), events


def _seen(events: Iterable[Event], passing: Passing) -> Survey:
    found, last, sha = Survey(), 0, hashlib.sha256()
    for event in events:
        if isinstance(event, InterchangeStart):
            sha = hashlib.sha256()
        elif isinstance(event, MessageRead):
            last = event.message.start + 1
            for part in passing.taken(event.message.start, event.message.end):
                sha.update(part)
        elif isinstance(event, GroupEnd):
            found.ends.append((last, _errors(event)))
        elif isinstance(event, InterchangeEnd):
            found.digests[event.interchange.offset] = sha.hexdigest()
    return found


class Passing:
    """The chunks of a parcel, passed on as they are, and kept until what stands in them was taken."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._kept: deque[tuple[int, bytes]] = deque()

    def __iter__(self) -> Iterator[bytes]:
        offset = 0
        for chunk in self._chunks:
            self._kept.append((offset, chunk))
            offset += len(chunk)
            yield chunk

    def taken(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` to `end`; what lies before them is forgotten."""
        while self._kept and self._kept[0][0] + len(self._kept[0][1]) <= start:
            self._kept.popleft()
        for offset, chunk in self._kept:
            if offset >= end:
                break
            yield chunk[max(0, start - offset) : end - offset]


def _errors(event: GroupEnd) -> list[Finding]:
    return [finding for finding in event.group.findings if finding.severity == "error"]
