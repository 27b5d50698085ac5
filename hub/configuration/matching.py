"""Which agreement a message falls under, or for each agreement that came near: exactly why it does not.

Guesses nothing: test against live, one system against another, two agreements at once are all answers with a reason.
Example: `find_route(configuration, "lanmei/srm", "nordkran", "order/1", test=False)` gives a Route or a list of findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hub.model.config import AgreementConfig, Configuration, DeliverTo, Reply
from hub.model.location import Finding
from hub.model.member import member_of


@dataclass(frozen=True, slots=True)
class Route:
    """The agreement that a message falls under and the deliveries owed. `reply` is set when the message answers under it."""

    agreement_id: str
    agreement: AgreementConfig
    deliver: tuple[DeliverTo, ...]
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    """One direction that an agreement allows: the agreed sender, the receiving member, and the documents that go this way."""

    route: Route
    sender: str
    receiver: str
    documents: tuple[str, ...]


class Routes:
    """The ways of one configuration, walked once: routing asks for every message."""

    def __init__(self, configuration: Configuration) -> None:
        self._ways = tuple(_ways(configuration))

    def find(self, sender: str, receiver: str | None, document: str, *, test: bool) -> Route | list[Finding]:
        """The route of a document (`order/1`) from a system, or the reasons why there is none.

        `receiver` is a member; None when the sender named nobody, and then the document must fit one agreement only.
        """
        return _find(self._ways, sender, receiver, document, test=test)


def find_route(configuration: Configuration, sender: str, receiver: str | None, document: str, *, test: bool) -> Route | list[Finding]:
    """The same, for one question."""
    return Routes(configuration).find(sender, receiver, document, test=test)


def _find(all_ways: Iterable[_Way], sender: str, receiver: str | None, document: str, *, test: bool) -> Route | list[Finding]:
    ways = [way for way in all_ways if receiver in (None, way.receiver)]
    fitting = [way for way in ways if way.sender in (sender, member_of(sender)) and _reason(way, document, test=test) is None]
    exact = [way for way in fitting if way.sender == sender]
    best = exact or fitting
    if len(best) == 1:
        return best[0].route
    if best:
        return [_finding("CFG-104", agreements=", ".join(sorted({way.route.agreement_id for way in best})))]
    return _reasons(ways, sender, receiver, document, test=test)


def carries(names: tuple[str, ...], document: str) -> bool:
    """Whether names of an agreement (`order`, `order/1`) mean a document type (`order/1`)."""
    return document in names or document.partition("/")[0] in names


def _ways(configuration: Configuration) -> Iterator[_Way]:
    for agreement_id, agreement in configuration.agreements.items():
        forward = Route(agreement_id, agreement, tuple(agreement.deliver))
        yield _Way(forward, agreement.from_, member_of(agreement.to), tuple(agreement.carries))
        for reply in agreement.replies:
            back = Route(agreement_id, agreement, tuple(reply.deliver), reply)
            yield _Way(back, reply.from_, member_of(agreement.from_), (reply.document,))


def _reasons(ways: list[_Way], sender: str, receiver: str | None, document: str, *, test: bool) -> list[Finding]:
    near = [way for way in ways if way.sender in (sender, member_of(sender))]
    found = [reason for way in near if (reason := _reason(way, document, test=test)) is not None]
    if found:
        return found
    cousins = [way for way in ways if member_of(way.sender) == member_of(sender) and carries(way.documents, document)]
    if cousins:
        return [_finding("CFG-105", agreement=way.route.agreement_id, agreed=way.sender, sender=sender) for way in cousins]
    return [_finding("CFG-101", sender=member_of(sender), receiver=receiver or "?")]


def _reason(way: _Way, document: str, *, test: bool) -> Finding | None:
    agreement_id = way.route.agreement_id
    if not carries(way.documents, document):
        return _finding("CFG-102", agreement=agreement_id, document=document, carried=", ".join(way.documents))
    if way.route.agreement.test != test:
        agreed = _mark(test=way.route.agreement.test)
        return _finding("CFG-103", agreement=agreement_id, message=_mark(test=test), agreed=agreed)
    return None


def _mark(*, test: bool) -> str:
    return "test" if test else "live"


def _finding(rule: str, **params: object) -> Finding:
    return Finding(rule, "error", params=params)
