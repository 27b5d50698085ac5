"""What became of the leads of the hub: each opportunity as a status, whenever its state or its value changes.

States may be skipped: an opportunity goes from lead to won as well as step by step. Example: stream `opportunities`.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from hub.adapters.crm.tryton.opportunity import ATTACHED
from hub.adapters.inbound import Fetched, Page
from hub.adapters.tryton.feed import Feed, changed
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import Row, said, text

STREAM: Final = "opportunities"
MESSAGE: Final = "json/tryton-lead-status"
_DOMAIN: Final[list[Any]] = [["attachments.name", "like", f"{ATTACHED}%"]]
_FIELDS: Final = ("number", "state", "reference", "amount", "currency.code", "lost_reason")


def page(company: int, cursor: str, limit: int) -> Asking[Page]:
    """One page of statuses."""
    feed = Feed(Rest(company), "sale.opportunity", [["company", "=", company], *_DOMAIN], _FIELDS)
    found = yield from feed.page(cursor, limit)
    return Page(tuple(_fetched(row) for row in found.rows), found.cursor, found.more)


def _fetched(row: Row) -> Fetched:
    """A status; its version is what it says beside the moment, for Tryton writes a moment at every touch."""
    amount = text(row.get("amount"))
    body = said(
        {
            "id": row["id"],
            "number": row.get("number"),
            "tradepost_lead": row.get("reference"),
            "state": row.get("state"),
            "amount": amount,
            "currency": (row.get("currency") or {}).get("code") if amount else None,
            "lost_reason": row.get("lost_reason"),
        }
    )
    version = hashlib.sha256(json.dumps(body, ensure_ascii=False).encode()).hexdigest()[:16]
    data = json.dumps({**body, "write_date": f"{changed(row)}+00:00"}, ensure_ascii=False).encode()
    return Fetched(f"{STREAM}/{row['id']}", MESSAGE, data, f"opportunity-{row['id']}.json", version=version)
