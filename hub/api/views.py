"""Rows as a reader may see them: the one place where it is decided what the two sides of a message know of each other.

Whose message it is (its sender; of the hub's own answers, whoever gets them) sees all of it. The receiver sees it from the moment it is
routed: its document and its deliveries, never the sender's bytes, findings or systems. Of a delivery the sender sees its state and the
receipt's reference. Example: `sees(access, row)`, then `message(access, row, deliveries)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import orjson

from hub.api.access import Access
from hub.api.shapes import (
    Attempt,
    Call,
    DeliverySummary,
    DeliveryView,
    MessageSummary,
    MessageView,
    OfferView,
    Owed,
    ParcelView,
    PartOfParcel,
)
from hub.model.delivery import DeliveryState
from hub.model.member import member_of
from hub.pipeline.promises import Promise
from hub.store.items import Row

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Verdict = Literal["clean", "warnings", "rejected"]


def owns(access: Access, row: Row) -> bool:
    """Whether the message is the reader's own affair, with everything in it."""
    owner = row["receiver_id"] if row["direction"] == "out" else row["sender_id"]
    return access.everything or (bool(owner) and owner == access.member_id)


def sees(access: Access, row: Row) -> bool:
    """Whether the reader may know of the message: its own, or one that was routed to it. A held or rejected one is not."""
    return owns(access, row) or (row["state"] == "routed" and row["receiver_id"] == access.member_id)


def runs(access: Access, delivery: Row) -> bool:
    """Whether the delivery goes to a system of the reader's, so that its inside is the reader's affair."""
    return access.everything or member_of(delivery["system_id"]) == access.member_id


def sees_delivery(access: Access, row: Row, delivery: Row) -> bool:
    """Whether the reader may know of a delivery: one to its own systems, or one of its own message to the message's receiver."""
    return runs(access, delivery) or (owns(access, row) and member_of(delivery["system_id"]) == row["receiver_id"])


def instant(micros: int) -> str:
    """Microseconds since 1970 as an ISO 8601 instant."""
    return (_EPOCH + timedelta(microseconds=micros)).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _maybe(micros: int | None) -> str | None:
    return None if micros is None else instant(micros)


def verdict(findings: Iterable[dict[str, Any]]) -> Verdict:
    """What stored findings amount to."""
    severities = {finding["severity"] for finding in findings}
    return "rejected" if "error" in severities else "warnings" if "warning" in severities else "clean"


def summary(access: Access, row: Row, deliveries: Iterable[Row]) -> MessageSummary:
    """A message in a list."""
    return MessageSummary(**_message(access, row, deliveries))


def message(access: Access, row: Row, deliveries: Iterable[Row]) -> MessageView:
    """A message by itself."""
    mine = owns(access, row)
    return MessageView(
        **_message(access, row, deliveries),
        findings=orjson.loads(row["findings"]) if mine else None,
        coverage=orjson.loads(row["coverage"]) if mine else None,
    )


def _message(access: Access, row: Row, deliveries: Iterable[Row]) -> dict[str, Any]:
    mine = owns(access, row)

    def own(column: str) -> str | None:
        return (row[column] or None) if mine else None

    return {
        "id": row["id"],
        "direction": row["direction"],
        "parcel": own("parcel_id"),
        "sender": row["sender_id"] or None,
        "receiver": row["receiver_id"] or None,
        "system": own("system_id"),
        "agreement": row["agreement_id"] or None,
        "format": own("format"),
        "version": own("version"),
        "control_number": own("control_number"),
        "document": row["document_type"] or None,
        "thread": row["thread"] or None,
        "state": row["state"],
        "verdict": verdict(orjson.loads(row["findings"])) if mine else None,
        "test": bool(row["test"]),
        "cause": own("cause"),
        "fault": own("fault"),
        "duplicate_of": own("duplicate_of"),
        "causation": row["causation_id"] or None,
        "received_at": instant(row["received_at"]),
        "deliveries": [_brief(access, one) for one in deliveries if sees_delivery(access, row, one)],
    }


def _brief(access: Access, row: Row) -> DeliverySummary:
    return DeliverySummary(
        key=row["key"],
        member=member_of(row["system_id"]),
        system=row["system_id"] if runs(access, row) else None,
        state=state(row),
        acknowledged=row["acknowledged"] or None,
    )


def state(row: Row) -> str:
    """The state of a delivery as a word."""
    return DeliveryState(row["state"]).name.lower()


def delivery(access: Access, row: Row) -> DeliveryView:
    """A delivery that the reader may know of."""
    inside = runs(access, row)

    def own(column: str) -> Any:
        return (row[column] or None) if inside else None

    return DeliveryView(
        key=row["key"],
        message=row["message_id"],
        member=member_of(row["system_id"]),
        state=state(row),
        acknowledged=row["acknowledged"] or None,
        receipt=_receipt(row, whole=inside),
        created_at=instant(row["created_at"]),
        promised_at=_maybe(row["promised_at"]),
        ended_at=_maybe(row["ended_at"]),
        replay_of=row["replay_of"] or None,
        system=own("system_id"),
        target=own("target"),
        agreement=row["agreement_id"] or None,
        attempts=row["attempt"] if inside else None,
        control_number=own("control_number"),
        cause=own("cause"),
        fault=own("fault"),
        due_at=instant(row["due_at"]) if inside else None,
    )


def _receipt(row: Row, *, whole: bool) -> dict[str, Any] | None:
    """How it ended; the other side learns the receiver's reference, which is what it may ask about."""
    if not row["receipt"]:
        return None
    told = orjson.loads(row["receipt"])
    if whole or not isinstance(told, dict):
        return told if whole else None
    return {name: told[name] for name in ("reference",) if name in told}


def attempt(row: Row) -> Attempt:
    """One try, for whoever runs the receiving system."""
    return Attempt(
        ordinal=row["ordinal"],
        outcome=row["outcome"],
        rule=row["rule"] or None,
        reason=row["reason"] or None,
        reference=row["reference"] or None,
        status=row["status"] or None,
        sent_digest=row["sent_digest"] or None,
        answer=bytes(row["answer"]).decode("utf-8", "replace") or None,
        calls=[Call(**call) for call in orjson.loads(row["calls"])],
        started_at=instant(row["started_at"]),
        ended_at=instant(row["ended_at"]),
    )


def parcel(row: Row, payload: Row | None, messages: list[Row] | None) -> ParcelView:
    """A parcel, for the member that handed it over."""
    return ParcelView(
        id=row["id"],
        member=row["member_id"],
        system=row["system_id"],
        transport=row["transport"],
        name=row["name"] or None,
        media_type=row["media_type"],
        state=row["state"],
        test=bool(row["test"]),
        digest=payload["digest"] if payload else None,
        size=payload["size"] if payload else None,
        findings=orjson.loads(row["findings"]),
        opened=row["opened"],
        received_at=instant(row["received_at"]),
        messages=None if messages is None else [_part(one) for one in messages],
    )


def _part(row: Row) -> PartOfParcel:
    return PartOfParcel(
        id=row["id"],
        format=row["format"] or None,
        control_number=row["control_number"] or None,
        document=row["document_type"] or None,
        state=row["state"],
        verdict=verdict(orjson.loads(row["findings"])),
    )


def offer(row: Row) -> OfferView:
    """A lead at one seller, for a reader who may know of it."""
    return OfferView(
        lead=row["lead_id"],
        seller=row["member_id"],
        state=row["state"],
        message=row["message_id"] or None,
        status=row["status"] or None,
        offered_at=_maybe(row["offered_at"]),
        until=_maybe(row["until"]),
        ended_at=_maybe(row["ended_at"]),
    )


def owed(promise: Promise) -> Owed:
    """Something that is owed next."""
    return Owed(
        kind=promise.kind,
        what=promise.what,
        by=promise.by,
        to=promise.to or None,
        message=promise.message_id,
        since=instant(promise.since),
        due=_maybe(promise.due),
        overdue=promise.overdue,
    )
