"""Small groups for one object (`at:`) taken apart for reading: their rules join those around them, and one pass reads all.

Never changes what is read, and nothing for writing; only formats whose paths can be joined (`below`) have it.
Example: `period: {at: cac:Period, rules: {endDate: cbc:EndDate}}` reads like `period.endDate: cac:Period/cbc:EndDate`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hub.formats.base import PathLanguage, Place
from hub.mapping.canonical_path import CanonicalPath
from hub.mapping.units import Branch, Scope, Unit

Below = Callable[[Any, Place], Place]


def flattened(scope: Scope, paths: PathLanguage) -> Scope:
    """The same scope with fewer groups."""
    below: Below | None = getattr(paths, "below", None)
    return scope if below is None else _flat(scope, below)


def _flat(scope: Scope, below: Below) -> Scope:
    found = Scope(list(scope.units))
    for group in scope.branches:
        branches = [replace(branch, scope=_flat(branch.scope, below)) for branch in group]
        if len(branches) == 1 and _small(branches[0]):
            found.units += [_joined(unit, branches[0], below) for unit in branches[0].scope.units]
        else:
            found.branches.append(branches)
    return found


def _small(branch: Branch) -> bool:
    """Whether a group is only rules, and there exactly when one of them has a value."""
    if branch.many or branch.needs is not None or branch.each.rest or branch.each.marks or branch.scope.branches:
        return False
    return not any(unit.constant is not None or unit.assume for unit in branch.scope.units)


def _joined(unit: Unit, branch: Branch, below: Below) -> Unit:
    """A rule of a group as it is seen from around the group."""
    path, place, part = CanonicalPath(f"{branch.path.text}.{unit.path.text}"), unit.place, unit.part
    assert place is not None
    if part is not None and part.kind == "beside" and part.place is not None:
        part = replace(part, place=below(branch.each, part.place))
    return replace(unit, path=path, place=below(branch.each, place), part=part)
