"""What reading and writing by a map give back: a document or a filled tree, findings, assumptions, and what found no place.

Values only. Example: `compiled.read(tree).document["id"]`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hub.model.location import Finding


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something taken for granted because the agreement says so: what (`currency`, `unit`, `zone`), as what, and where it was used."""

    kind: str
    value: str
    pointer: str


@dataclass(slots=True)
class ReadResult:
    """A document in canonical form. The marks of what was taken are on the tree. `extension`: how many values went into extensions."""

    document: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    extension: int = 0


@dataclass(slots=True)
class WriteResult:
    """What writing found. `dropped`: JSON pointers of values that found no place; `waived`: those whose loss is agreed;
    `unfitting`: paths of residue that has no place any more, each with a pointer in one of those two lists.
    """

    findings: list[Finding] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    waived: list[str] = field(default_factory=list)
    unfitting: list[str] = field(default_factory=list)
