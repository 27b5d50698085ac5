"""Kingdee K3Cloud (金蝶云星空): an order becomes a sales order that is saved, submitted and audited under a number which we choose.

It looks the number up before it saves, and goes on with a bill that is halfway; it is asked what became of bills by `polling`.
Example: `adapter: erp/kingdee`, delivered `as: json/kingdee-order`.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import ClassVar, Final, Literal

from pydantic import BaseModel

from hub.adapters.base import (
    Adapter,
    Checking,
    Conversation,
    Evidence,
    Limit,
    Parcel,
    Probe,
    Probing,
    Receipt,
    Request,
    Response,
    Signing,
    Status,
    WireError,
)
from hub.adapters.conversation import lost
from hub.adapters.erp.kingdee.bill import LONGEST_ORDER, ORDER_FIELD, Bill, bill
from hub.adapters.erp.kingdee.polling import STREAMS, turn
from hub.adapters.erp.kingdee.settings import KingdeeSettings
from hub.adapters.erp.kingdee.signature import headers
from hub.adapters.erp.kingdee.wire import Trouble, call, done, query, quoted, rows
from hub.adapters.inbound import Polling
from hub.errors import Misconfigured

FORM: Final = "SAL_SaleOrder"
_NUMBERS: Final = 80
# FDocumentStatus 单据状态: Z draft 暂存, A made 创建, B submitted 审核中, C audited 已审核, D to be audited again 重新审核.
_NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "Z": ("Submit", "Audit"),
    "A": ("Submit", "Audit"),
    "D": ("Submit", "Audit"),
    "B": ("Audit",),
    "C": (),
}
_UNTIL: Final[Mapping[str, tuple[str, ...]]] = {"save": (), "submit": ("Submit",), "audit": ("Submit", "Audit")}
_CANCELLED: Final = "B"  # FCancelStatus 作废状态


class Kingdee(Adapter):
    """One account set of Kingdee K3Cloud."""

    name = "erp/kingdee"
    settings_model: ClassVar[type[BaseModel]] = KingdeeSettings
    carries: ClassVar[Mapping[str, str]] = {"order/1": "create", "order_response/1": "poll", "despatch_advice/1": "poll"}
    speaks: ClassVar[Mapping[str, str]] = {
        "order/1": "json/kingdee-order",
        "order_response/1": "json/kingdee-order-response",
        "despatch_advice/1": "json/kingdee-despatch",
    }
    dedupe: ClassVar[Literal["key", "upsert", "lookup", "none"]] = "lookup"
    limits: ClassVar[Mapping[str, Mapping[str, Limit]]] = {
        "json/kingdee-order": {
            ORDER_FIELD: Limit(length=LONGEST_ORDER),
            "FCustId/FNumber": Limit(length=_NUMBERS),
            "FSaleOrderEntry[*]/FMaterialId/FNumber": Limit(length=_NUMBERS),
        }
    }
    evidence: ClassVar[Evidence] = "wire format"
    tried: ClassVar[str] = (
        "signatures against the vendor's SDK from PyPI, which also works a fake server that was built from its documentation"
    )
    streams: ClassVar[tuple[str, ...]] = STREAMS

    @property
    def _settings(self) -> KingdeeSettings:
        assert isinstance(self.settings, KingdeeSettings)
        return self.settings

    def sign(self, request: Request, signing: Signing) -> Mapping[str, str]:  # noqa: ARG002  # its body is not signed
        """Who asks, proved anew for each request; there is no session to be lost."""
        return headers(self._settings, signing)

    def deliver(self, parcel: Parcel) -> Conversation:
        """Look up, save, submit, audit: whatever of it is not done yet."""
        made, wrote = bill(self._settings, parcel), False
        try:
            state = yield from self._state(made.number)
            if state is not None and not self._steps(made.number, state):
                return Receipt("duplicate", made.number)
            wrote = True
            state = (yield from self._saved(made)) if state is None else state
            for step in self._steps(made.number, state):
                done((yield call(step, {"formid": FORM, "data": {"Numbers": [made.number]}})))
        except WireError as problem:
            return lost(problem)
        except Trouble as trouble:
            return trouble.receipt(wrote=wrote)
        return Receipt("created", made.number)

    def look_up(self, parcel: Parcel) -> Conversation:
        """Whether the bill is there, and as far as it was to come."""
        number = bill(self._settings, parcel).number
        try:
            state = yield from self._state(number)
        except WireError as problem:
            return Receipt("unknown", rule="NET-104", reason=problem.reason)
        except Trouble as trouble:
            return Receipt("unknown", rule="NET-102", reason=trouble.reason, after=trouble.after)
        if state is None or self._steps(number, state):
            return Receipt("deferred")
        return Receipt("created", number)

    def check(self, reference: str) -> Checking:
        """Audited is processed; anything before it is not yet."""
        try:
            found = rows((yield query(FORM, ("FDocumentStatus", "FCancelStatus"), f"FBillNo={quoted(reference)}")))
        except Trouble as trouble:
            return Status("unknown", trouble.reason)
        if not found:
            return Status("failed", f"{reference} 不存在")
        state, cancelled = (*found[0], "", "")[:2]
        if cancelled == _CANCELLED:
            return Status("failed", "作废")
        if state not in _NEXT:
            return Status("unknown", f"FDocumentStatus {state}")
        return Status("processed" if state == "C" else "pending", f"FDocumentStatus {state}")

    def probe(self) -> Probing:
        """Ask for its units: who is not let in is told so, and an order may name what comes."""
        try:
            answer = yield query("BD_UNIT", ("FNumber",), "FDocumentStatus='C'", "FNumber ASC")
            units = [row[0] for row in rows(answer) if row and row[0]]
        except WireError as problem:
            return Probe("unreachable", rule="NET-103", reason=problem.reason)
        except Misconfigured as problem:
            return Probe("refused", rule=problem.rule, reason=str(problem.params.get("reason", "")))
        except Trouble as trouble:
            return Probe("unreachable" if trouble.kind != "refused" else "refused", rule="NET-112", reason=trouble.reason)
        return Probe("ready", clock=answer.headers.get("date", ""), values={"unit": units})

    def poll(self, stream: str, cursor: str, limit: int) -> Polling:
        """Bills of ours that were audited or cancelled, and what was despatched for them."""
        return turn(self._settings, stream, cursor, limit)

    def _state(self, number: str) -> Generator[Request, Response, str | None]:
        """How far the bill of this number is; None where there is none. Raises Trouble."""
        found = rows((yield query(FORM, ("FDocumentStatus",), f"FBillNo={quoted(number)}")))
        return found[0][0] if found and found[0] else None

    def _saved(self, made: Bill) -> Generator[Request, Response, str]:
        """The state of the bill once it is saved, by us or by who was quicker: two of one number are refused there."""
        try:
            done((yield call("Save", {"formid": FORM, "data": made.values})))
        except Trouble as trouble:
            state = (yield from self._state(made.number)) if trouble.kind == "refused" else None
            if state is None:
                raise
            return state
        return "A"

    def _steps(self, number: str, state: str) -> list[str]:
        """What is left to do. Raises Misconfigured for a state that nobody knows."""
        if state not in _NEXT:
            raise Misconfigured("ADP-003", system="Kingdee", reference=number, reason=f"FDocumentStatus {state}")
        return [step for step in _NEXT[state] if step in _UNTIL[self._settings.finish]]


ADAPTER = Kingdee
