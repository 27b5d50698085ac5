"""HubSpot's webhooks: version 3 of its signature, and the records that a batch of events names.

Reads nothing before the signature is right. Example: `named(b'[{"subscriptionType": "deal.propertyChange", "objectId": 7, …}]')`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any, Final

from hub.adapters.inbound import Call, Notice, Received, Rejected

WINDOW: Final = 300  # seconds, both ways
# What is asked about a record that an event names; events of other objects and properties are none of our business.
WATCHED: Final = {"deal": "dealstage", "contact": "hs_lead_status"}
_TYPES: Final = {"0-1": "contact", "0-3": "deal"}  # objectTypeId of generic events (object.propertyChange)


def received(call: Call, secret: bytes) -> Received | Rejected:
    """The records that a signed call of this moment names, each state of them once."""
    stated, moment = call.headers.get("x-hubspot-signature-v3", ""), call.headers.get("x-hubspot-request-timestamp", "")
    if call.method != "POST" or not (moment.isascii() and moment.isdigit() and len(moment) <= 15):
        return Rejected("NET-114", 400)
    if not secret or not hmac.compare_digest(signature(secret, call, moment).encode(), stated.encode()):
        return Rejected("NET-113")
    if abs(call.at * 1000 - int(moment)) > (WINDOW + 1) * 1000:
        return Rejected("NET-117")
    events = _events(call.body)
    if events is None:
        return Rejected("NET-114", 400)
    return Received(tuple({notice.key: notice for notice in map(_notice, events) if notice is not None}.values()))


def signature(secret: bytes, call: Call, moment: str) -> str:
    """Base64 of the HMAC-SHA256 over method, address, body and moment."""
    text = call.method.encode() + call.url.encode() + call.body + moment.encode()
    return base64.b64encode(hmac.new(secret, text, hashlib.sha256).digest()).decode()


def _events(body: bytes) -> Iterator[dict[str, Any]] | None:
    try:
        found = json.loads(body, parse_float=str)
    except (ValueError, RecursionError):
        return None
    return (one for one in found if isinstance(one, dict)) if isinstance(found, list) else None


def _notice(event: dict[str, Any]) -> Notice | None:
    kind, _, what = str(event.get("subscriptionType", "")).partition(".")
    kind = _TYPES.get(str(event.get("objectTypeId")), "") if kind == "object" else kind
    number, at = event.get("objectId"), event.get("occurredAt")
    if what != "propertyChange" or event.get("propertyName") != WATCHED.get(kind) or not _whole(number) or not _whole(at):
        return None
    return Notice(f"hubspot/{kind}/{number}/{at}", {"kind": kind, "id": str(number)})


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
