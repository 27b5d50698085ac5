"""Which agreement a translated message falls under, what is owed for it, or why a person must act.

Decides only; it stores nothing. An answer (order response) belongs to the agreement of the thread it answers in.
Example: `route(context, sender, translation)` gives a Routing with deliveries, or with a hold.
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.configuration.matching import Route, Values
from hub.model.documents.common import Document
from hub.model.location import Finding
from hub.model.member import member_of
from hub.pipeline.context import Context, Row


@dataclass(frozen=True, slots=True)
class Party:
    """Who brought the message (`system`), and the member its envelope names as receiver, None where it names none."""

    system_id: str
    receiver_id: str | None
    test: bool


@dataclass(frozen=True, slots=True)
class Routing:
    """The way a message goes. `route` is None when it is held; `hold` says why."""

    receiver_id: str
    thread: str
    route: Route | None
    hold: tuple[Finding, ...] = ()
    causation_id: str = ""


def route(context: Context, party: Party, document_type: str, document: Document, about: Row | None = None) -> Routing:
    """The agreement for one document, by sender, receiver, type and test mark; by its thread where that leaves a choice.

    `about`: the message of the very document that this one is bound to. It belongs to that conversation, whoever's number that is.
    """
    if about is not None:
        return _about(context, party, document_type, document, about)
    reference = document.thread()
    values = document.values() if context.rules.routes.conditional else {}
    found = context.rules.route(party.system_id, party.receiver_id, document_type, test=party.test, values=values)
    if isinstance(found, list):
        found = _by_thread(context, party, document_type, reference, values) or found
    if isinstance(found, list):
        return Routing(party.receiver_id or "", conversation_of(party, member_of(party.system_id), reference), None, tuple(found))
    return _forward(context, party, found, document) if found.reply is None else _answer(context, party, found, reference)


def _about(context: Context, party: Party, document_type: str, document: Document, about: Row) -> Routing:
    """The way of what is bound to a document: to whoever sent that one, unless the envelope says otherwise."""
    values = document.values() if context.rules.routes.conditional else {}
    receiver = party.receiver_id or about["sender_id"]
    found = context.rules.route(party.system_id, receiver, document_type, test=party.test, values=values)
    if isinstance(found, list):
        answer = context.rules.routes.answer(about["agreement_id"], party.system_id, document_type, test=party.test, values=values)
        if not isinstance(answer, Route):
            return Routing(receiver, about["thread"], None, tuple(found))
        found = answer
    owner = found.agreement.from_ if found.reply is not None else found.agreement.to
    return Routing(member_of(owner), about["thread"], found, causation_id=about["id"])


def thread(owner: str, reference: str) -> str:
    """The business conversation: the member whose number it is, and that number. One order and everything about it."""
    return f"{owner}|{reference}" if reference else ""


def conversation_of(party: Party, owner: str, reference: str) -> str:
    """The thread of a message: tests have conversations of their own, so that none is answered by a live one."""
    return thread(f"test:{owner}" if party.test else owner, reference)


def _forward(context: Context, party: Party, found: Route, document: Document) -> Routing:
    """A document under its own number begins a conversation; one that speaks of another joins the one where that stands."""
    reference, sender, receiver = document.thread(), member_of(party.system_id), member_of(found.agreement.to)
    begun = conversation_of(party, sender, reference)
    if found.offer is not None:
        return Routing("", begun, found)  # each seller who is asked gets a message of its own
    if document.number() == reference:
        return Routing(receiver, begun, found)
    between = (
        row["thread"] for row in _passed_on(context, party, reference) if {row["sender_id"], row["receiver_id"]} == {sender, receiver}
    )
    return Routing(receiver, next(between, begun), found)


def _answer(context: Context, party: Party, found: Route, reference: str) -> Routing:
    """An answer joins the conversation of what it answers, whichever of its numbers it names."""
    owner, answering = member_of(found.agreement.from_), member_of(party.system_id)
    between = [row for row in _passed_on(context, party, reference) if {row["sender_id"], row["receiver_id"]} == {owner, answering}]
    # An invoice may name the despatch only, which the answering member sent itself.
    root = next((row for row in between if row["receiver_id"] == answering), next(iter(between), None))
    if root is None:
        # Nothing of ours was asked of this member under that number: a person must look.
        hold = Finding("RTE-002", "error", params={"reference": reference, "document": found.reply.document if found.reply else ""})
        return Routing(owner, conversation_of(party, owner, reference), None, (hold,))
    return Routing(owner, root["thread"], found, causation_id=root["id"])


def _by_thread(context: Context, party: Party, document_type: str, reference: str, values: Values) -> Route | None:
    """Several agreements could take the answer: the one under which it was asked does."""
    ours = {member_of(party.system_id), party.receiver_id} - {None}
    asked = [row for row in _passed_on(context, party, reference) if ours <= {row["sender_id"], row["receiver_id"]}]
    # One member may have asked twice in one conversation (an order and its change); the first counts.
    first = {row["thread"]: row["agreement_id"] for row in reversed(asked)}
    answers = (
        context.rules.routes.answer(agreement_id, party.system_id, document_type, test=party.test, values=values)
        for agreement_id in first.values()
    )
    found = [one for one in answers if isinstance(one, Route)]
    return found[0] if len(found) == 1 else None


def _passed_on(context: Context, party: Party, reference: str) -> list[Row]:
    """The messages that a number means: those of a conversation by that name, else those whose own number it is."""
    carrying = context.known.carrying(member_of(party.system_id), reference)
    rows = [row for row in carrying if bool(row["test"]) == party.test]
    named = [row for row in rows if row["thread"].partition("|")[2] == reference]
    return named or [row for row in rows if row["kind"] in (row["document_type"].partition("/")[0], "source_lead")]
