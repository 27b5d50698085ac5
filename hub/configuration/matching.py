"""Which agreement a message falls under, or for each agreement that came near: exactly why it does not.

Guesses nothing: test against live, one system against another, two agreements at once are all answers with a reason.
Example: `find_route(configuration, "lanmei/srm", "nordkran", "order/1", test=False)` gives a Route or a list of findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hub.configuration.condition import condition
from hub.model.config import AgreementConfig, Configuration, DeliverTo, OfferConfig, Reply
from hub.model.location import Finding
from hub.model.member import member_of

Values = Mapping[str, Any]  # a canonical document as JSON values
Condition = Callable[[Values], bool]


@dataclass(frozen=True, slots=True)
class Route:
    """The agreement that a message falls under and the deliveries owed. `reply` is set when the message answers under it.

    `offer`: set where it is offered to several; then this is the route to the first of them.
    """

    agreement_id: str
    agreement: AgreementConfig
    deliver: tuple[DeliverTo, ...]
    reply: Reply | None = None
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """The routes to those who are asked one after the other, in their order."""

    offer_id: str
    config: OfferConfig
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """One direction that an agreement allows: the agreed sender, the receiving member, the documents that go this way, and its condition.

    `owed`: the conditions of the deliveries, in their order.
    """

    route: Route
    sender: str
    receiver: str
    documents: tuple[str, ...]
    when: Condition | None = None
    owed: tuple[Condition | None, ...] = ()


class Routes:
    """The ways of one configuration, walked once: routing asks for every message. `conditional`: whether any has a condition."""

    def __init__(self, configuration: Configuration) -> None:
        self._ways = tuple(_ways(configuration))
        self._offers = configuration.offers
        self.conditional = any(way.when is not None or any(way.owed) for way in self._ways)

    def find(self, sender: str, receiver: str | None, document: str, *, test: bool, values: Values | None = None) -> Route | list[Finding]:
        """The route of a document (`order/1`) from a system, or the reasons why there is none.

        `receiver` is a member; None when the sender named nobody, and then the document must fit one agreement only.
        `values`: what the document says, for conditions; None before it is read, and then no condition is asked.
        """
        return _find(self._ways, self._offers, _Asked(sender, receiver, document, test, values))

    def owed(self, agreement_id: str, values: Values) -> tuple[DeliverTo, ...]:
        """The deliveries that an agreement owes for a document that falls under it; none where no condition of theirs holds."""
        way = next((way for way in self._ways if way.route.agreement_id == agreement_id and way.route.reply is None), None)
        found = _narrowed(way, values) if way is not None else None
        return found.deliver if isinstance(found, Route) else ()

    def answer(self, agreement_id: str, sender: str, document: str, *, test: bool, values: Values) -> Route | list[Finding]:
        """The way back under one agreement, if it expects this document from this system; an empty list where it does not."""
        asked = _Asked(sender, None, document, test, values)
        backs = (way for way in self._ways if way.route.agreement_id == agreement_id and way.route.reply is not None)
        way = next((way for way in backs if way.sender in asked.senders and _reason(way, asked) is None), None)
        return [] if way is None else _narrowed(way, values)


def find_route(
    configuration: Configuration, sender: str, receiver: str | None, document: str, *, test: bool, values: Values | None = None
) -> Route | list[Finding]:
    """The same, for one question."""
    return Routes(configuration).find(sender, receiver, document, test=test, values=values)


@dataclass(frozen=True, slots=True)
class _Asked:
    sender: str
    receiver: str | None
    document: str
    test: bool
    values: Values | None

    @property
    def senders(self) -> tuple[str, str]:
        return self.sender, member_of(self.sender)


def _find(all_ways: Iterable[_Way], offers: Mapping[str, OfferConfig], asked: _Asked) -> Route | list[Finding]:
    ways = [way for way in all_ways if asked.receiver in (None, way.receiver)]
    fitting = [way for way in ways if way.sender in asked.senders and _reason(way, asked) is None]
    exact = [way for way in fitting if way.sender == asked.sender]
    best = exact or fitting
    offer_id = _offered(best, offers)
    if offer_id is not None:
        return _offer(offer_id, offers[offer_id], best, asked.values)
    if len(best) == 1:
        return _narrowed(best[0], asked.values)
    if best:
        return [_finding("CFG-104", agreements=", ".join(sorted({way.route.agreement_id for way in best})))]
    return _reasons(ways, asked)


def _offered(ways: list[_Way], offers: Mapping[str, OfferConfig]) -> str | None:
    """The offer that all of these belong to, if they do."""
    named = {way.route.agreement_id for way in ways if way.route.reply is None}
    if not named or len(named) < len(ways):
        return None
    return next((offer_id for offer_id, offer in offers.items() if named <= set(offer.to)), None)


def _offer(offer_id: str, config: OfferConfig, ways: list[_Way], values: Values | None) -> Route | list[Finding]:
    """The routes in the order in which the offer names them; a candidate to whom nothing would be owed is none."""
    ordered = sorted(ways, key=lambda way: config.to.index(way.route.agreement_id))
    narrowed = [_narrowed(way, values) for way in ordered]
    routes = tuple(one for one in narrowed if isinstance(one, Route))
    if not routes:
        return [finding for one in narrowed if isinstance(one, list) for finding in one]
    return replace(routes[0], offer=Offer(offer_id, config, routes))


def _narrowed(way: _Way, values: Values | None) -> Route | list[Finding]:
    """The route with the deliveries whose conditions hold. None of them is no route: a message must not be owed to nobody."""
    if values is None or not any(way.owed):
        return way.route
    deliver = tuple(row for row, when in zip(way.route.deliver, way.owed, strict=True) if when is None or when(values))
    if not deliver:
        return [_finding("CFG-108", agreement=way.route.agreement_id)]
    return replace(way.route, deliver=deliver)


def carries(names: tuple[str, ...], document: str) -> bool:
    """Whether names of an agreement (`order`, `order/1`) mean a document type (`order/1`)."""
    return document in names or document.partition("/")[0] in names


def _ways(configuration: Configuration) -> Iterator[_Way]:
    for agreement_id, agreement in configuration.agreements.items():
        forward = Route(agreement_id, agreement, tuple(agreement.deliver))
        documents = tuple(agreement.carries)
        yield _Way(forward, agreement.from_, member_of(agreement.to), documents, _condition(agreement.when), _conditions(forward))
        for reply in agreement.replies:
            back = Route(agreement_id, agreement, tuple(reply.deliver), reply)
            yield _Way(back, reply.from_, member_of(agreement.from_), (reply.document,), None, _conditions(back))


def _conditions(route: Route) -> tuple[Condition | None, ...]:
    return tuple(_condition(row.when) for row in route.deliver)


def _condition(text: str | None) -> Condition | None:
    return None if text is None else condition(text)


def _reasons(ways: list[_Way], asked: _Asked) -> list[Finding]:
    near = [way for way in ways if way.sender in asked.senders]
    found = [reason for way in near if (reason := _reason(way, asked)) is not None]
    if found:
        return found
    cousins = [way for way in ways if member_of(way.sender) == member_of(asked.sender) and carries(way.documents, asked.document)]
    if cousins:
        return [_finding("CFG-105", agreement=way.route.agreement_id, agreed=way.sender, sender=asked.sender) for way in cousins]
    return [_finding("CFG-101", sender=member_of(asked.sender), receiver=asked.receiver or "?")]


def _reason(way: _Way, asked: _Asked) -> Finding | None:
    agreement_id = way.route.agreement_id
    if not carries(way.documents, asked.document):
        return _finding("CFG-102", agreement=agreement_id, document=asked.document, carried=", ".join(way.documents))
    if way.route.agreement.test != asked.test:
        agreed = _mark(test=way.route.agreement.test)
        return _finding("CFG-103", agreement=agreement_id, message=_mark(test=asked.test), agreed=agreed)
    if way.when is not None and asked.values is not None and not way.when(asked.values):
        return _finding("CFG-107", agreement=agreement_id, when=way.route.agreement.when)
    return None


def _mark(*, test: bool) -> str:
    return "test" if test else "live"


def _finding(rule: str, **params: object) -> Finding:
    return Finding(rule, "error", params=params)
