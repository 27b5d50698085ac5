"""Bytes of one format into bytes of another, by way of the canonical documents; and the acknowledgement the hub would send.

Pure: the moment and the identifiers of the envelope are handed in or taken from the source. Law 2 holds: what found no place is told.
Example: `convert([data], "x12/850", at=moment).body`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hub.configuration.active import ActiveConfiguration
from hub.configuration.shape import suggest
from hub.errors import Refused
from hub.formats.base import Address, Envelope, Event, Format, GroupEnd, Interchange, InterchangeEnd, MessageRead, Reading, Unrepresentable
from hub.formats.discover import sniff
from hub.model.canonical_json import canonical_json
from hub.model.location import Finding
from hub.model.message import verdict
from hub.pipeline.check import Checker, peek, unreadable
from hub.pipeline.reply import reply
from hub.pipeline.translate import back

JSON = "json"
_NOBODY = Address("ZZ", "UNKNOWN")


@dataclass(slots=True)
class Converted:
    """The bytes that could be written (empty when none), how many documents they hold, and everything found on the way.

    `dropped`: canonical places that the target has no room for, over all documents.
    """

    body: bytes = b""
    media_type: str = ""
    documents: int = 0
    dropped: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Writing:
    """The target side: trees wait here until all documents are read, for they share one envelope."""

    rules: ActiveConfiguration
    system: str
    target: str
    format: Format | None
    result: Converted = field(default_factory=Converted)
    trees: list[tuple[str, Any]] = field(default_factory=list)
    interchange: Interchange | None = None


def convert(
    chunks: Iterable[bytes],
    target: str,
    *,
    at: datetime,
    configuration: ActiveConfiguration | None = None,
    system: str | None = None,
    receiver: str | None = None,
    name: str = "-",
) -> Converted:
    """Every document of a parcel in the target format (`x12/850`, `json`), in one envelope.

    `system` reads the source, `receiver` writes the target; base maps where they are not given. `at` is the moment in the
    envelope. An unknown target raises Refused.
    """
    rules = configuration or ActiveConfiguration.empty()
    writing = _Writing(rules, receiver or "", target, _target_format(rules, target, receiver))
    head, all_chunks = peek(iter(chunks))
    checker = Checker(rules, system or "")
    source = checker.rules.maps.sniffed(checker.system, head)
    if source is None:
        writing.result.findings.append(unreadable(head, name))
        return writing.result
    for event in source.read(all_chunks, Reading()):
        _follow(writing, checker, source, event)
    if writing.interchange is None and not writing.result.findings:
        writing.result.findings.append(Finding("CHK-001", "error", params={"format": source.name}))
    _finish(writing, at)
    return writing.result


def acknowledge(chunks: Iterable[bytes], *, at: datetime) -> bytes | None:
    """The acknowledgements that the hub would return for a parcel, one interchange each; None where none is due."""
    head, all_chunks = peek(iter(chunks))
    format_ = sniff(head)
    maker = format_.acknowledger() if format_ is not None else None
    if format_ is None or maker is None:
        return None
    answers: list[bytes] = []
    for event in format_.read(all_chunks, Reading()):
        maker.feed(event)
        if isinstance(event, InterchangeEnd):
            said = maker.result()
            if said is not None and said.messages:
                answers.append(reply(format_, said, _returned(event.interchange, len(answers) + 1, at)))
            maker = format_.acknowledger() or maker
    return b"".join(answers) or None


def _target_format(rules: ActiveConfiguration, target: str, receiver: str | None) -> Format | None:
    if target == JSON:
        return None
    if not rules.maps.has(target, receiver):
        raise Refused("CFG-042", format=target, known=suggest(target, [*rules.maps.names(receiver), JSON]))
    return rules.maps.format_of(target, receiver)


def _follow(writing: _Writing, checker: Checker, source: Format, event: Event) -> None:
    result = writing.result
    if isinstance(event, MessageRead):
        one = checker.checked(source, event.message)
        result.findings += one.findings
        writing.interchange = writing.interchange or event.message.interchange
        if one.translation.document is not None:
            _write(writing, one.translation.document_type, one.translation.document.values())
    elif isinstance(event, GroupEnd):
        result.findings += event.group.findings
    elif isinstance(event, InterchangeEnd):
        result.findings += event.interchange.findings


def _write(writing: _Writing, document_type: str, values: dict[str, Any]) -> None:
    result = writing.result
    if writing.format is None:
        result.body += canonical_json(values) + b"\n"
        result.documents += 1
        return
    map_ = writing.rules.map_for(writing.system, writing.target)
    if map_ is None or map_.document != document_type:
        carries = map_.document if map_ is not None else ""
        result.findings.append(
            Finding("CFG-043", "error", params={"target": writing.target, "documents": document_type, "carries": carries})
        )
        return
    source = writing.interchange.format if writing.interchange is not None else ""
    tree, written = back(writing.format, map_, values, source)
    result.findings += written.findings
    result.dropped += written.dropped
    for pointer in written.dropped:
        # Law 2: what the target has no place for is told by name.
        result.findings.append(Finding("CHK-002", "warning", params={"target": writing.target, "pointer": pointer}, pointer=pointer))
    if verdict(written.findings) != "rejected":
        writing.trees.append((writing.target.partition("/")[2], tree))


def _finish(writing: _Writing, at: datetime) -> None:
    """The target's bytes, all messages in one envelope; what cannot be represented is a finding, never a loss."""
    format_, result = writing.format, writing.result
    if format_ is None:
        result.media_type = "application/json"
        return
    if not writing.trees:
        return
    try:
        result.body = format_.write(writing.trees, _envelope(writing, at) if format_.enveloped else None)
    except Unrepresentable as problem:
        params = {"path": problem.path, "character": problem.character, "target": writing.target}
        result.findings.append(Finding("DLV-005", "error", params=params))
        return
    result.media_type, result.documents = format_.media_type, len(writing.trees)


def _envelope(writing: _Writing, at: datetime) -> Envelope:
    """The ends as the source named them, where it did; the numbers of a conversion count from one."""
    source = writing.interchange or Interchange(writing.target)
    system = writing.rules.system(writing.system)
    options = dict(system.envelope) if system is not None else {}
    return Envelope(source.sender or _NOBODY, source.receiver or _NOBODY, 1, at, test=bool(source.test), options=options)


def _returned(interchange: Interchange, number: int, at: datetime) -> Envelope:
    """Back to whoever wrote, under the names that were used."""
    ends = (interchange.receiver or _NOBODY, interchange.sender or _NOBODY)
    return Envelope(*ends, number, at, test=bool(interchange.test))
