"""One message of a parcel: translated, routed, and written down with everything that is owed for it.

Pure but for the look-ups of its context. Whatever is found, there is a row: routed, held, rejected or done.
Example: `step, outcome = message_step(context, arrival, format_, message, 1, sender, [], {})`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from hub.configuration.matching import Route
from hub.formats.base import Format, Message
from hub.ledger import leaves
from hub.mapping.compile import CompiledMap
from hub.model.canonical_json import canonical_json, digest
from hub.model.config import AgreementConfig, Assume
from hub.model.documents.registry import key_of, references
from hub.model.location import Finding
from hub.model.member import member_of
from hub.model.message import Verdict, verdict
from hub.pipeline.bound import Binding, binding
from hub.pipeline.context import Arrival, Context, Row
from hub.pipeline.forms import explainer
from hub.pipeline.lead import Affair, Subject, judge, marked_otherwise
from hub.pipeline.leads import Leads
from hub.pipeline.offers import say, write
from hub.pipeline.owed import Due, owe
from hub.pipeline.record import Step, cause, findings_json, message_row, public, worst
from hub.pipeline.route import Party, Routing, route
from hub.pipeline.translate import Translation, translate
from hub.store import references as reference_rows
from hub.store.items import Guard

UNKNOWN_CODE = "MAP-105"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent, and the member the envelope names as receiver. `hold`: why the envelope cannot be trusted or followed."""

    system_id: str
    receiver_id: str | None
    test: bool
    hold: Finding | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the sender is told of one message."""

    message_id: str
    type: str
    control_number: str
    document_type: str
    state: str
    verdict: Verdict
    findings: Sequence[Finding]
    agreement_id: str = ""
    duplicate_of: str = ""
    deliveries: int = 0
    reference: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One message with everything that decides about it. `faults`: errors of the envelope around it.

    `threads`: the conversations of the same parcel so far, each with its first message that is held, or "": the store may not know of
    them yet. Under "" what is held unread.
    """

    context: Context
    arrival: Arrival
    format_: Format
    message: Message
    message_id: str
    ordinal: int
    sender: Sender
    faults: Sequence[Finding]
    leads: Leads
    threads: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of it. `key` is set where it is the first of its document; `extra` says what only the decision knows."""

    state: str
    extra: tuple[Finding, ...] = ()
    key: str = ""
    duplicate_of: str = ""


def message_step(case: Case, known: Mapping[str, Row]) -> tuple[Step, Outcome]:
    """The rows of one message. `known`: messages of documents that exist already, by document key."""
    context, sender = case.context, case.sender
    map_ = context.rules.map_for(sender.system_id, case.message.name, case.message.grammar or "")
    likely = _agreement(context, sender, map_.document if map_ is not None else case.message.type)
    translation = _translated(case, map_, likely)
    bond = _bond(case, translation)
    routing = _routing(case, translation, bond)
    if likely is None and routing.route is not None and _wishes(routing.route.agreement):
        # Only what the document says told which agreement it is; now it is read as that one wants it.
        likely = routing.route.agreement
        translation = _translated(case, map_, likely)
    if bond.unknown is not None:
        translation.findings.append(bond.unknown)
    decision = _once(case, translation, _behind(case, translation, routing, _decide(case, translation, routing, likely)), known)
    affair = _affair(case, translation, routing, decision)
    return _written(case, translation, routing, _by_affair(decision, affair), affair)


def _affair(case: Case, translation: Translation, routing: Routing, decision: Decision) -> Affair:
    """What becomes of a test that comes as a live message, of a lead, and of a seller's word on one."""
    document = translation.document
    if decision.state != "routed" or document is None or routing.route is None:
        return Affair(decision.state)
    marked = marked_otherwise(document, test=case.sender.test)
    if marked is not None:
        return Affair("held", [marked])
    if not document.document_type.startswith("lead"):
        return Affair()
    row = _row(case, translation, routing, decision, ())
    return judge(case.context, case.leads, Subject(row, document, routing.route, routing.causation_id))


def _by_affair(decision: Decision, affair: Affair) -> Decision:
    found = (*decision.extra, *affair.findings)
    return replace(decision, state=affair.state, extra=found, duplicate_of=affair.duplicate_of or decision.duplicate_of)


def _wishes(agreement: AgreementConfig) -> bool:
    """Whether an agreement changes how a message is read."""
    return agreement.profile is not None or agreement.assume != Assume() or agreement.codes == "hold"


def _translated(case: Case, map_: CompiledMap | None, likely: AgreementConfig | None) -> Translation:
    is_lead = map_ is not None and map_.document == "lead/1"
    explain = explainer(case.context, member_of(case.sender.system_id)) if is_lead else None
    found = translate(case.format_, case.message, map_, likely.assume if likely else None, likely.profile if likely else None, explain)
    if likely is not None and likely.codes == "hold":
        found.findings[:] = [replace(one, severity="error") if one.rule == UNKNOWN_CODE else one for one in found.findings]
    return found


def _agreement(context: Context, sender: Sender, document_type: str) -> AgreementConfig | None:
    """The agreement whose assumptions and profile count while reading; what only its thread or a condition can place has none yet."""
    found = context.rules.route(sender.system_id, sender.receiver_id, document_type, test=sender.test)
    return found.agreement if isinstance(found, Route) else None


def _bond(case: Case, translation: Translation) -> Binding:
    sender, document = case.sender, translation.document
    if sender.hold is not None or document is None:
        return Binding()
    return binding(case.context, Party(sender.system_id, sender.receiver_id, sender.test), document)


def _routing(case: Case, translation: Translation, bond: Binding) -> Routing:
    sender = case.sender
    if sender.hold is not None:
        return Routing(sender.receiver_id or "", "", None, (sender.hold,))
    if translation.document is None:
        return Routing(sender.receiver_id or "", "", None)
    party = Party(sender.system_id, sender.receiver_id, sender.test)
    routing = route(case.context, party, translation.document_type, translation.document, bond.message)
    return routing if bond.hold is None else replace(routing, route=None, hold=(bond.hold,))


def _decide(case: Case, translation: Translation, routing: Routing, likely: AgreementConfig | None) -> Decision:
    """The agreement decides what errors lead to; without one, what cannot be read is rejected and the rest is held."""
    if case.sender.hold is not None:
        return Decision("held", routing.hold)
    # What could not be read as a document has no route; the agreement that it would fall under decides all the same.
    agreement = routing.route.agreement if routing.route is not None else likely
    policy = agreement.findings if agreement is not None else "reject"
    usable = translation.document is not None and routing.route is not None
    if worst([*case.faults, *case.message.findings]) is not None or not case.message.supported:
        return Decision(_by_policy(policy, "rejected", usable=usable))
    if translation.document is not None and {one.rule for one in translation.findings if one.severity == "error"} == {UNKNOWN_CODE}:
        return Decision("held")  # a row of a list is missing, which is neither the sender's fault nor for the sender to mend
    if worst(translation.findings) is not None or translation.document is None:
        # A syntax acknowledgement cannot say what a document lacks: where the sender hears nothing else, a person must act.
        return Decision(_by_policy(policy, "held" if case.format_.enveloped else "rejected", usable=usable))
    if routing.route is None:
        return Decision("held", routing.hold)
    return Decision("routed")


def _behind(case: Case, translation: Translation, routing: Routing, decision: Decision) -> Decision:
    """Law 4: a revision does not pass what it revises, also where that is held and has no delivery yet, or lies in a parcel that is."""
    if decision.state != "routed" or translation.document is None or not translation.document.revises():
        return decision
    held = case.threads.get(routing.thread) or _thread_held(case, routing.thread)
    if held:
        return Decision("held", (Finding("RTE-003", "error", params={"message": held, "value": held}),))
    unread = "" if routing.thread in case.threads else _unread(case, routing.thread)
    if unread:
        return Decision("held", (Finding("RTE-004", "error", params={"parcel": unread, "value": unread}),))
    return decision


def _unread(case: Case, thread: str) -> str:
    """The parcel where what begins the thread may stand, which nobody could read."""
    arrival = case.arrival
    if case.threads.get(""):
        return arrival.parcel_id
    return case.context.known.unread(arrival.member_id, thread, arrival.parcel_id, case.message_id)


def _thread_held(case: Case, thread: str) -> str:
    held = case.context.known.thread_held(thread)
    return "" if held is None or held["id"] == case.message_id else str(held["id"])


def _by_policy(policy: str, rejecting: str, *, usable: bool) -> str:
    if policy == "warn" and usable:
        return "routed"
    return "held" if policy == "hold" else rejecting


def _once(case: Case, translation: Translation, decision: Decision, known: Mapping[str, Row]) -> Decision:
    """Law 3: a document that is already here is linked to the first, and nothing is owed for it again."""
    document = translation.document
    if decision.state == "rejected" or document is None or case.sender.hold is not None:
        return decision
    key = ("test:" if case.sender.test else "") + key_of(document, case.arrival.member_id)
    earlier = known.get(key)
    if earlier is None or earlier["id"] == case.message_id:
        return replace(decision, key=key)
    params = {"number": document.thread(), "message": earlier["id"], "value": document.thread()}
    if earlier["digest"] == digest(document.values()):
        return Decision("done", (Finding("OPN-007", "warning", params=params),), duplicate_of=earlier["id"])
    return Decision("held", (Finding("OPN-008", "error", params=params),), duplicate_of=earlier["id"])


def _written(case: Case, translation: Translation, routing: Routing, decision: Decision, affair: Affair) -> tuple[Step, Outcome]:
    context, step = case.context, Step()
    findings = [*case.faults, *case.message.findings, *translation.findings, *decision.extra]
    row = _row(case, translation, routing, decision, findings)
    document = _document(context, case.message_id, translation)
    step.add("message", row)
    if decision.key:
        step.guards.append(Guard("message", {"document_key": decision.key}))
    if document is not None:
        step.add("document", document)
    step.leaves.append(leaves.message_recorded(row, document, context.now()))
    _index(step, case, translation, routing, routed=decision.state == "routed")
    offered = affair.fresh and routing.route is not None and routing.route.offer is not None
    owed = _owe(step, case, routing, translation.document_type) if decision.state == "routed" and not offered else 0
    owed += _follow(step, case, affair)
    outcome = Outcome(
        case.message_id,
        case.message.name,
        case.message.control_number,
        translation.document_type,
        decision.state,
        verdict(findings),
        findings,
        row["agreement_id"],
        decision.duplicate_of,
        owed,
        reference=translation.document.thread() if translation.document is not None else "",
        thread=routing.thread,
    )
    return step, outcome


def _row(case: Case, translation: Translation, routing: Routing, decision: Decision, findings: Sequence[Finding]) -> Row:
    deciding = worst(findings) if decision.state in ("held", "rejected") else None
    agreement_id = _agreed(routing.route) if routing.route is not None else ""
    return message_row(
        id=case.message_id,
        parcel_id=case.arrival.parcel_id,
        ordinal=case.ordinal,
        sender_id=case.arrival.member_id,
        receiver_id=routing.receiver_id,
        system_id=case.arrival.system_id,
        agreement_id=agreement_id,
        format=case.message.name,
        version=case.message.version,
        control_number=case.message.control_number,
        document_type=translation.document_type,
        document_key=decision.key,
        thread=routing.thread,
        state=decision.state,
        test=int(case.sender.test),
        start=case.message.start,
        end=case.message.end,
        findings=findings_json(findings),
        coverage=public(asdict(translation.coverage)) if translation.coverage is not None else b"{}",
        cause=cause(deciding, agreement_id) if deciding is not None else "",
        fault=_fault(deciding) if deciding is not None else "",
        duplicate_of=decision.duplicate_of,
        causation_id=routing.causation_id,
        config_digest=case.context.rules.digest,
        map_digest=translation.map_digest,
        received_at=case.arrival.received_at,
    )


def _agreed(route: Route) -> str:
    """The agreement that a message falls under; of one that is offered to several, the offer."""
    return route.offer.offer_id if route.offer is not None else route.agreement_id


def _document(context: Context, message_id: str, translation: Translation) -> Row | None:
    if translation.document is None:
        return None
    body = canonical_json(translation.document.values())
    return {"message_id": message_id, "digest": hashlib.sha256(body).hexdigest(), "salt": context.salt(), "body": body}


def _index(step: Step, case: Case, translation: Translation, routing: Routing, *, routed: bool) -> None:
    message, sender = case.message, case.arrival.member_id
    own = [("control", message.control_number), ("interchange", message.interchange.control_number), ("file", case.arrival.name)]
    said = references(translation.document) if translation.document is not None else _numbered(translation)
    step.add("reference", *reference_rows.rows(case.message_id, [sender], [*own, *said]))
    if routed and routing.receiver_id != sender:
        # A counterparty learns of a message when it is routed to it, not before; the sender's envelope and files are not its affair.
        step.add("reference", *reference_rows.rows(case.message_id, [routing.receiver_id], said))


def _numbered(translation: Translation) -> list[tuple[str, str]]:
    """The number of what its model refused, so that who asks for it finds it, held as it is."""
    number = (translation.values or {}).get("id")
    return [(translation.document_type.partition("/")[0], number)] if isinstance(number, str) and number else []


def _follow(step: Step, case: Case, affair: Affair) -> int:
    """What follows for the offers of a lead; how many deliveries to sellers."""
    if affair.lead is None:
        return 0
    for word in affair.words:
        say(case.context, step, affair.lead, word)
    return write(case.context, step, case.leads, affair.lead, affair.course, fresh=affair.fresh) if affair.course is not None else 0


def _owe(step: Step, case: Case, routing: Routing, document_type: str) -> int:
    assert routing.route is not None
    due = Due(case.message_id, document_type, routing.thread, routing.route.agreement_id, routing.route.agreement, case.arrival.received_at)
    return owe(case.context, step, due, routing.route.deliver)


_FAULTS = {"MAP": "map", "OPN": "sender", "RTE": "hub", "CFG": "hub", "HUB": "hub"}


def _fault(finding: Finding) -> str:
    return _FAULTS.get(finding.rule.partition("-")[0], "sender")
