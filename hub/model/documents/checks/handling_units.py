"""Doubts about the tree of handling units: units that hold themselves, units that nobody names, contents that do not add up.

Knows no kind of document. Example: a unit whose `parentID` is its own `id` yields BUS-054.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hub.model.documents.checks.amounts import total
from hub.model.documents.checks.findings import warning
from hub.model.documents.checks.parties import identifier_doubts
from hub.model.documents.common import Quantity
from hub.model.documents.shipment import HandlingUnitReference, TransportHandlingUnit
from hub.model.location import Finding

AT = "/transportHandlingUnit"


def ids_of(units: Sequence[TransportHandlingUnit]) -> frozenset[str]:
    """The numbers by which units are named."""
    return frozenset(unit.id for unit in units if unit.id is not None)


def tree_doubts(units: Sequence[TransportHandlingUnit], within: str = "", around: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """Every doubt about the units among themselves. `within`: where they stand; `around`: units told elsewhere that may hold them."""
    parents: dict[str, str | None] = {}
    at_units = within + AT
    for at, unit in enumerate(units):
        if unit.id is not None and unit.id in parents:
            yield warning("BUS-052", f"{at_units}/{at}/id", found=unit.id)
        parents.setdefault(unit.id or "", unit.parent_id)
        for which, identifier in enumerate(unit.identification):
            yield from identifier_doubts(identifier, f"{at_units}/{at}/identification/{which}")
    inside = _on_cycles(parents)
    for at, unit in enumerate(units):
        if unit.parent_id is not None and unit.parent_id not in parents and unit.parent_id not in around:
            yield warning("BUS-053", f"{at_units}/{at}/parentID", found=unit.parent_id)
        if unit.id in inside:
            yield warning("BUS-054", f"{at_units}/{at}/parentID", found=unit.id)


def content_doubts(
    held: Sequence[HandlingUnitReference], quantity: Quantity | None, known: frozenset[str], pointer: str
) -> Iterator[Finding]:
    """Doubts about the units in which one line lies. `known`: the numbers of all that are told, if any are."""
    for at, reference in enumerate(held):
        if known and reference.id not in known:
            yield warning("BUS-053", f"{pointer}/handlingUnitReference/{at}/id", found=reference.id)
    parts = [reference.quantity for reference in held]
    if quantity is None or not parts or any(part is None or part.unit_code != quantity.unit_code for part in parts):
        return
    computed = total(part.value for part in parts if part is not None)
    if computed != quantity.value:
        yield warning("BUS-055", f"{pointer}/handlingUnitReference", stated=quantity.value, computed=computed)


def _on_cycles(parents: dict[str, str | None]) -> set[str]:
    """The units that are reached again from themselves. Each unit is walked once, however deep the tree."""
    done: set[str] = set()
    found: set[str] = set()
    for start in parents:
        path: list[str] = []
        step: str | None = start
        while step is not None and step in parents and step not in done:
            done.add(step)
            path.append(step)
            step = parents[step]
        if step in path:
            found.update(path[path.index(step) :])
    return found
