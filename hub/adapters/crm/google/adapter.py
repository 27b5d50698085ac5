"""Google Ads lead forms: the webhook brings the whole lead, with the shared key inside the body instead of a signature.

It takes nothing before the key is right; there is nothing to fetch. Example: `Google().receive(call, b"s3cret")` gives one parcel.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterator, Mapping
from typing import ClassVar

from hub.adapters.base import Adapter, Http, Response
from hub.adapters.crm.answers import thing
from hub.adapters.inbound import Call, Collected, Collecting, Fetched, Notice, Received, Rejected


class Google(Adapter):
    """Leads of Google's forms. It delivers nothing yet: statuses go back as offline conversions."""

    name = "crm/google"
    carries: ClassVar[Mapping[str, str]] = {}

    def receive(self, call: Call, secret: bytes) -> Received | Rejected:
        """The lead of a call that knows the key."""
        body = thing(Response(200, {}, call.body))
        if body is None:
            return Rejected("NET-114", 400)
        if not secret or not hmac.compare_digest(str(body.get("google_key", "")).encode(), secret):
            return Rejected("NET-113")
        number = body.get("lead_id")
        if not isinstance(number, str) or not number:
            return Rejected("NET-114", 400)
        found = Fetched(f"google/lead/{number}", "json/google-lead", call.body, "lead.json", test=body.get("is_test") is True)
        return Received(parcels=(found,))

    def collect(self, notice: Notice, known: Collection[str]) -> Collecting:  # noqa: ARG002 - the webhook brought everything
        """Nothing is owed."""
        yield from _nothing()
        return Collected("fetched")


def _nothing() -> Iterator[Http]:
    yield from ()


ADAPTER = Google
