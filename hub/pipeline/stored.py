"""What the verbs look up in the store, asked through short reads. No SQL here, and nothing is written.

Example: `Stored(database, rules, secret).carrying("nordkran", "4711")` gives the order that a response answers.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Collection, Iterable

from sqlalchemy import Connection

from hub.configuration.active import ActiveConfiguration
from hub.pipeline.context import Row
from hub.pipeline.leads import Lead
from hub.pipeline.offering import Candidate, Offering
from hub.pipeline.render import Load
from hub.store import deliveries, messages, offers, payloads, references
from hub.store.engine import Database

WAITING = "QUA-101|"  # the cause of what is bound to a document that is not here yet


class Stored:
    """The store as the verbs see it. `rules` gives the configuration in force; `secret`: the hub's own, of lead keys."""

    def __init__(
        self, database: Database, rules: Callable[[], ActiveConfiguration], secret: bytes, passing: Collection[str] = frozenset()
    ) -> None:
        self._database = database
        self._rules = rules
        self._secret = secret
        self._passing = passing

    def supposing(self, passing: Collection[str], rules: ActiveConfiguration | None = None) -> Stored:
        """The store as it would be once these held messages had passed; under other rules, if given. For forecasts."""
        return Stored(self._database, (lambda: rules) if rules is not None else self._rules, self._secret, passing)

    def carrying(self, member_id: str, reference: str) -> list[Row]:
        """What was passed on under a number; nobody can answer what was never passed on."""
        if not reference:
            return []
        with self._database.read() as connection:
            return references.carrying(connection, reference, member_id)

    def thread_held(self, thread: str) -> Row | None:
        """The oldest message of a thread that a person has to release first. What waits for a document itself holds none up."""
        if not thread:
            return None
        with self._database.read() as connection:
            rows = messages.thread(connection, thread, None)
        held = (row for row in rows if row["state"] == "held" and row["direction"] == "in" and row["id"] not in self._passing)
        return next((row for row in held if not row["cause"].startswith(WAITING)), None)

    def unread(self, member_id: str, thread: str, parcel_id: str, message_id: str) -> str:
        """What of a member is held unread, where nothing of the thread was passed on yet: the beginning of it may stand there."""
        with self._database.read() as connection:
            if any(row["state"] in ("routed", "done") for row in messages.thread(connection, thread, None)):
                return ""
            return messages.unread(connection, member_id, parcel_id, message_id)

    def documents_of(self, member_id: str, document_type: str, number: str) -> list[Row]:
        """What the member sent, or was given, of a type under a number, with the digest of each document; the newest first."""
        with self._database.read() as connection:
            found = references.find(connection, number, member_id)
            rows = [row for row in found if row["document_type"] == document_type and row["state"] == "routed"]
            digests = {row["message_id"]: row["digest"] for row in messages.documents(connection, [row["id"] for row in rows])}
        return [{**row, "digest": digests[row["id"]]} for row in rows if row["id"] in digests]

    def lead_form(self, member_id: str, number: str, version: str | None) -> Row | None:
        """A form that a member sent, whatever became of it since; None where it was refused or never came."""
        with self._database.read() as connection:
            rows = references.of_type(connection, number, member_id, "lead_form/1")
            bodies = {one["message_id"]: one["body"] for one in messages.documents(connection, [row["id"] for row in rows])}
        forms: list[Row] = [json.loads(bodies[row["id"]]) for row in rows if row["id"] in bodies]
        return next((form for form in forms if form["id"] == number and version in (None, form.get("revision"))), None)

    def lead(self, lead_id: str) -> Lead | None:
        """A lead by its message."""
        with self._database.read() as connection:
            row = messages.one(connection, lead_id, None)
            document = messages.document(connection, lead_id, None)
        return Lead(row, json.loads(document["body"])) if row is not None and document is not None else None

    def offering(self, lead_id: str) -> Offering | None:
        """A lead's offers as they are now."""
        with self._database.read() as connection:
            row, candidates = offers.offering_of(connection, lead_id), offers.of_lead(connection, lead_id)
        if row is None:
            return None
        return Offering(**row, candidates=tuple(Candidate(**{name: one[name] for name in one if name != "lead_id"}) for one in candidates))

    def offered_as(self, message_id: str) -> str:
        """The lead that was offered with this message; "" where it was none."""
        with self._database.read() as connection:
            found = offers.by_message(connection, message_id)
        return found["lead_id"] if found is not None else ""

    def lead_keys(self, scope: str, values: Iterable[str]) -> list[Row]:
        """The newest row under each key."""
        with self._database.read() as connection:
            return offers.keys(connection, scope, values)

    def lead_salt(self, member_id: str) -> bytes:
        """The salt of a member's lead keys: keys of two members, or of two hubs, cannot be compared."""
        return hmac.new(self._secret, f"lead keys\0{member_id}".encode(), hashlib.sha256).digest()

    def delivery_numbered(self, member_id: str, control_number: int) -> Row | None:
        """The newest delivery to any system of the member under this control number."""
        with self._database.read() as connection:
            for system_id in self._rules().systems_of(member_id):
                found = deliveries.by_control(connection, system_id, control_number)
                if found is not None:
                    return found
        return None

    def answer_delivery(self, message_id: str) -> Row | None:
        """The first delivery of one of our own acknowledgements, as a new row."""
        with self._database.read() as connection:
            found = deliveries.of_message(connection, message_id, None)
        if not found:
            return None
        first = found[0]
        return deliveries.new(
            first["key"],
            message_id,
            first["system_id"],
            first["thread"],
            first["target"],
            first["agreement_id"],
            now=first["created_at"],
            control_number=first["control_number"],
        )

    def documents(self, keys: list[str]) -> dict[str, Row]:
        """The messages that exist under document keys, each with its document's digest."""
        found: dict[str, Row] = {}
        with self._database.read() as connection:
            for key in keys:
                row = messages.by_document(connection, key)
                if row is not None:
                    document = messages.document(connection, row["id"], None)
                    found[key] = {**row, "digest": document["digest"] if document else ""}
        return found

    def loads(self, message_ids: Collection[str]) -> dict[str, Load]:
        """What deliveries of these messages carry; a message that is not there is left out."""
        with self._database.read() as connection:
            rows = {row["id"]: row for row in messages.several(connection, message_ids)}
            bodies = {row["message_id"]: row["body"] for row in messages.documents(connection, message_ids)}
            return {key: self._load(connection, rows[key], bodies.get(key)) for key in message_ids if key in rows}

    def _load(self, connection: Connection, message: Row, document: bytes | None) -> Load:
        if message["payload_id"] is None:
            return Load(message, document)
        payload = payloads.find(connection, message["payload_id"])
        media_type = payload["media_type"] if payload else "application/octet-stream"
        return Load(message, None, payloads.read(connection, message["payload_id"]), media_type)
