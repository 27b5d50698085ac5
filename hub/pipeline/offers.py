"""The rows of an offering that moved: its steps, the leads that sellers get, and what the hub says to both sides of it.

Everything of one move is one transaction. It decides nothing; `hub/pipeline/offering.py` did.
Example: `write(context, step, leads, lead, course, fresh=True)`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hub.configuration.matching import carries
from hub.ledger import leaves
from hub.model.canonical_json import canonical_json
from hub.model.config import AgreementConfig, DeliverTo
from hub.model.documents.registry import references, schema_of, validate
from hub.model.member import member_of
from hub.pipeline.context import Context, Row
from hub.pipeline.leads import Lead, Leads
from hub.pipeline.offering import Candidate, Course, Offering
from hub.pipeline.owed import Due, owe
from hub.pipeline.record import Step, message_row
from hub.store import references as reference_rows
from hub.store.items import Guard, Update

STATUS = "lead_status/1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Word:
    """What the hub says of a lead: to whom, under which agreement, where it is delivered, and the status itself.

    `causation`: the message that made it say so.
    """

    member_id: str
    agreement_id: str
    agreement: AgreementConfig
    deliver: Sequence[DeliverTo]
    values: dict[str, Any]
    causation: str


def scope(lead: Lead, way: str, member_id: str) -> str:
    """Where a lead is known again: `from` its source or `to` a seller; tests by themselves."""
    return f"{'test:' if lead.row['test'] else ''}{way}|{member_id}"


def write(context: Context, step: Step, leads: Leads, lead: Lead, course: Course, *, fresh: bool) -> int:
    """Everything that follows from a course; how many deliveries. `fresh`: the lead has just arrived."""
    keys = leads.key_rows(scope(lead, "from", lead.row["sender_id"]), lead, context.now()) if fresh else []
    owed = 0
    for one in course.asked():
        keys += leads.key_rows(scope(lead, "to", one.member_id), lead, context.now())
        if course.begun.offer_id:
            owed += _hand_on(context, step, lead, course, one)
        else:
            course.sent(one.ordinal, lead.row["id"])
    offering = course.offering()
    leads.note(lead, offering, keys)
    _rows(step, course, offering, fresh=fresh)
    step.add("lead_key", *keys)
    # Two that decide at the same time cannot both be right: the second finds the step, or the key, that the first one made.
    step.guards += [Guard("lead_key", {name: row[name] for name in ("scope", "value", "number")}) for row in keys]
    for word in words(context, leads, lead, course):
        say(context, step, lead, word)
    return owed


def _rows(step: Step, course: Course, offering: Offering, *, fresh: bool) -> None:
    lead_id, after = offering.lead_id, {one.ordinal: one for one in offering.candidates}
    own = asdict(offering)
    candidates = [{"lead_id": lead_id, **one} for one in own.pop("candidates")]
    if fresh:
        step.guards.append(Guard("offering", {"lead_id": lead_id}))
        step.add("offering", own)
        step.add("offer", *candidates)
        step.leaves.append(leaves.offering_begun(own, candidates))
    elif course.moves:
        step.guards.append(Guard("offer_step", {"lead_id": lead_id, "number": course.begun.number + 1}))
        step.updates.append(Update("offering", {"lead_id": lead_id}, {"state": offering.state, "number": offering.number}))
        moved = {move.ordinal for move in course.moves}
        for row in (row for row in candidates if row["ordinal"] in moved):
            where = {name: row.pop(name) for name in ("lead_id", "ordinal")}
            step.updates.append(Update("offer", where, row))
    for number, move in enumerate(course.moves, course.begun.number + 1):
        row = {
            "lead_id": lead_id, "number": number, "ordinal": move.ordinal, "event": move.event, "state": move.state,
            "by_message": move.by, "at": course.now,
        }  # fmt: skip
        step.add("offer_step", row)
        step.leaves.append(leaves.offer_moved(row, asdict(after[move.ordinal]), offering.state))


def _hand_on(context: Context, step: Step, lead: Lead, course: Course, one: Candidate) -> int:
    """The lead as one seller gets it: a message of its own, so that no seller learns who else was asked."""
    agreement = context.rules.agreement(one.agreement_id)
    assert agreement is not None  # else it would not have been asked
    message_id = context.ids()
    course.sent(one.ordinal, message_id)
    values = _as_offered(lead, course.begun, one)
    key = f"{lead.row['document_key']}|{one.member_id}"
    row = {**lead.row, "id": message_id, "parcel_id": None, "ordinal": 0, "receiver_id": one.member_id, "agreement_id": one.agreement_id,
           "control_number": "", "document_key": key, "state": "routed", "start": 0, "end": 0, "findings": b"[]", "coverage": b"{}",
           "causation_id": lead.row["id"], "config_digest": context.rules.digest, "received_at": context.now()}  # fmt: skip
    _message(context, step, row, values, [row["sender_id"], one.member_id])
    step.guards.append(Guard("message", {"document_key": key}))
    deliver = context.rules.routes.owed(one.agreement_id, values)
    return owe(context, step, Due(message_id, row["document_type"], row["thread"], one.agreement_id, agreement, context.now()), deliver)


def _as_offered(lead: Lead, offering: Offering, one: Candidate) -> dict[str, Any]:
    """What a seller may know of the routing: that it is asked, on which terms, until when, at which price."""
    stated = lead.values.get("routing", {})
    routing: dict[str, Any] = {"candidateSeller": [one.member_id], "exclusivityCode": "exclusive" if offering.places == 1 else "shared"}
    if offering.places > 1:
        routing["sharedCount"] = str(offering.places)
    if one.until is not None:
        routing["acceptBy"] = instant(one.until)
    if "price" in stated:
        routing["price"] = stated["price"]
    return {**lead.values, "routing": routing}


def words(context: Context, leads: Leads, lead: Lead, course: Course) -> list[Word]:
    """What both sides are told of a course, beside what they tell each other."""
    said: list[Word] = []
    doubled = list(course.doubled())
    for one in doubled:
        earlier = leads.earlier(scope(lead, "to", one.member_id), lead, 0)
        said += to_source(context, lead, one, status(lead, "duplicate", "knownToSeller", context.now(), earlier), lead.row["id"])
    if course.exhausted() and not doubled:
        late = all(one.state in ("expired", "withdrawn") for one in course.offering().candidates)
        code, reason = ("expired", "noAnswerInTime") if late else ("rejected", "noSellerLeft")
        said += to_source(context, lead, course.offering().candidates[-1], status(lead, code, reason, context.now()), lead.row["id"])
    for one in course.taken_back():
        reason = "noAnswerInTime" if one.state == "expired" else "withdrawn"
        said += to_seller(context, one, status(lead, "expired", reason, context.now()), one.message_id)
    for move in course.moves:
        if move.state == "accepted" and move.event in ("accept", "work") and course.begun.candidates[move.ordinal - 1].state == "open":
            one = course.offering().candidates[move.ordinal - 1]
            said += to_seller(context, one, status(lead, "accepted", "granted", context.now()), move.by)
    return said


def to_source(context: Context, lead: Lead, one: Candidate, values: dict[str, Any], causation: str) -> list[Word]:
    """A word to whoever the lead came from, where the agreement expects statuses."""
    agreement = context.rules.agreement(one.agreement_id)
    replies = agreement.replies if agreement is not None else []
    deliver = [row for reply in replies if carries((reply.document,), STATUS) for row in reply.deliver]
    return [Word(lead.row["sender_id"], one.agreement_id, agreement, deliver, values, causation)] if agreement is not None else []


def to_seller(context: Context, one: Candidate, values: dict[str, Any], causation: str) -> list[Word]:
    """A word to a seller, where its agreement says where it wants to be told."""
    agreement = context.rules.agreement(one.agreement_id)
    if agreement is None or not agreement.tell:
        return []
    return [Word(one.member_id, one.agreement_id, agreement, agreement.tell, values, causation)]


def status(lead: Lead, code: str, reason: str, at: int, earlier: Lead | None = None) -> dict[str, Any]:
    """A status in the hub's own words. An earlier lead is named to its own source only."""
    reference = {"id": lead.number, "sourceLeadID": lead.values.get("sourceLeadID")}
    values: dict[str, Any] = {
        "$schema": schema_of(STATUS),
        "schemaVersion": "1.0",
        "leadReference": {name: value for name, value in reference.items() if value is not None},
        "statusCode": code,
        "at": instant(at),
        "reason": [{"code": reason}],
    }
    if lead.row["test"]:
        values["testIndicator"] = True
    if earlier is not None and earlier.row["sender_id"] == lead.row["sender_id"]:
        named = {"leadID": earlier.number, "sourceLeadID": earlier.values.get("sourceLeadID")}
        values["duplicateOf"] = {name: value for name, value in named.items() if value is not None}
    return values


def say(context: Context, step: Step, lead: Lead, word: Word) -> None:
    """A message of the hub's own in the lead's conversation, and its deliveries."""
    message_id = context.ids()
    row = message_row(
        id=message_id,
        direction="out",
        receiver_id=word.member_id,
        system_id=word.deliver[0].to if word.deliver else "",
        agreement_id=word.agreement_id,
        document_type=STATUS,
        thread=lead.row["thread"],
        state="routed" if word.deliver else "done",
        test=lead.row["test"],
        causation_id=word.causation,
        config_digest=context.rules.digest,
        received_at=context.now(),
    )
    _message(context, step, row, word.values, [word.member_id])
    owe(context, step, Due(message_id, STATUS, row["thread"], word.agreement_id, word.agreement, context.now()), word.deliver)


def _message(context: Context, step: Step, row: Row, values: dict[str, Any], members: list[str]) -> None:
    body = canonical_json(values)
    kept = {"message_id": row["id"], "digest": hashlib.sha256(body).hexdigest(), "salt": context.salt(), "body": body}
    step.add("message", row)
    step.add("document", kept)
    step.leaves.append(leaves.message_recorded(row, kept, context.now()))
    document, _ = validate(row["document_type"], values)
    assert document is not None
    step.add("reference", *reference_rows.rows(row["id"], members, references(document)))


def instant(at: int) -> str:
    """Microseconds since 1970 as an RFC 3339 instant, to the second."""
    return (_EPOCH + timedelta(seconds=at // 1_000_000)).isoformat().replace("+00:00", "Z")


def seller_of(agreement: AgreementConfig) -> str:
    """The member that an agreement offers to."""
    return member_of(agreement.to)
