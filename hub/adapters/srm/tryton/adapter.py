"""Tryton as an SRM: requests to qualify and decisions become categories of the suppliers' parties. It has no model of qualification beyond that.

It talks to Tryton's REST interface only. Example: `Tryton(TrytonSettings(company=1)).deliver(parcel)` looks up before it changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal

from pydantic import BaseModel

from hub.adapters.base import Adapter, Conversation, Evidence, Parcel, Probing
from hub.adapters.srm.tryton.decision import Decisions
from hub.adapters.srm.tryton.request import Requests
from hub.adapters.srm.tryton.settings import TrytonSettings
from hub.adapters.tryton.answers import Ended
from hub.adapters.tryton.rest import Rest
from hub.adapters.tryton.standing import probed
from hub.errors import Misconfigured

_HEADS: Final = {"decision": "code", "request": "number"}  # and what each of them needs


class Tryton(Adapter):
    """The suppliers of one company of one Tryton database."""

    name = "srm/tryton"
    settings_model: ClassVar[type[BaseModel]] = TrytonSettings
    carries: ClassVar[Mapping[str, str]] = {"qualification_decision/1": "update", "qualification_request/1": "update"}
    speaks: ClassVar[Mapping[str, str]] = {
        "qualification_decision/1": "json/tryton-decision",
        "qualification_request/1": "json/tryton-qualification-request",
    }
    dedupe: ClassVar[Literal["key", "upsert", "lookup", "none"]] = "lookup"
    evidence: ClassVar[Evidence] = "real server"
    tried: ClassVar[str] = "Tryton 8.2"

    def deliver(self, parcel: Parcel) -> Conversation:
        """Record the decision or the request at the supplier's party, once."""
        body = _body(parcel)
        try:
            return (yield from self._kind(body)(self._settings).take(parcel, body))
        except Ended as ended:
            return ended.receipt

    def look_up(self, parcel: Parcel) -> Conversation:
        """Whether the party has this decision or request. Delivering looks up too, so that `deferred` does nothing twice."""
        body = _body(parcel)
        try:
            return (yield from self._kind(body)(self._settings).found(parcel, body))
        except Ended as ended:
            return ended.receipt

    def probe(self) -> Probing:
        """Whether it lets us in and knows the company, and which categories it has."""
        lists = {"categories": ("party.category", "name")}
        return (yield from probed(Rest(self._settings.company), self._settings.company, lists))

    def _kind(self, body: Mapping[str, Any]) -> type[Decisions | Requests]:
        return Requests if "request" in body else Decisions

    @property
    def _settings(self) -> TrytonSettings:
        assert isinstance(self.settings, TrytonSettings)
        return self.settings


def _body(parcel: Parcel) -> Mapping[str, Any]:
    try:
        body = json.loads(parcel.body, parse_float=str)
    except (ValueError, RecursionError):
        body = None
    heads = [(body.get(head), key) for head, key in _HEADS.items()] if isinstance(body, dict) else []
    if not any(isinstance(head, dict) and head.get(key) for head, key in heads):
        takes = "decisions and requests as json/tryton-decision and json/tryton-qualification-request"
        raise Misconfigured("ADP-004", adapter="srm/tryton", what=parcel.name, reason=f"it takes {takes}")
    found: Mapping[str, Any] = body
    return found


ADAPTER = Tryton
