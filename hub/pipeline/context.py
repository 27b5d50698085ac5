"""What a verb needs from the world, handed in as values and functions, so that no verb reaches for a global.

Never opens anything itself: compose fills it, tests fill it with frozen clocks and counting ids.
Example: `context.ids()` gives the next UUIDv7, `context.now()` microseconds since 1970 UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from hub.configuration.active import ActiveConfiguration
from hub.formats.base import Format
from hub.pipeline.leads import Shelf

Row = dict[str, Any]


class Knowledge(Shelf, Protocol):
    """What routing must look up in what is already stored."""

    def carrying(self, member_id: str, reference: str) -> list[Row]:
        """What was passed on to or from a member under a business number, oldest first, each with the `kind` of the number."""

    def thread_held(self, thread: str) -> Row | None:
        """The oldest message of a thread that is held, or None: what depends on it waits too (law 4)."""

    def unread(self, member_id: str, thread: str, parcel_id: str, message_id: str) -> str:
        """A parcel of a member, before these, of which something is held unread that may begin the thread; "" where none, or where it has begun."""

    def documents_of(self, member_id: str, document_type: str, number: str) -> list[Row]:
        """The documents of a type and number that a member sent or was given, the newest first: message rows with `digest`."""

    def lead_form(self, member_id: str, number: str, version: str | None) -> Row | None:
        """A form that a member sent, in a version (None: the newest), as JSON values."""

    def delivery_numbered(self, member_id: str, control_number: int) -> Row | None:
        """The delivery to one of the member's systems whose envelope carried this control number."""

    def answer_delivery(self, message_id: str) -> Row | None:
        """The columns of the delivery of one of our own acknowledgements, ready to be owed once more."""


@dataclass(frozen=True, slots=True)
class Context:
    """The hands of the verbs. `rules` is one immutable configuration; a new one makes a new context."""

    now: Callable[[], int]
    ids: Callable[[], str]
    salt: Callable[[], bytes]
    next_number: Callable[[str], int]
    formats: Mapping[str, Format]
    rules: ActiveConfiguration
    known: Knowledge


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who brought a parcel, and how, before anyone looked inside.

    `member_id` and `system_id` come from the credentials, never from the content. `headers` are those worth
    keeping as evidence. `test`: the bringer said that this is a test.
    """

    parcel_id: str
    member_id: str
    system_id: str
    transport: str
    peer: str
    name: str
    media_type: str
    received_at: int
    headers: Mapping[str, str]
    test: bool = False
