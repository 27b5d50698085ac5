"""Tryton as an SRM: decisions on suppliers become categories of their parties. It has no model of qualification beyond that.

It talks to Tryton's REST interface only. Example: `Tryton(TrytonSettings(company=1)).deliver(parcel)` looks up before it changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import BaseModel

from hub.adapters.base import Adapter, Conversation, Evidence, Parcel, Probing
from hub.adapters.srm.tryton.decision import Decisions
from hub.adapters.srm.tryton.settings import TrytonSettings
from hub.adapters.tryton.answers import Ended
from hub.adapters.tryton.rest import Rest
from hub.adapters.tryton.standing import probed
from hub.errors import Misconfigured


class Tryton(Adapter):
    """The suppliers of one company of one Tryton database."""

    name = "srm/tryton"
    settings_model: ClassVar[type[BaseModel]] = TrytonSettings
    carries: ClassVar[Mapping[str, str]] = {"qualification_decision/1": "update"}
    speaks: ClassVar[Mapping[str, str]] = {"qualification_decision/1": "json/tryton-decision"}
    dedupe: ClassVar[Literal["key", "upsert", "lookup", "none"]] = "lookup"
    evidence: ClassVar[Evidence] = "real server"
    tried: ClassVar[str] = "Tryton 8.2"

    def deliver(self, parcel: Parcel) -> Conversation:
        """Record the decision at the supplier's party, once."""
        try:
            return (yield from Decisions(self._settings).take(parcel, _body(parcel)))
        except Ended as ended:
            return ended.receipt

    def look_up(self, parcel: Parcel) -> Conversation:
        """Whether the party has this decision. Delivering looks up too, so that `deferred` does nothing twice."""
        try:
            return (yield from Decisions(self._settings).found(parcel, _body(parcel)))
        except Ended as ended:
            return ended.receipt

    def probe(self) -> Probing:
        """Whether it lets us in and knows the company, and which categories it has."""
        lists = {"categories": ("party.category", "name")}
        return (yield from probed(Rest(self._settings.company), self._settings.company, lists))

    @property
    def _settings(self) -> TrytonSettings:
        assert isinstance(self.settings, TrytonSettings)
        return self.settings


def _body(parcel: Parcel) -> Mapping[str, Any]:
    try:
        body = json.loads(parcel.body, parse_float=str)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("decision"), dict) or not body["decision"].get("code"):
        raise Misconfigured("ADP-004", adapter="srm/tryton", what=parcel.name, reason="it takes decisions as: json/tryton-decision")
    return body


ADAPTER = Tryton
