"""What stopped, grouped by cause, each with its oldest case in the sender's own terms.

A member sees its own messages and the deliveries to its own systems. Example: `causes(connection, access)[0].example.finding`.
"""

from __future__ import annotations

from typing import Any, Final

import orjson
from sqlalchemy import Connection

from hub.api.access import Access
from hub.api.shapes import Cause, Example
from hub.api.views import instant
from hub.model.delivery import DeliveryState
from hub.model.location import Finding
from hub.pipeline.record import finding_json
from hub.store import deliveries, messages, references, stopped
from hub.store.items import Row

_STATES: Final = {3: "held", 5: "rejected", 6: "dead"}


def causes(connection: Connection, access: Access) -> list[Cause]:
    """All causes, the most frequent first."""
    found = [_of_messages(connection, row) for row in stopped.causes_of_messages(connection, access.member)]
    found += [_of_deliveries(connection, access, row) for row in stopped.causes_of_deliveries(connection, access.member)]
    return sorted(found, key=lambda one: (-one.messages - one.deliveries, one.cause))


def _of_messages(connection: Connection, group: Row) -> Cause:
    row = messages.one(connection, group["first"], None) or {}
    finding = next((one for one in orjson.loads(row["findings"]) if one["severity"] == "error"), None)
    example = Example(
        message=row["id"],
        delivery=None,
        reference=_reference(connection, row),
        sender=row["sender_id"] or None,
        system=row["system_id"] or None,
        format=row["format"] or None,
        finding=finding,
    )
    return Cause(
        **_group(group),
        kind="message",
        state="held",
        messages=group["count"],
        deliveries=0,
        first=row["id"],
        oldest=instant(row["received_at"]),
        example=example,
    )


def _of_deliveries(connection: Connection, access: Access, group: Row) -> Cause:
    row = deliveries.by_id(connection, group["first"]) or {}
    message = messages.one(connection, row["message_id"], None) or {}
    example = Example(
        message=row["message_id"],
        delivery=row["key"],
        reference=_reference(connection, message),
        sender=message["sender_id"] or None,
        system=row["system_id"],
        format=(message["format"] or None) if access.everything or message["sender_id"] == access.member_id else None,
        finding=_said(row),
    )
    state = _STATES[DeliveryState(group["state"])]
    return Cause(
        **_group(group), kind="delivery", state=state, messages=0, deliveries=group["count"], first=row["key"],
        oldest=instant(row["created_at"]), example=example,
    )  # fmt: skip


def _group(group: Row) -> dict[str, Any]:
    return {"cause": group["cause"], "fault": group["fault"] or None, "rule": group["cause"].partition("|")[0] or None}


def _reference(connection: Connection, message: Row) -> str | None:
    """The number in the document, also where its model refused it; else that of the envelope."""
    document = messages.document(connection, message["id"], None)
    stated = orjson.loads(document["body"]).get("id") if document is not None else None
    found = [
        row["value"]
        for row in references.of_message(connection, message["id"])
        if row["kind"] == message["document_type"].partition("/")[0]
    ]
    return str(stated or (found[0] if found else message["control_number"])) or None


def _said(row: Row) -> dict[str, Any] | None:
    """What stopped a delivery, from its receipt: the receiver's words, or the values of an error of ours."""
    receipt = orjson.loads(row["receipt"]) if row["receipt"] else {}
    if not receipt.get("rule"):
        return None
    reason = str(receipt.get("reason", ""))
    values = dict(part.split(": ", 1) for part in reason.split("; ") if ": " in part)
    return finding_json(Finding(receipt["rule"], "error", params={"reason": reason, **values}, pointer=values.get("pointer") or None))
