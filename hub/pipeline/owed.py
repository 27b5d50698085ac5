"""What is owed for a message that goes on: its deliveries, their lanes, promises and control numbers.

Decides nothing; it writes down what an agreement says. Example: `owe(context, step, due, rows)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hub.model.config import AgreementConfig, DeliverTo, seconds
from hub.model.member import member_of
from hub.pipeline.context import Context
from hub.pipeline.record import Step
from hub.queue.lanes import lane_thread
from hub.store import deliveries

SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Due:
    """A message that is owed under an agreement: its document's type (`order/1`). `since`: when its promises begin."""

    message_id: str
    document_type: str
    thread: str
    agreement_id: str
    agreement: AgreementConfig
    since: int


def owe(context: Context, step: Step, due: Due, rows: Sequence[DeliverTo]) -> int:
    """The deliveries of a message; how many."""
    lane = lane_thread(due.agreement.order, due.thread, due.message_id)
    for row in rows:
        target = context.rules.target(row, due.document_type)
        step.owe(
            deliveries.new(
                context.ids(),
                due.message_id,
                row.to,
                lane,
                target,
                due.agreement_id,
                now=context.now(),
                promised_at=due.since + seconds(row.within) * SECOND if row.within else None,
                control_number=control_number(context, row.to, target),
            )
        )
    return len(rows)


def control_number(context: Context, system_id: str, target: str) -> int:
    """The next control number for a system, 0 where the format has no envelope. One count per receiving member and
    format: its systems share its identifiers, so that the number alone finds the delivery that an acknowledgement speaks of.
    """
    format_ = context.formats.get(target.partition("/")[0])
    if format_ is None or not format_.enveloped:
        return 0
    return context.next_number(f"{format_.name}|{member_of(system_id)}")
