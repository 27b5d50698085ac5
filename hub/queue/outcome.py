"""What an attempt means for the delivery: which event of the table, due when, looked up first or not.

Pure. It is the only place where outcomes become states. Law 3: an unknown outcome never ends in a blind retry; when
the schedule is used up it is held for a person, while a failure that is certain becomes a dead letter.

>>> judge(Receipt("deferred"), Case(attempt=1, retry=Retry(waits=["5s"], jitter=0), now=0)).due_at
5000000
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from hub.adapters.base import Outcome, Receipt
from hub.errors import HubError, Misconfigured, Refused, TryAgain, Unknown
from hub.model.config import Retry
from hub.queue.retry import next_due
from hub.queue.states import RESUMING, Event, State, after
from hub.transports.converse import Exchange

Fault = Literal["", "sender", "map", "receiver", "hub"]

ARRIVED: Final[frozenset[Outcome]] = frozenset({"created", "updated", "merged", "duplicate"})
# A fault of ours may pass (a full disk), but does not become right by repetition: then a person has to look.
FAULTS: Final = 3
LONGEST_VALUE: Final = 80


@dataclass(frozen=True, slots=True)
class Case:
    """What a verdict depends on beside the receipt: the number of this attempt, the schedule, the moment, the draw in [-1, 1]."""

    attempt: int
    retry: Retry
    now: int
    jitter: float = 0.0

    def due(self, asked: float | None = None) -> int | None:
        """When the next attempt is due, None when there is none."""
        return next_due(self.retry, self.attempt, self.now, self.jitter, asked)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a running delivery goes on. `due_at`: when it runs next, or the moment it came to rest.

    `unlisted`: the place and the value for which a list has no code; each needs a row of its own, so each is a cause of its own.
    """

    event: Event
    due_at: int
    receipt: Receipt
    fault: Fault = ""
    unsettled: bool = False
    unlisted: str = ""

    @property
    def state(self) -> State:
        """The state that follows `running`."""
        return after(State.RUNNING, self.event)

    @property
    def resuming(self) -> bool:
        """Whether the next attempt has to look up before it sends."""
        return self.event in RESUMING or self.unsettled


def judge_exchange(exchange: Exchange, case: Case) -> Verdict:
    """The verdict on a conversation, however it ended."""
    if exchange.error is not None:
        return judge_error(exchange.error, case, reached=exchange.reached or exchange.unsettled)
    if exchange.unsettled and exchange.receipt.outcome == "deferred":
        return _still_open(exchange.receipt, case)
    return judge(exchange.receipt, case, cannot_tell=exchange.cannot_tell)


def judge(receipt: Receipt, case: Case, *, cannot_tell: bool = False) -> Verdict:
    """The verdict on a receipt. `cannot_tell`: the receiver was asked about an unknown outcome and does not know."""
    if receipt.outcome in ARRIVED:
        return Verdict("delivered", case.now, receipt)
    if receipt.outcome == "rejected":
        return Verdict("rejected", case.now, receipt, "receiver")
    due = case.due(receipt.after)
    if receipt.outcome == "deferred":
        return Verdict("exhausted", case.now, receipt, "receiver") if due is None else Verdict("try_again", due, receipt, "receiver")
    if cannot_tell or due is None:
        return Verdict("hold", case.now, receipt, "receiver", unsettled=True)
    return Verdict("unknown", due, receipt, "receiver")


def _still_open(receipt: Receipt, case: Case) -> Verdict:
    """Not taken this time, but perhaps by an earlier attempt: what nobody knows is held in the end, never dead."""
    due = case.due(receipt.after)
    if due is None:
        return Verdict("hold", case.now, receipt, "receiver", unsettled=True)
    return Verdict("try_again", due, receipt, "receiver", unsettled=True)


def judge_error(error: HubError, case: Case, *, reached: bool) -> Verdict:
    """The verdict on an error of ours. `reached`: the receiver may have got something before it happened."""
    reason = words(error)
    if isinstance(error, Misconfigured):
        receipt = Receipt("unknown" if reached else "deferred", rule=error.rule, reason=reason)
        return Verdict("hold", case.now, receipt, "hub", unsettled=reached, unlisted=_unlisted(error))
    if isinstance(error, Refused):
        return Verdict("rejected", case.now, Receipt("rejected", rule=error.rule, reason=reason), "sender")
    if isinstance(error, TryAgain) and not reached:
        return judge(Receipt("deferred", rule=error.rule, reason=reason, after=error.after), case)
    if isinstance(error, TryAgain | Unknown):
        return judge(Receipt("unknown", rule=error.rule, reason=reason), case)
    return judge_bug(error.rule, reason, case, reached=reached)


def judge_bug(rule: str, reason: str, case: Case, *, reached: bool) -> Verdict:
    """The verdict on a fault of the hub or of an adapter: a few more tries, then held; never dead, never lost."""
    due = case.due()
    receipt = Receipt("unknown" if reached else "deferred", rule=rule, reason=reason)
    if due is None or case.attempt >= FAULTS:
        return Verdict("hold", case.now, receipt, "hub", unsettled=reached)
    return Verdict("unknown" if reached else "try_again", due, receipt, "hub")


def _unlisted(error: HubError) -> str:
    params = error.params
    return f"{params['place']}|{str(params['value'])[:LONGEST_VALUE]}" if "list" in params and "place" in params else ""


def words(error: HubError) -> str:
    """The values of an error in one line, for the attempt's row."""
    return "; ".join(f"{name}: {value}" for name, value in error.params.items())[:500]
