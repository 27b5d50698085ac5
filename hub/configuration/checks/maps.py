"""Checks of formats, maps, overlays and lists: every target exists, and every overlay and list does what it should.

An overlay that does not compile is told at its own file, line and column, not at the place that names it.
Example: `as: x12/85` under a delivery is CFG-042.
"""

from __future__ import annotations

from collections.abc import Iterator

from hub.configuration.checks.base import Checked
from hub.configuration.known import JSON
from hub.configuration.maps import Maps
from hub.configuration.problem import ConfigProblem, Path
from hub.configuration.shape import suggest
from hub.mapping.lists import parse
from hub.mapping.overlay import EffectiveMap
from hub.mapping.problem import RuleProblem
from hub.model.config import AgreementConfig, DeliverTo, SystemConfig


def targets_exist(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-042: no such format or message; CFG-043: its map is for another document; CFG-060: the adapter does not take it; CFG-062: not in that message."""
    maps = Maps(checked.configuration, checked.files, checked.known)
    for agreement_id, agreement in checked.configuration.agreements.items():
        for path, delivery, names in _targets(("agreements", agreement_id), agreement):
            documents = [document for name in names for document in checked.known.document_types(name)]
            yield from _target(checked, maps, path, delivery, documents)
            yield from _carried(checked, path, delivery, documents)


def overlays_compile(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-061: nothing to lay it over; MAP-…: the overlay itself."""
    maps = Maps(checked.configuration, checked.files, checked.known)
    for system_id, system in checked.configuration.systems.items():
        for message in system.maps:
            path = ("systems", system_id, "maps", message)
            if not maps.has(message, system_id):
                yield checked.marks.problem(path, "CFG-061", at="key", message=message, known=suggest(message, maps.names()))
            elif _complete(checked, system):
                yield from _compile(maps, system_id, message)


def lists_read(checked: Checked) -> Iterator[ConfigProblem]:
    """MAP-020 … MAP-023: a list that cannot be used, at its line."""
    for name in sorted({name for system in checked.configuration.systems.values() for name in system.lists.values()}):
        if name in checked.files:
            try:
                parse(name, checked.files[name])
            except RuleProblem as problem:
                yield placed(problem)


def _target(checked: Checked, maps: Maps, path: Path, delivery: DeliverTo, documents: list[str]) -> Iterator[ConfigProblem]:
    if delivery.as_ is None:
        return
    if delivery.as_ == JSON:
        yield from _spoken(checked, path, delivery, documents)
        return
    if not maps.has(delivery.as_, delivery.to):
        known = suggest(delivery.as_, [*maps.names(delivery.to), JSON])
        yield checked.marks.problem((*path, "as"), "CFG-042", format=delivery.as_, known=known)
        return
    effective = _effective(maps, delivery.as_, delivery.to)
    carried = effective.document if effective is not None else ""
    if effective is not None and documents and carried not in documents:
        named = ", ".join(documents)
        yield checked.marks.problem((*path, "as"), "CFG-043", target=delivery.as_, documents=named, carries=carried)
    else:
        yield from _spoken(checked, path, delivery, documents)


def _spoken(checked: Checked, path: Path, delivery: DeliverTo, documents: list[str]) -> Iterator[ConfigProblem]:
    """CFG-062: the adapter of the system takes the document in a message of its own, and this is another."""
    system = checked.configuration.systems.get(delivery.to)
    adapter = checked.known.adapters.get(system.adapter) if system else None
    spoken = {adapter.speaks[document] for document in documents if document in adapter.speaks} if adapter is not None else set()
    if system is not None and spoken and delivery.as_ not in spoken:
        wanted = ", ".join(sorted(spoken))
        yield checked.marks.problem((*path, "as"), "CFG-062", target=delivery.as_, adapter=system.adapter, wanted=wanted)


def _effective(maps: Maps, target: str, system_id: str) -> EffectiveMap | None:
    """The base map of a target; of a message that only the receiver has, its own (what is wrong in that is told there)."""
    try:
        return maps.effective(None, target) or maps.effective(system_id, target)
    except RuleProblem:
        return None


def _carried(checked: Checked, path: Path, delivery: DeliverTo, documents: list[str]) -> Iterator[ConfigProblem]:
    system = checked.configuration.systems.get(delivery.to)
    adapter = checked.known.adapters.get(system.adapter) if system else None
    if system is None or adapter is None or "*" in adapter.carries:
        return
    taken = [document for document, verb in adapter.carries.items() if verb != "poll"]
    known = ", ".join(taken) or "-"
    for document in documents:
        if document not in taken:
            place = (*path, "to")
            yield checked.marks.problem(place, "CFG-060", adapter=system.adapter, system=delivery.to, document=document, known=known)


def _targets(base: Path, agreement: AgreementConfig) -> Iterator[tuple[Path, DeliverTo, list[str]]]:
    for ordinal, delivery in enumerate(agreement.deliver):
        yield (*base, "deliver", ordinal), delivery, agreement.carries
    for ordinal, delivery in enumerate(agreement.tell):
        yield (*base, "tell", ordinal), delivery, ["lead_status"]
    for number, reply in enumerate(agreement.replies):
        for ordinal, delivery in enumerate(reply.deliver):
            yield (*base, "replies", number, "deliver", ordinal), delivery, [reply.document]


def _complete(checked: Checked, system: SystemConfig) -> bool:
    """Whether every file that the maps of a system need was found; a missing one is already CFG-050."""
    named = [*system.lists.values(), *(name for overlays in system.maps.values() for name in overlays)]
    return all(name in checked.files for name in named)


def _compile(maps: Maps, system_id: str, message: str) -> Iterator[ConfigProblem]:
    try:
        maps.compiled(system_id, message)
    except RuleProblem as problem:
        yield placed(problem)


def placed(problem: RuleProblem) -> ConfigProblem:
    """A problem of a rule or a list, at its own place."""
    return ConfigProblem(problem.file, problem.line, problem.column, problem.rule, problem.params)
