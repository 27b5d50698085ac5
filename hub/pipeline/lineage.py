"""Where each value of a message came from and went to: source bytes ↔ canonical leaf ↔ target bytes, with the rule between.

Nothing of it is stored: the bytes and the maps are, and both directions are read again when somebody asks (`hub explain`).
Example: `[row["pointer"] for row in explain(data)][:2]` gives `["/messageFunctionCode", "/orderTypeCode"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.configuration.active import ActiveConfiguration
from hub.configuration.matching import Route
from hub.formats.base import Format, Leaf, Message, MessageRead, Reading
from hub.mapping.compile import CompiledMap
from hub.mapping.language import Rule
from hub.mapping.lineage import Link, leaves, lineage
from hub.model.config import Assume
from hub.model.documents.registry import DOCUMENTS
from hub.model.location import Location
from hub.pipeline.check import HEAD

Row = dict[str, Any]
Places = dict[str, Row]  # by canonical pointer


@dataclass(frozen=True, slots=True)
class Traced:
    """One message that was read with somebody looking on. `assumed`: what the agreement supplied, by pointer."""

    ordinal: int
    format: Format
    message: Message
    values: Mapping[str, Any]
    links: list[Link] = field(default_factory=list)
    assumed: dict[str, str] = field(default_factory=dict)
    left: list[Leaf] = field(default_factory=list)


def explain(
    data: bytes,
    *,
    configuration: ActiveConfiguration | None = None,
    system: str | None = None,
    only: int | None = None,
    written: Iterable[tuple[str, str | None, bytes]] = (),
) -> Iterator[Row]:
    """A row for every canonical leaf of the messages of a parcel, then one for each value that found no place in the document.

    `only`: the ordinal of one message. `written`: what was made of it, as (name to show, system that got it, bytes); a leaf's place
    there is found by reading those bytes with the map that wrote them. Bytes that no map reads give no rows.
    """
    rules = configuration or ActiveConfiguration.empty()
    targets = {name: reached(body, rules, receiver) for name, receiver, body in written}
    for one in traced(data, rules, system, only):
        yield from _rows(one, data, targets)


def reached(body: bytes, rules: ActiveConfiguration, system: str | None) -> Places:
    """Where each canonical leaf stands in bytes that were written for a system."""
    found: Places = {}
    for one in traced(body, rules, system):
        for pointer, place in _places(one, body).items():
            found.setdefault(pointer, place)
    return found


def traced(data: bytes, rules: ActiveConfiguration, system: str | None, only: int | None = None) -> Iterator[Traced]:
    """Every message of a parcel that is a document or has a map, or only the one with that ordinal."""
    format_ = rules.maps.sniffed(system, data[:HEAD])
    if format_ is None:
        return
    ordinal = 0
    for event in format_.read([data], Reading()):
        if isinstance(event, MessageRead):
            ordinal += 1
            if only in (None, ordinal):
                yield from _traced(format_, event.message, rules, system, ordinal)


def _traced(format_: Format, message: Message, rules: ActiveConfiguration, system: str | None, ordinal: int) -> Iterator[Traced]:
    if message.type in DOCUMENTS:
        yield Traced(ordinal, format_, message, message.tree.value)
        return
    map_ = rules.map_for(system, message.name, message.grammar or "") if message.supported else None
    if map_ is None:
        return
    said = lineage(map_, format_.paths, message.tree, _assumed(rules, system, message, map_))
    assumed = {one.pointer: one.kind for one in said.read.assumptions}
    yield Traced(ordinal, format_, message, said.read.document, said.links, assumed, format_.untaken(message.tree))


def _assumed(rules: ActiveConfiguration, system: str | None, message: Message, map_: CompiledMap) -> Assume | None:
    """What the agreement assumes, as far as the envelope tells under which one the message fell."""
    if not system:
        return None
    receiver = rules.identifiers.member(message.interchange.format, message.interchange.receiver)
    found = rules.route(system, receiver, map_.document, test=bool(message.interchange.test))
    return found.agreement.assume if isinstance(found, Route) else None


def _rows(one: Traced, data: bytes, targets: Mapping[str, Places]) -> Iterator[Row]:
    sources, rules = _places(one, data), {link.pointer: link.rule for link in one.links}
    for pointer, value in leaves(one.values):
        rule = rules.get(pointer)
        yield {
            "message": one.ordinal,
            "pointer": pointer,
            "value": value,
            "rule": _rule(rule) if rule is not None else None,
            "assumed": one.assumed.get(pointer),
            "source": sources.get(pointer),
            "targets": {name: places[pointer] for name, places in targets.items() if pointer in places},
        }
    for leaf in one.left:
        source = {**_where(one, data, leaf.where, leaf.value), "path": leaf.path, "value": leaf.value}
        nothing = {"pointer": None, "value": leaf.value, "rule": None, "assumed": None}
        yield {"message": one.ordinal, **nothing, "source": source, "targets": {}}


def _places(one: Traced, data: bytes) -> Places:
    if one.message.type in DOCUMENTS:
        return {pointer: {"path": pointer, "value": value} for pointer, value in leaves(one.values)}
    found = ((link, link.where) for link in one.links)
    return {link.pointer: {**_where(one, data, where, link.raw), "value": link.raw} for link, where in found if where is not None}


def _where(one: Traced, data: bytes, where: Location, value: str | None) -> Row:
    """A place in the sender's terms, with the bytes from and to which just that value stands, where the format can tell."""
    row: Row = dict(where.as_dict())
    tell = getattr(one.format, "span", None)
    span = tell(data, one.message, where, value) if tell is not None and value is not None else None
    return {**row, "span": list(span)} if span is not None else row


def _rule(rule: Rule) -> Row:
    origin = rule.origin
    return {"path": rule.path, "place": rule.right.text, "file": origin.file, "line": origin.line, "layer": origin.layer}
