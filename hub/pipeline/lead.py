"""What becomes of a lead that arrives, and of a seller's status for one: held, answered at once, offered on, or counted.

Decides by what is known and the clock it is given; the rows are written by `hub/pipeline/offers.py`.
Example: `judge(context, leads, subject)` gives an Affair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from hub.configuration.matching import Route
from hub.model.config import seconds
from hub.model.documents.common import Document
from hub.model.documents.lead import Lead as LeadDocument
from hub.model.documents.lead_status import LeadStatus
from hub.model.location import Finding
from hub.pipeline.consent import missing
from hub.pipeline.context import Context
from hub.pipeline.leads import Lead, Leads
from hub.pipeline.offering import Candidate, Course, Offering, Turn
from hub.pipeline.offers import Word, scope, seller_of, status, to_seller, to_source
from hub.pipeline.owed import SECOND
from hub.queue.offers import CLAIMS, STATUSES
from hub.store.items import Row

# What stands in the way of sharing a lead, as rules of the catalogue.
_CONSENT = {"purpose": "RTE-011", "withdrawn": "RTE-012", "refused": "RTE-013", "basis": "RTE-014"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A routed document with the row that it will have; `cause`: the message that it answers."""

    row: Row
    document: Document
    route: Route
    cause: str


@dataclass(frozen=True, slots=True)
class Affair:
    """What is decided. `state`: of the message. `course`: how the offers move; `fresh`: they begin. `words`: what the hub says."""

    state: str = "routed"
    findings: Sequence[Finding] = ()
    duplicate_of: str = ""
    lead: Lead | None = None
    course: Course | None = None
    fresh: bool = False
    words: Sequence[Word] = field(default_factory=tuple)


def marked_otherwise(document: Document, *, test: bool) -> Finding | None:
    """A document that calls itself a test and comes as a live one, or the other way round."""
    stated = getattr(document, "test_indicator", None)
    if stated is None or bool(stated) == test:
        return None
    marks = {True: "test", False: "live"}
    return Finding("RTE-010", "error", params={"stated": marks[bool(stated)], "brought": marks[test], "value": marks[bool(stated)]})


def judge(context: Context, leads: Leads, subject: Subject) -> Affair:
    """What becomes of a routed document; most are no leads and go on as they are."""
    if isinstance(subject.document, LeadDocument) and subject.route.reply is None:
        return _arrived(context, leads, subject)
    if isinstance(subject.document, LeadStatus) and subject.route.reply is not None:
        return _answered(context, leads, subject)
    return Affair()


# ── a lead ──────────────────────────────────────────────────────────────────────────────────────────────────
def _arrived(context: Context, leads: Leads, subject: Subject) -> Affair:
    lead = Lead(subject.row, subject.document.values())
    routes = _named(subject.route, lead.values)
    if not routes:
        return Affair("held", [Finding("RTE-019", "error", params={"sellers": ", ".join(lead.values["routing"]["candidateSeller"])})])
    if _revised(context, subject):
        return (
            Affair("held", [Finding("RTE-018", "error", params={"number": lead.number})]) if subject.route.offer is not None else Affair()
        )
    barred = [(route, why) for route in routes if (why := missing(lead.values, route.agreement.consent)) is not None]
    allowed = [route for route in routes if all(route is not other for other, _ in barred)]
    findings = [_barred(route, why, "error" if not allowed else "warning") for route, why in barred]
    if not allowed:
        return Affair("held", findings)
    since = context.now() - seconds(allowed[0].agreement.same_lead) * SECOND
    offering = _offering(context, lead, subject.route, allowed)
    earlier = leads.earlier(scope(lead, "from", lead.row["sender_id"]), lead, since)
    if earlier is not None:
        return _repeated(context, lead, offering.candidates[0], earlier, findings)
    course = Course(offering, context.now())
    course.settle(turn(context, leads, lead))
    return Affair("routed" if any(course.asked()) else "done", findings, lead=lead, course=course, fresh=True)


def _revised(context: Context, subject: Subject) -> bool:
    """Whether this is a later revision of a lead that went on before."""
    if not subject.document.revises():
        return False
    carrying = context.known.carrying(subject.row["sender_id"], subject.document.thread())
    return any(row["thread"] == subject.row["thread"] and row["document_type"] == subject.row["document_type"] for row in carrying)


def _named(route: Route, values: Mapping[str, Any]) -> list[Route]:
    """The candidates: those that the lead names, in its order, else all of the offer."""
    routes = list(route.offer.routes) if route.offer is not None else [route]
    named = list(values.get("routing", {}).get("candidateSeller", ()))
    if not named:
        return routes
    wanted = [one for one in routes if seller_of(one.agreement) in named]
    return sorted(wanted, key=lambda one: named.index(seller_of(one.agreement)))


def _barred(route: Route, why: str, severity: str) -> Finding:
    wanted = route.agreement.consent
    params = {"seller": seller_of(route.agreement), "purpose": ", ".join(wanted.purpose), "basis": ", ".join(wanted.basis)}
    return Finding(_CONSENT[why], "error" if severity == "error" else "warning", params=params, pointer="/consent")


def _offering(context: Context, lead: Lead, route: Route, routes: Sequence[Route]) -> Offering:
    """Terms that the lead states go before those of the configuration: they were made for this one."""
    config, stated = route.offer.config if route.offer is not None else None, lead.values.get("routing", {})
    places = _places(stated) or (config.places if config is not None else 1)
    each = seconds(config.accept_by) * SECOND if config is not None and config.accept_by is not None else None
    candidates = tuple(Candidate(at, one.agreement_id, seller_of(one.agreement)) for at, one in enumerate(routes, 1))
    return Offering(
        lead_id=lead.row["id"],
        offer_id=route.offer.offer_id if route.offer is not None else "",
        places=places,
        at_once=(config.at_once if config is not None else None) or places,
        each=each,
        until=lead.until(),
        state="open",
        number=0,
        created_at=context.now(),
        candidates=candidates,
    )


def _places(stated: Mapping[str, Any]) -> int | None:
    if stated.get("exclusivityCode") == "exclusive":
        return 1
    count = Decimal(stated.get("sharedCount", "0"))
    return min(int(count), 100) if stated.get("exclusivityCode") == "shared" and count >= 1 else None


def _repeated(context: Context, lead: Lead, first: Candidate, earlier: Lead, findings: Sequence[Finding]) -> Affair:
    """The same lead once more: answered with the one that it repeats, and offered to nobody."""
    said = status(lead, "duplicate", "duplicate", context.now(), earlier)
    words = to_source(context, lead, first, said, lead.row["id"])
    finding = Finding("RTE-015", "warning", params={"number": lead.number, "earlier": earlier.number, "message": earlier.row["id"]})
    return Affair("done", [*findings, finding], earlier.row["id"], lead, words=words)


# ── a seller's word ─────────────────────────────────────────────────────────────────────────────────────────
def _answered(context: Context, leads: Leads, subject: Subject) -> Affair:
    lead_id = leads.offered_as(subject.cause)
    lead, offering = leads.lead(lead_id) if lead_id else None, leads.offering(lead_id) if lead_id else None
    if lead is None or offering is None:
        return Affair()
    said, one = subject.document, offering.of_message(subject.cause)
    assert isinstance(said, LeadStatus)
    if said.sequence is not None and one.sequence and said.sequence <= Decimal(one.sequence):
        return Affair("done", [Finding("RTE-016", "warning", params={"sequence": str(said.sequence), "newest": one.sequence})])
    event, sequence = STATUSES[said.status_code], format(said.sequence, "f") if said.sequence is not None else ""
    course = Course(offering, context.now())
    # Time that ran out before the answer came, ran out; that no round has looked yet changes nothing.
    course.settle(turn(context, leads, lead))
    counted = course.answer(one.ordinal, event, sequence, said.status_code, subject.row["id"])
    course.settle(turn(context, leads, lead))
    if counted:
        return Affair(lead=lead, course=course)
    state = course.offering().of_message(subject.cause).state
    finding = Finding("RTE-017", "warning", params={"status": said.status_code, "number": lead.number, "state": state})
    late = status(lead, "rejected", "notGranted", context.now())
    words = to_seller(context, one, late, subject.row["id"]) if event in CLAIMS else []
    return Affair("done", [finding], lead=lead, course=course if course.moves else None, words=words)


def turn(context: Context, leads: Leads, lead: Lead) -> Turn:
    """Whether a candidate is asked: not where it was offered the same lead before, as far back as its agreement looks."""

    def event(one: Candidate) -> Literal["offer", "duplicate", "withdraw"]:
        agreement = context.rules.agreement(one.agreement_id)
        if agreement is None:  # it was there when the lead came
            return "withdraw"
        since = context.now() - seconds(agreement.same_lead) * SECOND
        return "offer" if leads.earlier(scope(lead, "to", one.member_id), lead, since) is None else "duplicate"

    return event
