"""Checks of agreements: both ends exist, documents are known, deliveries and replies go where the agreement says, none is in vain.

An agreement whose ends are confused would hand one company's document to another; so the member of every system is compared.
Example: `to: nordkrn` is CFG-040 with `nordkran` as the suggestion.
"""

from __future__ import annotations

from collections.abc import Iterator

from hub.configuration.checks.base import Checked
from hub.configuration.problem import ConfigProblem, Path
from hub.configuration.shape import suggest
from hub.model.config import AgreementConfig, DeliverTo
from hub.model.member import member_of


def parties_exist(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-040: an end of an agreement is no member and no system; a delivery or a reply names no system."""
    for agreement_id, agreement in checked.configuration.agreements.items():
        base = ("agreements", agreement_id)
        for key, party in (("from", agreement.from_), ("to", agreement.to)):
            if not checked.party_exists(party):
                yield checked.marks.problem((*base, key), "CFG-040", name=party, known=suggest(party, checked.parties()))
        for path, system_id in _systems_named(base, agreement):
            if system_id not in checked.configuration.systems:
                known = suggest(system_id, checked.configuration.systems)
                yield checked.marks.problem(path, "CFG-040", name=system_id, known=known)


def documents_are_known(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-041: no document type of that name; CFG-047: an agreement that carries or delivers nothing."""
    for agreement_id, agreement in checked.configuration.agreements.items():
        base = ("agreements", agreement_id)
        names: list[tuple[Path, str]] = [((*base, "carries", ordinal), name) for ordinal, name in enumerate(agreement.carries)]
        names += [((*base, "replies", ordinal, "document"), reply.document) for ordinal, reply in enumerate(agreement.replies)]
        for path, name in names:
            if not checked.known.document_types(name):
                yield checked.marks.problem(path, "CFG-041", document=name, known=suggest(name, _names(checked)))
        for key, rows in (("carries", agreement.carries), ("deliver", agreement.deliver)):
            if not rows:
                yield checked.marks.problem((*base, key), "CFG-047", key=key, agreement=agreement_id)


def profiles_are_known(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-046: no profile of that name."""
    for agreement_id, agreement in checked.configuration.agreements.items():
        if agreement.profile is not None and agreement.profile not in checked.known.profiles:
            path = ("agreements", agreement_id, "profile")
            yield checked.marks.problem(
                path, "CFG-046", profile=agreement.profile, known=suggest(agreement.profile, checked.known.profiles)
            )


def deliveries_reach_a_system(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-034: the system has no way out; CFG-048: it belongs to a company that the agreement does not name as receiver."""
    for agreement_id, agreement in checked.configuration.agreements.items():
        for path, delivery, receiver in _deliveries(("agreements", agreement_id), agreement):
            system = checked.configuration.systems.get(delivery.to)
            if system is None:
                continue
            if system.out is None:
                yield checked.marks.problem((*path, "to"), "CFG-034", system=delivery.to)
            if member_of(delivery.to) != receiver:
                yield checked.marks.problem((*path, "to"), "CFG-048", system=delivery.to, member=receiver)


def replies_come_from_the_receiver(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-049: a reply is owed by a system of the member that receives."""
    for agreement_id, agreement in checked.configuration.agreements.items():
        for ordinal, reply in enumerate(agreement.replies):
            if reply.from_ in checked.configuration.systems and member_of(reply.from_) != member_of(agreement.to):
                path = ("agreements", agreement_id, "replies", ordinal, "from")
                yield checked.marks.problem(path, "CFG-049", system=reply.from_, member=member_of(agreement.to))


def someone_can_send(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-045: the sending member has no system, so nothing can ever arrive under this agreement."""
    senders = {member_of(system_id) for system_id in checked.configuration.systems}
    for agreement_id, agreement in checked.configuration.agreements.items():
        if agreement.from_ in checked.configuration.members and agreement.from_ not in senders:
            yield checked.marks.problem(("agreements", agreement_id, "from"), "CFG-045", member=agreement.from_)


def none_hides_another(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-044: two agreements fit the same message equally well, so neither can be chosen. Different conditions tell them apart."""
    seen: dict[tuple[str, str, bool, str], list[str]] = {}
    agreements = checked.configuration.agreements
    for agreement_id, agreement in agreements.items():
        for ordinal, name in enumerate(agreement.carries):
            for document in checked.known.document_types(name):
                others = seen.setdefault((agreement.from_, agreement.to, agreement.test, document), [])
                hidden = (other for other in others if other != agreement_id and not _told_apart(agreement, agreements[other]))
                other = next(hidden, None)
                if other is not None:
                    path = ("agreements", agreement_id, "carries", ordinal)
                    yield checked.marks.problem(path, "CFG-044", agreement=agreement_id, other=other, document=document)
                others.append(agreement_id)


def _told_apart(one: AgreementConfig, other: AgreementConfig) -> bool:
    return None not in (one.when, other.when) and one.when != other.when


def _deliveries(base: Path, agreement: AgreementConfig) -> Iterator[tuple[Path, DeliverTo, str]]:
    """Every delivery with its place and the member that it is meant for: replies go back to the sender."""
    for ordinal, delivery in enumerate(agreement.deliver):
        yield (*base, "deliver", ordinal), delivery, member_of(agreement.to)
    for ordinal, delivery in enumerate(agreement.tell):
        yield (*base, "tell", ordinal), delivery, member_of(agreement.to)
    for ordinal, reply in enumerate(agreement.replies):
        for number, delivery in enumerate(reply.deliver):
            yield (*base, "replies", ordinal, "deliver", number), delivery, member_of(agreement.from_)


def _systems_named(base: Path, agreement: AgreementConfig) -> Iterator[tuple[Path, str]]:
    for path, delivery, _ in _deliveries(base, agreement):
        yield (*path, "to"), delivery.to
    for ordinal, reply in enumerate(agreement.replies):
        yield (*base, "replies", ordinal, "from"), reply.from_


def _names(checked: Checked) -> list[str]:
    return [document.partition("/")[0] for document in checked.known.documents]
