"""The document adapter: sends the mapped document as it is and reads the answer's status.

It never sends twice by itself. Over a folder, or to a receiver that honours `Idempotency-Key`, sending the same
delivery again is harmless; with `idempotent: false` an unknown outcome is held for a person.

>>> Document().look_up.__name__
'look_up'
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from hub.adapters.base import Adapter, Conversation, Parcel, Receipt, Request, Response, Send, WireError
from hub.adapters.conversation import lost
from hub.errors import Misconfigured

# "Not now": 408 Request Timeout, 425 Too Early, 429 Too Many Requests.
_LATER: Final = frozenset({408, 425, 429})
# Who we are or where the system is, not what we sent: the operator has to act and nothing is lost meanwhile.
_SETTING: Final = frozenset({401, 403, 407})
_LONGEST_WORDS: Final = 500
_LONGEST_ID: Final = 200


class DocumentSettings(BaseModel):
    """`idempotent`: the receiver takes the same `Idempotency-Key` once. `accepted`: statuses beside 2xx that mean "taken"."""

    model_config = ConfigDict(extra="forbid")

    idempotent: bool = Field(default=True, description="the receiver takes a delivery with the same Idempotency-Key only once")
    accepted: list[int] = Field(default=[], description="HTTP statuses beside 2xx that mean the document was taken")


class Document(Adapter):
    """Any system that takes whole documents."""

    name = "erp/document"
    settings_model: ClassVar[type[BaseModel]] = DocumentSettings
    carries: ClassVar[Mapping[str, str]] = {"*": "send"}
    dedupe: ClassVar[Literal["key", "upsert", "lookup", "none"]] = "key"
    reads: ClassVar[bool] = False

    def deliver(self, parcel: Parcel) -> Conversation:
        """Send the bytes; the status says how it went."""
        try:
            answer = yield Send(parcel.body, parcel.media_type, parcel.name, parcel.delivery_key)
        except WireError as problem:
            return lost(problem)
        return self._receipt(answer)

    def look_up(self, parcel: Parcel) -> Conversation:  # noqa: ARG002  # there is nobody to ask
        """A document cannot be looked up: send it again if the key makes that harmless, else leave it to a person."""
        yield from _nothing()
        if self._settings.idempotent:
            return Receipt("deferred")
        return Receipt("unknown", rule="NET-105")

    @property
    def _settings(self) -> DocumentSettings:
        assert isinstance(self.settings, DocumentSettings)
        return self.settings

    def _receipt(self, answer: Response) -> Receipt:
        if 200 <= answer.status < 300 or answer.status in self._settings.accepted:
            return Receipt("created", reference=reference(answer))
        if answer.status == 409 and _body_id(answer):
            return Receipt("duplicate", reference=_body_id(answer))
        if answer.status in _LATER or answer.status >= 500:
            return Receipt(
                "unknown" if self._perhaps(answer) else "deferred", rule="NET-102", reason=words(answer), after=retry_after(answer)
            )
        if answer.status in _SETTING or answer.status < 400:
            raise Misconfigured("NET-010", status=answer.status, reason=words(answer))
        return Receipt("rejected", rule="NET-101", reason=words(answer))

    def _perhaps(self, answer: Response) -> bool:
        # Law 3: a server may fail after it took the document. Who takes a key twice may be sent it again; of anybody else only one that
        # names a time to come back (RFC 9110, 15.6.4) says that it did nothing.
        return not self._settings.idempotent and answer.status >= 500 and retry_after(answer) is None


def _nothing() -> Generator[Request, Response, None]:
    yield from ()


def reference(answer: Response) -> str:
    """The receiver's own id: `id` of a JSON body, else the Location header."""
    return _body_id(answer) or answer.headers.get("location", "")[:_LONGEST_ID]


def _body_id(answer: Response) -> str:
    try:
        body: Any = json.loads(answer.body, parse_float=str)
    except (ValueError, RecursionError):
        return ""
    found = body.get("id") if isinstance(body, dict) else None
    return str(found)[:_LONGEST_ID] if isinstance(found, str | int) and not isinstance(found, bool) else ""


def words(answer: Response) -> str:
    """What the receiver said, in one line: status and the beginning of the body."""
    text = " ".join(answer.body[: 4 * _LONGEST_WORDS].decode("utf-8", "replace").split())
    return f"{answer.status} {text}".strip()[:_LONGEST_WORDS]


def retry_after(answer: Response) -> float | None:
    """Seconds of a Retry-After header (RFC 9110, 10.2.3). A date is counted from the answer's own Date header."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return max(0.0, wait.total_seconds())


ADAPTER = Document
