"""Small groups for one object (`at:`) taken apart for reading: their rules join those around them, and one pass reads all.

Never changes what is read, and nothing for writing; only formats whose paths can be joined (`joined`) have it.
Example: `period: {at: cac:Period, rules: {endDate: cbc:EndDate}}` reads like `period.endDate: cac:Period/cbc:EndDate`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from hub.formats.base import PathLanguage, Place
from hub.mapping.canonical_path import CanonicalPath
from hub.mapping.codec_errors import CodecError
from hub.mapping.units import Branch, Scope, Unit

# A repetition, the places below it (each with the test whether its rule has a value for a text), and all else that is seen from around it:
# the same places seen from there, or None where that would not be the same.
Joined = Callable[[Any, Sequence[tuple[Place, Callable[[str], bool]]], Sequence[Any]], Sequence[Place] | None]


def flattened(scope: Scope, paths: PathLanguage) -> Scope:
    """The same scope with fewer groups."""
    joined: Joined | None = getattr(paths, "joined", None)
    return scope if joined is None else _flat(scope, joined)


def _flat(scope: Scope, joined: Joined) -> Scope:
    found = Scope(list(scope.units))
    for group in scope.branches:
        branches = [replace(branch, scope=_flat(branch.scope, joined)) for branch in group]
        places = _joined(branches[0], scope, joined) if len(branches) == 1 and _small(branches[0]) else None
        if places is None:
            found.branches.append(branches)
        else:
            units = branches[0].scope.units
            found.units += [_seen(unit, branches[0], *seats) for unit, seats in zip(units, places, strict=True)]
    return found


def _small(branch: Branch) -> bool:
    """Whether a group is only rules, and there exactly when one of them has a value."""
    if branch.many or branch.needs is not None or branch.scope.branches:
        return False
    return not any(unit.constant is not None or unit.assume for unit in branch.scope.units)


def _joined(branch: Branch, scope: Scope, joined: Joined) -> list[tuple[Place, Place | None]] | None:
    """For each rule of a group its place as it is seen from around the group, with that of its second value."""
    inner: list[tuple[Place, Callable[[str], bool]]] = []
    for unit in branch.scope.units:
        assert unit.place is not None
        inner.append((unit.place, _takes(unit)))
        if (beside := _beside(unit)) is not None:
            inner.append((beside, lambda _text: False))
    others = [each for group in scope.branches for one in group if (each := one.each) is not branch.each]
    found = joined(branch.each, inner, [*(unit.place for unit in scope.units if unit.place is not None), *others])
    if found is None:
        return None
    places = iter(found)
    return [(next(places), next(places) if _beside(unit) is not None else None) for unit in branch.scope.units]


def _beside(unit: Unit) -> Place | None:
    return unit.part.place if unit.part is not None and unit.part.kind == "beside" else None


def _takes(unit: Unit) -> Callable[[str], bool]:
    """Whether a rule surely has a value for a text."""

    def function(text: str) -> bool:
        try:
            return unit.part is None and not unit.codec.derived and not unit.instant and unit.codec.decode(text) is not None
        except CodecError:
            return False

    return function


def _seen(unit: Unit, branch: Branch, place: Place, beside: Place | None) -> Unit:
    """A rule of a group as it is seen from around the group."""
    path, part = CanonicalPath(f"{branch.path.text}.{unit.path.text}"), unit.part
    if part is not None and beside is not None:
        part = replace(part, place=beside)
    return replace(unit, path=path, place=place, part=part)
