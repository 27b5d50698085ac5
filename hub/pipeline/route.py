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
    return _follow(context, party, found, reference)


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


def _follow(context: Context, party: Party, found: Route, reference: str) -> Routing:
    agreement = found.agreement
    if found.reply is None:
        return Routing(member_of(agreement.to), conversation_of(party, member_of(party.system_id), reference), found)
    owner = member_of(agreement.from_)
    conversation = conversation_of(party, owner, reference)
    root = context.known.thread_root(conversation)
    if root is None or root["receiver_id"] != member_of(party.system_id):
        # Nothing of ours was asked of this member under that number: a person must look.
        hold = Finding("RTE-002", "error", params={"reference": reference, "document": found.reply.document})
        return Routing(owner, conversation, None, (hold,))
    return Routing(owner, conversation, found, causation_id=root["id"])


def _by_thread(context: Context, party: Party, document_type: str, reference: str, values: Values) -> Route | None:
    """Several agreements could take the answer: the one whose order is being answered does."""
    answering = member_of(party.system_id)
    named = {member_of(agreement.from_) for agreement in context.rules.configuration.agreements.values()}
    roots = (
        context.known.thread_root(conversation_of(party, owner, reference)) for owner in sorted(named) if party.receiver_id in (None, owner)
    )
    routes = [
        context.rules.routes.answer(root["agreement_id"], party.system_id, document_type, test=party.test, values=values)
        for root in roots
        if root and root["receiver_id"] == answering
    ]
    found = [one for one in routes if isinstance(one, Route)]
    return found[0] if len(found) == 1 else None
