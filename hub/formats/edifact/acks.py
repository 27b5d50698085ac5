"""CONTRL: the answer that an interchange is owed, down to the component (UCI, UCF, UCM, UCS, UCD).

Never answers a CONTRL, and sends nothing: it gives trees. Example:
`acknowledger = Acknowledger(); acknowledger.feed(event); acknowledger.result().messages`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hub.formats.base import Acknowledgement, Event, Group, GroupEnd, Interchange, InterchangeEnd, InterchangeStart, Message, MessageRead
from hub.formats.edifact.charset import LEVELS
from hub.formats.edifact.envelope import VERSIONS
from hub.formats.edifact.rules import RULES, Level
from hub.formats.segments import Field, Segment
from hub.model.location import Finding

ACCEPTED, WITH_ERRORS, REJECTED = "accepted", "acceptedWithErrors", "rejected"
CONTRL = "CONTRL"  # never answered, or two hubs would talk for ever

_ACTION = {ACCEPTED: "7", WITH_ERRORS: "7", REJECTED: "4"}  # 0083: 4 this level and all below rejected, 7 acknowledged
_ALPHANUMERIC = re.compile(r"[ -~]{1,35}")
_MOST_UCS, _MOST_UCD = 999, 99
_MARKS = ("component", "element", "decimal", "release", "repetition", "segment")


@dataclass(frozen=True, slots=True)
class MessageResult:
    """What a CONTRL will say of one message: UNH's reference and S009, the verdict, its own code, and UCS with UCD below."""

    reference: str
    identifier: Field
    verdict: str
    code: str
    notes: tuple[Segment, ...]


@dataclass(slots=True)
class GroupResult:
    """What a CONTRL will say of one group."""

    group: Group
    messages: list[MessageResult] = field(default_factory=list)


class Acknowledger:
    """Listens to the events of one interchange; keeps a few words for each message, not the messages."""

    def __init__(self) -> None:
        self._interchange: Interchange | None = None
        self._loose: list[MessageResult] = []
        self._groups: list[GroupResult] = []
        self._verdicts: dict[str, str] = {}
        self._business = False

    def feed(self, event: Event) -> None:
        """Take note of one event."""
        match event:
            case InterchangeStart(interchange):
                self.__init__()  # type: ignore[misc]  # a new interchange is a new answer
                self._interchange = interchange
            case MessageRead(message):
                self._message(message)
            case GroupEnd(group=group):
                self._group(group)
            case InterchangeEnd():
                pass

    def _message(self, message: Message) -> None:
        verdict = verdict_of(message.findings)
        self._verdicts[f"{message.group.control_number if message.group else ''}/{message.control_number}"] = verdict
        if message.type == CONTRL:
            return
        self._business = True
        self._of(message.group).append(_result(message, verdict))

    def _of(self, group: Group | None) -> list[MessageResult]:
        if group is None:
            return self._loose
        if not self._groups or self._groups[-1].group is not group:
            self._groups.append(GroupResult(group))
        return self._groups[-1].messages

    def _group(self, group: Group) -> None:
        """A group whose trailer is wrong or missing is rejected whole: some of it may be lost."""
        if not _code(group.findings, "group"):
            return
        for result in self._groups[-1].messages if self._groups and self._groups[-1].group is group else ():
            self._verdicts[f"{group.control_number}/{result.reference}"] = REJECTED

    def result(self) -> Acknowledgement | None:
        """The answer, once the interchange has ended; None when there is nothing to answer or nobody to answer to."""
        found = self._interchange
        if found is None or not found.control_number or found.sender is None or found.receiver is None:
            return None
        code = _code(found.findings, "interchange")
        if not self._business and (self._verdicts or not code):
            return None
        if code:
            self._verdicts = dict.fromkeys(self._verdicts, REJECTED)
        return Acknowledgement([(CONTRL, self._tree(found, code))], self._verdicts, _options(found))

    def _tree(self, found: Interchange, code: str) -> Segment:
        root = Segment("UNH", ["UNH", "", CONTRL])
        ends: list[Field] = [[end.id, end.qualifier] for end in (found.sender, found.receiver) if end is not None]
        _add(root, "UCI", found.control_number, *ends, "4" if code else "7", code)
        if code:
            return root  # everything below is rejected with it
        for result in self._loose:
            _add_message(root, result)
        for of_group in self._groups:
            _add_group(root, of_group)
        return root


def verdict_of(findings: Sequence[Finding]) -> str:
    """Whether a message with these findings is accepted: an error rejects it; a warning that CONTRL can name is noted."""
    if any(found.severity == "error" for found in findings):
        return REJECTED
    noted = any(found.severity == "warning" and found.rule in RULES and RULES[found.rule].code for found in findings)
    return WITH_ERRORS if noted else ACCEPTED


def _code(findings: Sequence[Finding], level: Level) -> str:
    """The first code (0085) of a level: UCI, UCF and UCM have room for one."""
    rules = (RULES.get(found.rule) for found in findings if found.severity == "error")
    return next((rule.code for rule in rules if rule and rule.level == level and rule.code), "")


def _result(message: Message, verdict: str) -> MessageResult:
    fields = message.tree.fields
    identifier: Field = fields[2] if len(fields) > 2 else ""
    code = _code(message.findings, "message") if verdict == REJECTED else ""
    notes = tuple(_notes(message.findings)) if verdict != ACCEPTED else ()
    if verdict == REJECTED and not code and not notes:
        code = "18"
    return MessageResult(message.control_number, identifier, verdict, code, notes[:_MOST_UCS])


def _notes(findings: Sequence[Finding]) -> Iterator[Segment]:
    """UCS for each segment in error, UCD for each of its elements; positions count from UNH, which is 1."""
    by_segment: dict[int, list[Finding]] = {}
    for found in findings:
        rule = RULES.get(found.rule)
        if rule and rule.code and rule.level in {"segment", "element"} and found.where.position:
            by_segment.setdefault(found.where.position, []).append(found)
    for position, of_segment in sorted(by_segment.items()):
        for code in dict.fromkeys(RULES[found.rule].code for found in of_segment if RULES[found.rule].level == "segment"):
            yield _segment("UCS", str(position), code)
        elements = [found for found in of_segment if RULES[found.rule].level == "element"]
        if elements:
            segment = _segment("UCS", str(position))
            segment.children = [_ucd(found) for found in elements[:_MOST_UCD]]
            yield segment


def _ucd(found: Finding) -> Segment:
    """0098 counts the tag as the first element of the segment."""
    place = [str((found.where.element or 0) + 1)]
    if found.where.component:
        place.append(str(found.where.component))
    return _segment("UCD", RULES[found.rule].code, place)


def _add_message(parent: Segment, result: MessageResult) -> None:
    if not _ALPHANUMERIC.fullmatch(result.reference):
        return  # UCM could not name it
    named = isinstance(result.identifier, list) and all(
        isinstance(part, str) and (not part or _ALPHANUMERIC.fullmatch(part)) for part in result.identifier
    )
    identifier: Field = result.identifier if named else ""
    segment = _add(parent, "UCM", result.reference[:14], identifier, _ACTION[result.verdict], result.code)
    segment.children = list(result.notes)


def _add_group(root: Segment, result: GroupResult) -> None:
    group, code = result.group, _code(result.group.findings, "group")
    if not _ALPHANUMERIC.fullmatch(group.control_number):
        return
    segment = _add(root, "UCF", group.control_number[:14], group.sender, group.receiver, "4" if code else "7", code)
    for message in result.messages if not code else ():
        _add_message(segment, message)


def _segment(tag: str, *fields: Field) -> Segment:
    values: list[Field] = [tag, *fields]
    while not values[-1]:
        values.pop()
    return Segment(tag, values)


def _add(parent: Segment, tag: str, *fields: Field) -> Segment:
    segment = _segment(tag, *fields)
    parent.children.append(segment)
    return segment


def _options(found: Interchange) -> dict[str, str]:
    """What the sender chose for its own envelope, and therefore understands."""
    details = found.details
    chosen = {name: details[name] for name in _MARKS} if details.get("una") else {}
    if details.get("level") in LEVELS:
        chosen["charset"] = details["level"]
    if details.get("syntax") in VERSIONS:
        chosen["syntax"] = details["syntax"]
    return chosen
