"""Acknowledgements both ways: the answer that an interchange is owed, and the answer that comes back for ours.

Delivered is not processed: an acknowledgement changes what is known of a delivery, never whether it was delivered.
Example: `matched(context, arrival, message, 1, sets)` closes the deliveries that a 997 speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hub.formats.base import Acknowledged, Acknowledgement, Address, Envelope, Format, Group, Interchange, Message
from hub.ledger import leaves
from hub.model.location import Finding
from hub.pipeline.context import Arrival, Context
from hub.pipeline.message import Outcome
from hub.pipeline.owed import control_number
from hub.pipeline.record import Step, cause, findings_json, message_row
from hub.pipeline.reply import reply
from hub.store import deliveries, payloads
from hub.store import references as reference_rows
from hub.store.items import Guard, Update


@dataclass(frozen=True, slots=True)
class Question:
    """An interchange that is owed an answer: who brought it, its envelope and first group, and the thread it is all about, if one."""

    arrival: Arrival
    format_: Format
    interchange: Interchange
    group: Group | None
    thread: str


def answer(context: Context, question: Question, said: Acknowledgement | None, message_id: str) -> Step:
    """The acknowledgement of an interchange as a message of the hub's own, with its bytes and control number, and its
    delivery to the sender's system. Committed with what it acknowledges. Raises Unrepresentable where nothing can be addressed
    to this sender.
    """
    step = Step()
    if said is None or not said.messages:
        return step
    arrival, format_, interchange = question.arrival, question.format_, question.interchange
    target = f"{format_.name}/{said.messages[0][0]}"
    number = control_number(context, arrival.system_id, target)
    body = reply(format_, said, _envelope(question, number))
    stored = payloads.store_rows(arrival.member_id, body, format_.media_type, context.salt(), context.now())
    for table, rows in stored.inserts.items():
        step.add(table, *rows)
    row = message_row(
        id=message_id,
        direction="out",
        receiver_id=arrival.member_id,
        system_id=arrival.system_id,
        format=target,
        version=interchange.version,
        control_number=str(number),
        thread=question.thread,
        state="routed",
        test=int(bool(interchange.test)),
        payload_id=stored.payload_id,
        payload_salt=stored.salt,
        causation_id=arrival.parcel_id,
        config_digest=context.rules.digest,
        received_at=arrival.received_at,
    )
    system = context.rules.configuration.systems.get(arrival.system_id)
    reachable = system is not None and system.out is not None
    if not reachable:
        row["state"] = "done"  # the sender fetches it: it has no other way in
    # The id was promised when the interchange was taken; after a restart it may be there already.
    step.guards.append(Guard("message", {"id": message_id}))
    step.add("message", row)
    step.leaves.append(leaves.message_recorded(row, None, context.now(), stored.digest))
    found = [("control", str(number)), ("interchange", interchange.control_number)]
    step.add("reference", *reference_rows.rows(message_id, [arrival.member_id], found))
    if reachable:
        # A lane of its own: an answer waits for nobody and holds nobody up.
        lane = f"answer|{message_id}"
        step.owe(deliveries.new(context.ids(), message_id, arrival.system_id, lane, target, "", now=context.now(), control_number=number))
    return step


def _envelope(question: Question, number: int) -> Envelope:
    """Back to whoever wrote, under the names that it used itself."""
    interchange, group, nobody = question.interchange, question.group, Address("", "")
    return Envelope(
        sender=interchange.receiver or nobody,
        receiver=interchange.sender or nobody,
        group_sender=group.receiver if group is not None else "",
        group_receiver=group.sender if group is not None else "",
        control_number=number,
        at=datetime.fromtimestamp(question.arrival.received_at // 1_000_000, UTC),
        test=bool(interchange.test),
    )


def matched(
    context: Context, arrival: Arrival, message: Message, message_id: str, ordinal: int, said: Sequence[Acknowledged]
) -> tuple[Step, Outcome]:
    """A partner's acknowledgement: each thing it speaks of finds its delivery; what finds none is held for a person."""
    step = Step()
    missing: list[Finding] = []
    for one in said:
        delivery = context.known.delivery_numbered(arrival.member_id, one.control_number)
        if delivery is None:
            missing.append(Finding("ACK-001", "error", params={"value": one.control_number}))
            continue
        step.updates.append(Update("delivery", {"id": delivery["id"]}, {"acknowledged": one.code}))
        step.leaves.append(leaves.acknowledgement_matched(delivery["message_id"], delivery["key"], one.code, message_id, context.now()))
    findings = [*message.findings, *missing]
    row = message_row(
        id=message_id,
        parcel_id=arrival.parcel_id,
        ordinal=ordinal,
        sender_id=arrival.member_id,
        system_id=arrival.system_id,
        format=message.name,
        version=message.version,
        control_number=message.control_number,
        state="held" if missing else "done",
        start=message.start,
        end=message.end,
        test=int(bool(message.interchange.test)),
        findings=findings_json(findings),
        cause=cause(missing[0], "") if missing else "",
        fault="sender" if missing else "",
        config_digest=context.rules.digest,
        received_at=arrival.received_at,
    )
    step.add("message", row)
    step.leaves.append(leaves.message_recorded(row, None, context.now()))
    found = [("control", message.control_number), ("interchange", message.interchange.control_number), ("file", arrival.name)]
    step.add("reference", *reference_rows.rows(message_id, [arrival.member_id], found))
    outcome = Outcome(message_id, message.name, message.control_number, "", row["state"], "rejected" if missing else "clean", findings)
    return step, outcome
