"""The row, the receipt and the leaves of a finished attempt, made in one place for handler and dispatcher alike.

Pure: it writes nothing. The state comes from a verdict, the rest from what went over the wire.
Example: `finished(claimed, judge_exchange(exchange, case), started=t0, now=t1, exchange=exchange)`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from hub.adapters.base import Receipt
from hub.ledger.leaves import attempt_ended, delivery_ended
from hub.model.canonical_json import canonical_json
from hub.queue.dead import fingerprint
from hub.queue.outcome import Verdict
from hub.queue.states import State
from hub.store.items import Claimed, Finished, Lane, LeafRow, Row, Update
from hub.transports.converse import Exchange

_LONGEST: Final = 500
_RESTS: Final = frozenset({State.HELD, State.DELIVERED, State.REJECTED, State.DEAD})


def finished(
    claimed: Claimed,
    verdict: Verdict,
    *,
    started: int,
    now: int,
    exchange: Exchange | None = None,
    requests: int | None = None,
    sent_payload_id: str = "",
    sent_salt: bytes = b"",
    inserts: Mapping[str, Sequence[Row]] | None = None,
    updates: Sequence[Update] = (),
    lanes: Collection[Lane] = (),
    leaves: Sequence[LeafRow] = (),
) -> Finished:
    """What the writer needs to end this attempt; only written if the lease is still ours. `requests`: made without an exchange to tell."""
    verdict = replace(verdict, receipt=storable(verdict.receipt))
    row = attempt_row(verdict, exchange or Exchange(), started, now, sent_payload_id, sent_salt)
    receipt = receipt_json(verdict)
    cause = cause_of(claimed, verdict)
    own = [attempt_ended(claimed.message_id, claimed.key, claimed.attempt, row)]
    if verdict.state in _RESTS:
        own.append(_rested(claimed, verdict, cause, receipt, now))
    return Finished(
        claimed.delivery_id,
        claimed.attempt,
        claimed.owner,
        int(verdict.state),
        verdict.due_at,
        now,
        resuming=verdict.resuming or (exchange is None and claimed.resuming),  # no conversation, no news of the earlier attempt
        cause=cause,
        fault=verdict.fault,
        receipt=receipt,
        attempt_row=row,
        requests=_requests(exchange) if exchange is not None else requests,
        paced=claimed.paced,
        inserts=inserts or {},
        updates=updates,
        lanes=lanes,
        leaves=[*own, *leaves],
    )


def _requests(exchange: Exchange) -> int:
    """How many requests it made; the one that the deadline cut off has no record, and was made all the same."""
    return len(exchange.calls) + (exchange.receipt.rule == "QUE-004")


def storable(receipt: Receipt) -> Receipt:
    """The receipt with its texts as every database and canonical JSON take them: capped, no NUL, no half characters."""
    return replace(receipt, reference=_text(receipt.reference), rule=_text(receipt.rule), reason=_text(receipt.reason))


def _text(text: str) -> str:
    return text[:_LONGEST].encode("utf-8", "replace").decode().replace("\0", "")


def attempt_row(verdict: Verdict, exchange: Exchange, started: int, now: int, payload_id: str, salt: bytes) -> Row:
    """The columns of `attempt`, except whose it is."""
    return {
        "outcome": verdict.receipt.outcome,
        "rule": verdict.receipt.rule,
        "reason": verdict.receipt.reason,
        "reference": verdict.receipt.reference,
        "status": exchange.status,
        "sent_digest": exchange.sent_digest,
        "sent_payload_id": payload_id,
        "sent_salt": salt,
        "answer": exchange.answer,
        "calls": canonical_json([asdict(call) for call in exchange.calls]),
        "started_at": started,
        "ended_at": now,
    }


def receipt_json(verdict: Verdict) -> bytes:
    """The receipt that `delivery.receipt` stores: outcome, and what is known beside it."""
    receipt = verdict.receipt
    facts: dict[str, Any] = {"outcome": receipt.outcome, "reference": receipt.reference, "rule": receipt.rule, "reason": receipt.reason}
    return canonical_json({name: value for name, value in facts.items() if value})


def cause_of(claimed: Claimed, verdict: Verdict) -> str:
    """The fingerprint under which this delivery is found among the stopped ones; empty when it arrived."""
    if verdict.state is State.DELIVERED:
        return ""
    if verdict.unlisted:
        return f"{verdict.receipt.rule}|{claimed.agreement_id}|{claimed.system_id}|{verdict.unlisted}"
    return fingerprint(verdict.receipt.rule, claimed.agreement_id, claimed.system_id, verdict.receipt.reason)


def _rested(claimed: Claimed, verdict: Verdict, cause: str, receipt: bytes, now: int) -> LeafRow:
    return delivery_ended(
        claimed.message_id,
        claimed.key,
        state=int(verdict.state),
        attempt=claimed.attempt,
        cause=cause,
        fault=verdict.fault,
        receipt=receipt,
        control_number=claimed.control_number,
        at=now,
    )
