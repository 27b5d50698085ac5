"""Any bytes in, one plain object per message out: what it is, what was found, how much of it was mapped, and its canonical form.

Pure and total: stores nothing, opens nothing, and never raises for what a sender sent. `hub try`, `POST /v1/checks` and `hub convert`
are faces of it. Example: `[row["verdict"] for row in check([data])]` gives `["clean"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from hub.catalogue import Language, explain
from hub.configuration.active import ActiveConfiguration
from hub.configuration.matching import Route, Values
from hub.errors import HubError
from hub.formats.base import Format, Interchange, InterchangeEnd, Message, MessageRead, Reading
from hub.formats.discover import recognise
from hub.formats.known import is_table, named
from hub.model.config import AgreementConfig
from hub.model.location import Finding
from hub.model.message import verdict
from hub.pipeline.lines import Lines
from hub.pipeline.translate import Translation, translate

HEAD = 64 * 1024
MOST_WAITING = 500
MOST_BYTES_WAITING = 4 * 1024 * 1024
_NOTHING = {"leaves": 0, "mapped": 0, "extension": 0, "residue": 0, "waived": 0, "dropped": 0}


@dataclass(frozen=True, slots=True)
class Checked:
    """One message after every step, without its tree: small enough to wait for the end of its interchange.

    `findings` leaves out those of the envelope, which are complete only when the interchange is over.
    """

    format: Format
    message: Message
    translation: Translation
    findings: list[Finding]
    coverage: dict[str, int]


@dataclass(slots=True)
class Checker:
    """Reads under one configuration, as one system or as nobody in particular (base maps)."""

    rules: ActiveConfiguration = field(default_factory=ActiveConfiguration.empty)
    system: str = ""
    language: Language = "en"
    name: str = "-"
    _lines: Lines | None = None

    def rows(self, chunks: Iterable[bytes]) -> Iterator[dict[str, Any]]:
        """The object of every message; for bytes that hold none, one object that says why."""
        try:
            yield from self._rows(iter(chunks))
        except HubError:
            raise  # of whoever brings the bytes or the rules; never of the bytes
        except Exception as problem:  # noqa: BLE001 - the boundary: a bug of ours is a finding, and the sender is not to blame
            yield self._row(None, findings=[_ours(problem)])

    def _rows(self, chunks: Iterator[bytes]) -> Iterator[dict[str, Any]]:
        head, chunks = peek(chunks)
        format_ = self.rules.maps.sniffed(self.system, head)
        if format_ is None:
            yield self._unread(head)
            return
        waiting: list[Checked] = []
        size = messages = 0
        self._lines = Lines(chunks)
        for event in format_.read(self._lines, Reading()):
            if isinstance(event, MessageRead):
                messages += 1
                size += event.message.end - event.message.start
                waiting.append(self.checked(format_, event.message))
            over = isinstance(event, InterchangeEnd)
            if over or len(waiting) >= MOST_WAITING or size >= MOST_BYTES_WAITING:
                yield from map(self._message, waiting)
                waiting, size = [], 0
            if isinstance(event, InterchangeEnd) and event.messages == 0:
                yield self._empty(event.interchange)
                messages += 1
        yield from map(self._message, waiting)
        if not messages:
            yield self._row(format_.name, findings=[Finding("CHK-001", "error", params={"format": format_.name})])

    def checked(self, format_: Format, message: Message) -> Checked:
        """One message checked. What goes wrong on our side is a finding of this message; the next is checked all the same."""
        try:
            translation = self._translate(format_, message)
            coverage = _coverage(format_, message, translation)
        except HubError as problem:
            translation, coverage = Translation(findings=[Finding(problem.rule, "error", params=problem.params)]), _NOTHING
        except Exception as problem:  # noqa: BLE001 - the same boundary, one message wide
            translation, coverage = Translation(findings=[_ours(problem)]), _NOTHING
        findings = [*message.findings, *translation.findings]
        if not message.supported and verdict(findings) != "rejected":
            findings.append(Finding("OPN-009", "error", params={"type": message.name, "version": message.version}))
        message.tree = None  # a whole interchange may wait; its trees may not
        return Checked(format_, message, translation, findings, coverage)

    def _translate(self, format_: Format, message: Message) -> Translation:
        said = format_.acknowledged(message) if message.supported else None
        if said is not None:
            # An answer to an envelope of ours: the hub closes deliveries with it, and no document comes of it.
            numbers = ", ".join(f"{one.control_number} {one.code}" for one in said)
            return Translation(findings=[Finding("CHK-003", "info", params={"numbers": numbers})])
        map_ = self.rules.map_for(self.system, message.name, message.grammar or "") if message.supported else None
        agreement = self._agreement(message.interchange, map_.document) if map_ is not None else None
        if agreement is not None:
            return translate(format_, message, map_, agreement.assume, agreement.profile)
        found = translate(format_, message, map_)
        # Where only what the document says tells which agreement it is, it is read again as that one wants it.
        agreement = self._agreement(message.interchange, found.document_type, found.values) if found.document is not None else None
        return found if agreement is None else translate(format_, message, map_, agreement.assume, agreement.profile)

    def _agreement(self, interchange: Interchange, document: str, values: Values | None = None) -> AgreementConfig | None:
        """What the system agreed for this document, as far as the envelope, and then the document, tell to whom it goes."""
        if not self.system:
            return None
        receiver = self.rules.identifiers.member(interchange.format, interchange.receiver)
        found = self.rules.route(self.system, receiver, document, test=bool(interchange.test), values=values)
        return found.agreement if isinstance(found, Route) else None

    def _message(self, one: Checked) -> dict[str, Any]:
        message, translation = one.message, one.translation
        # JSON that names no document of ours is nobody's format in particular (foreign JSON needs a system to read it as).
        known = one.format.enveloped or message.type
        return self._row(
            message.format if known else None,
            message_type=message.type or None,
            version=message.version or None,
            control_number=message.control_number or None,
            document=translation.document_type or None,
            findings=around(message) + one.findings,
            coverage=one.coverage,
            canonical=canonical(translation),
        )

    def _empty(self, interchange: Interchange) -> dict[str, Any]:
        findings = list(interchange.findings)
        if verdict(findings) != "rejected":
            findings.append(Finding("CHK-001", "error", params={"format": interchange.format}))
        number = interchange.control_number or None
        return self._row(interchange.format, version=interchange.version or None, control_number=number, findings=findings)

    def _unread(self, head: bytes) -> dict[str, Any]:
        name, message_type = named(head)
        return self._row(name, message_type=message_type, findings=[unreadable(head, self.name)])

    def _with_line(self, finding: Finding) -> Finding:
        """The line of a finding whose format knows only its byte."""
        byte = finding.where.byte
        if byte is None or finding.where.line is not None or self._lines is None:
            return finding
        return replace(finding, where=replace(finding.where, line=self._lines.of(byte)))

    def _row(
        self,
        format_name: str | None,
        *,
        message_type: str | None = None,
        version: str | None = None,
        control_number: str | None = None,
        document: str | None = None,
        findings: Sequence[Finding] = (),
        coverage: dict[str, int] = _NOTHING,
        canonical: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        return {
            "format": format_name,
            "type": message_type,
            "version": version,
            "controlNumber": control_number,
            "document": document if canonical is not None else None,
            "verdict": verdict(findings),
            "findings": [spoken(self._with_line(finding), self.language) for finding in findings],
            "coverage": dict(coverage),
            "canonical": canonical if document is not None else None,
        }


def check(
    chunks: Iterable[bytes],
    *,
    configuration: ActiveConfiguration | None = None,
    system: str | None = None,
    language: Language = "en",
    name: str = "-",
) -> Iterator[dict[str, Any]]:
    """One object per message, as `hub try --json` prints it. Reads in one pass and never more than it must.

    `name` is what the bytes are called in messages, such as the file name.
    """
    return Checker(configuration or ActiveConfiguration.empty(), system or "", language, name).rows(chunks)


def spoken(finding: Finding, language: Language) -> dict[str, Any]:
    """A finding as JSON values with its words."""
    words = explain(finding.rule, finding.params, language)
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": words.message,
        "fix": words.fix,
        "where": finding.where.as_dict(),
        "pointer": finding.pointer,
    }


def unreadable(head: bytes, parcel: str) -> Finding:
    """Why bytes that begin like this cannot be read: nobody knows them, or only their name is known."""
    name = recognise(head)
    rule = "OPN-011" if is_table(name) else "OPN-001" if name is None else "OPN-002"
    return Finding(rule, "error", params={"format": name or "", "name": parcel})


def around(message: Message) -> list[Finding]:
    """What was found in the envelope around a message: it holds for every message in it."""
    return [*message.interchange.findings, *(message.group.findings if message.group is not None else ())]


def canonical(translation: Translation) -> dict[str, Any] | None:
    """The document alone, as JSON values: whole, with its `$schema`, or what the map made where the model refused it."""
    return translation.document.values() if translation.document is not None else translation.values


def peek(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, enough to tell formats apart, and all the chunks from the beginning."""
    taken: list[bytes] = []
    size = 0
    for chunk in chunks:
        taken.append(chunk)
        size += len(chunk)
        if size >= HEAD:
            break
    return b"".join(taken)[:HEAD], chain(taken, chunks)


def _ours(problem: Exception) -> Finding:
    return Finding("HUB-001", "error", params={"problem": f"{type(problem).__name__}: {problem}"[:200]})


def _coverage(format_: Format, message: Message, translation: Translation) -> dict[str, int]:
    if translation.coverage is not None:
        return {**_NOTHING, **{name: count for name, count in translation.coverage.as_dict().items() if name in _NOTHING}}
    leaves = format_.census(message.tree) if message.supported else 0
    mapped = leaves if translation.values is not None else 0
    return {**_NOTHING, "leaves": leaves, "mapped": mapped, "residue": leaves - mapped}
