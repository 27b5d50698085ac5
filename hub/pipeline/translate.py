"""One message as read becomes one canonical document, and back into a tree, with every leaf accounted for (law 2).

Pure: maps and rules come in, findings in the sender's own terms go out; what to do about them is decided elsewhere.
Example: `translate(format_, message, map_, assume, profile)` gives a Translation whose `document` is canonical.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from hub.formats.base import Format, Message, Tree
from hub.mapping.compile import CompiledMap
from hub.mapping.coverage import Coverage, measure, restore, with_residue
from hub.mapping.result import Assumption, WriteResult
from hub.model import profiles
from hub.model.config import Assume
from hub.model.documents.common import Document
from hub.model.documents.registry import DOCUMENTS, validate
from hub.model.location import Finding


@dataclass(frozen=True, slots=True)
class Translation:
    """What became of one message. `document_type` is "" where no map reads it; `document` is None where its model refused it.

    `values` are the canonical values as the map made them, kept for findings even where the model refused them.
    `assumptions`: what was taken for granted.
    """

    document_type: str = ""
    values: dict[str, Any] | None = None
    document: Document | None = None
    findings: list[Finding] = field(default_factory=list)
    coverage: Coverage | None = None
    map_digest: str = ""
    assumptions: list[Assumption] = field(default_factory=list)


def translate(
    format_: Format,
    message: Message,
    map_: CompiledMap | None,
    assume: Assume | None = None,
    profile: str | None = None,
    explain: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> Translation:
    """The document of a message under a map; a canonical JSON message needs none. A message without a map is a finding.

    `explain` may add what only another document knows, such as the words of a form.
    """
    if not message.supported:
        return Translation()
    if message.type in DOCUMENTS:
        return _canonical(message, profile)
    if map_ is None:
        return Translation(findings=[Finding("OPN-009", "error", params={"type": message.name, "version": message.version})])
    read = map_.read(message.tree, assume)
    untaken = format_.untaken(message.tree)
    coverage = measure(format_, message.tree, read, untaken=untaken)
    values = with_residue(format_, message.tree, read.document, map_, untaken)
    if explain is not None:
        values = explain(values)
    document, broken = validate(map_.document, values)
    findings = [*read.findings, *broken, *_judged(document, map_.document, profile)]
    return Translation(map_.document, values, document, findings, coverage, map_.digest, list(read.assumptions))


def _judged(document: Document | None, document_type: str, profile: str | None) -> list[Finding]:
    """What a document says that cannot be true, and what the agreement's profile misses in it."""
    if document is None:
        return []
    missing = profiles.check(document.values(), document_type, profile) if profile is not None else []
    return [*document.doubts(), *missing]


def back(
    format_: Format, map_: CompiledMap, values: dict[str, Any], source: str, waive: Iterable[str] = (), zone: str | None = None
) -> tuple[Tree, WriteResult]:
    """A document as a tree of the map's message type. Residue goes back to where it stood if `source`, the format that it was read
    in, is the one that is written: formats name their places alike and mean other things by them (`DTM[1].02`).

    `zone`: whose clock a format means that writes times without one.
    """
    tree = format_.new_tree(map_.format.partition("/")[2])
    residue = (lambda made: restore(format_, made, values)) if source == format_.name else None
    return tree, map_.write(values, tree, Assume(zone=zone), waive, residue)


def _canonical(message: Message, profile: str | None) -> Translation:
    values = message.tree.value  # what the node of hub/formats/json holds
    document, findings = validate(message.type, values)
    return Translation(message.type, values, document, [*findings, *_judged(document, message.type, profile)])
