"""Functional acknowledgements: the 997 (and TA1) that an interchange is owed, down to the element, and reading a partner's.

Never acknowledges an acknowledgement, and sends nothing: it gives trees. Example:
`acknowledger = Acknowledger(); acknowledger.feed(event); acknowledger.result().messages`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hub.formats.base import Acknowledgement, Event, Group, GroupEnd, Interchange, InterchangeEnd, InterchangeStart, Message, MessageRead
from hub.formats.segments import Field, Segment
from hub.formats.x12.envelope import resolve
from hub.formats.x12.rules import RULES, Level
from hub.formats.x12.writer import DEFAULT_RELEASE
from hub.model.location import Finding

ACCEPTED, WITH_ERRORS, REJECTED = "accepted", "acceptedWithErrors", "rejected"
ACKNOWLEDGEMENTS = frozenset({"997", "999", "TA1"})  # never answered, or two hubs would talk for ever

_LETTER = {ACCEPTED: "A", WITH_ERRORS: "E", REJECTED: "R"}
_KEPT = ("element", "segment", "component", "repetition", "charset")
_MOST_CODES = 5  # in AK5 and AK9
_MOST_AK4 = 99
_TAG = re.compile(r"[0-9A-Z]{2,3}")
_SAFE = re.compile(r"[0-9A-Za-z .,/()'_+=#$%&;?@-]{1,99}")  # bad data that no delimiter anyone uses can break


@dataclass(frozen=True, slots=True)
class SetResult:
    """What a 997 will say of one set. `notes`: AK3 and AK4 in order; None for a set that cannot be named in AK2."""

    type: str
    control: str
    reference: str
    verdict: str
    codes: tuple[str, ...]
    notes: tuple[tuple[Field, ...], ...]


@dataclass(slots=True)
class GroupResult:
    """What a 997 will say of one group."""

    group: Group
    sets: list[SetResult] = field(default_factory=list)
    received: int = 0
    declared: int | None = None
    codes: tuple[str, ...] = ()

    @property
    def accepted(self) -> int:
        return 0 if self.codes else sum(result.verdict != REJECTED for result in self.sets)

    @property
    def letter(self) -> str:
        """AK901. A group whose trailer is wrong or missing is rejected whole: some of it may be lost."""
        if self.codes or (self.sets and not self.accepted):
            return "R"
        if self.accepted < len(self.sets):
            return "P"
        return "E" if any(result.verdict == WITH_ERRORS for result in self.sets) else "A"


class Acknowledger:
    """Listens to the events of one interchange; keeps a few words for each set, not the sets."""

    def __init__(self) -> None:
        self._interchange: Interchange | None = None
        self._groups: list[GroupResult] = []
        self._open: GroupResult | None = None
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
            case GroupEnd(group=group, messages=messages, declared=declared):
                self._group(group, messages, declared)
            case InterchangeEnd():
                pass

    def _message(self, message: Message) -> None:
        verdict = verdict_of(message.findings)
        group = message.group.control_number if message.group else ""
        self._verdicts[f"{group}/{message.control_number}"] = verdict
        if message.type in ACKNOWLEDGEMENTS:
            return
        self._business = True
        if message.group is not None:
            self._of(message.group).sets.append(_set_result(message, verdict))

    def _of(self, group: Group) -> GroupResult:
        if self._open is None or self._open.group is not group:
            self._open = GroupResult(group)
        return self._open

    def _group(self, group: Group, messages: int, declared: int | None) -> None:
        found = self._of(group)
        self._open = None
        found.received, found.declared, found.codes = messages, declared, _codes(group.findings, "group")
        if found.codes:
            for result in found.sets:
                self._verdicts[f"{group.control_number}/{result.control}"] = REJECTED
        answered = group.type != "FA" and _TAG.fullmatch(group.type) and len(group.type) == 2
        if answered and (found.sets or not messages):
            self._business = True
            self._groups.append(found)

    def result(self) -> Acknowledgement | None:
        """The answer, once the interchange has ended; None when there is nothing to answer."""
        messages = [("997", _tree(result)) for result in self._groups]
        technical = self._technical() if self._business else None
        if technical is not None:
            messages.append(("TA1", technical))
        return Acknowledgement(messages, self._verdicts, *_options(self._interchange)) if messages else None

    def _technical(self) -> Segment | None:
        """TA1, when the sender asks for it (ISA14) or the interchange itself is at fault."""
        found = self._interchange
        if found is None or found.sender is None or not re.fullmatch("[0-9]{9}", found.control_number):
            return None
        codes = _codes(found.findings, "interchange")
        if not codes and found.details.get("acknowledge") != "1":
            return None
        date, time = found.details.get("date", ""), found.details.get("time", "")
        if not re.fullmatch("[0-9]{6}", date) or not re.fullmatch("[0-9]{4}", time):
            return None
        root = Segment("ST", ["ST", "TA1"])
        root.children.append(Segment("TA1", ["TA1", found.control_number, date, time, "E" if codes else "A", (*codes, "000")[0]]))
        return root


def verdict_of(findings: Sequence[Finding]) -> str:
    """Whether a set with these findings is accepted: an error rejects it; a warning that a 997 can name is noted."""
    if any(found.severity == "error" for found in findings):
        return REJECTED
    noted = any(found.severity == "warning" and found.rule in RULES and RULES[found.rule].code for found in findings)
    return WITH_ERRORS if noted else ACCEPTED


def _codes(findings: Sequence[Finding], level: Level) -> tuple[str, ...]:
    rules = (RULES.get(found.rule) for found in findings if found.severity != "info")
    codes = dict.fromkeys(rule.code for rule in rules if rule and rule.level == level and rule.code)
    return tuple(codes)[:_MOST_CODES]


def _set_result(message: Message, verdict: str) -> SetResult:
    codes = list(_codes(message.findings, "set"))
    notes = tuple(_notes(message.findings)) if verdict != ACCEPTED else ()
    if verdict != ACCEPTED and "5" not in codes and (notes or not codes):
        codes.append("5")
    reference = message.tree.fields[3] if len(message.tree.fields) > 3 else ""
    return SetResult(message.type, message.control_number, str(reference), verdict, tuple(codes[:_MOST_CODES]), notes)


def _notes(findings: Sequence[Finding]) -> Iterator[tuple[Field, ...]]:
    """AK3 for each segment in error, AK4 for each of its elements."""
    by_segment: dict[tuple[int, str], list[Finding]] = {}
    for found in findings:
        rule = RULES.get(found.rule)
        where = found.where
        if rule and rule.code and rule.level in {"segment", "element"} and where.position and _TAG.fullmatch(where.segment or ""):
            by_segment.setdefault((where.position, where.segment or ""), []).append(found)
    for (position, tag), of_segment in sorted(by_segment.items()):
        loop = _loop(of_segment[0].where.path)
        for code in dict.fromkeys(RULES[found.rule].code for found in of_segment if RULES[found.rule].level == "segment"):
            yield ("AK3", tag, str(position), loop, code)
        elements = [found for found in of_segment if RULES[found.rule].level == "element"]
        if elements:
            yield ("AK3", tag, str(position), loop, "8")
            yield from map(_ak4, elements[:_MOST_AK4])


def _loop(path: str | None) -> str:
    """AK303: the segment that opened the loop."""
    steps = (path or "").split("/")
    return steps[-2].split("[")[0] if len(steps) > 1 else ""


def _ak4(found: Finding) -> tuple[Field, ...]:
    element = str(found.where.element or 0)
    place: Field = [element, str(found.where.component)] if found.where.component else element
    reference, value = str(found.params.get("ref", "")), str(found.params.get("value", ""))
    return (
        "AK4",
        place,
        reference if reference.isdigit() else "",
        RULES[found.rule].code,
        value if _SAFE.fullmatch(value) else "",
    )


def _options(found: Interchange | None) -> tuple[dict[str, str], dict[str, str]]:
    """What the sender chose for its own envelope, and the release alone."""
    if found is None:
        return {}, {}
    version = {"version": found.version}
    return {name: found.details[name] for name in _KEPT if found.details.get(name)} | version, version


def _tree(result: GroupResult) -> Segment:
    group = result.group
    release = resolve(group.version)[0] or ("005010" if group.version[:3] >= "005" else DEFAULT_RELEASE)
    newer = release >= "005010"
    root = Segment("ST", ["ST", "997"])
    number = group.control_number if re.fullmatch("[0-9]{1,9}", group.control_number) else "0"
    _add(root, "AK1", group.type, number, group.version[:12] if newer else "")
    for of_set in result.sets:
        _set_tree(root, of_set, newer=newer)
    declared = result.received if result.declared is None else result.declared
    counts = (str(min(count, 999_999)) for count in (declared, result.received, result.accepted))
    _add(root, "AK9", result.letter, *counts, *result.codes)
    return root


def _set_tree(root: Segment, result: SetResult, *, newer: bool) -> None:
    control = result.control.zfill(4) if result.control.isdigit() else result.control
    if not re.fullmatch("[0-9A-Z]{3}", result.type) or not re.fullmatch("[0-9A-Za-z]{4,9}", control):
        return  # AK2 could not name it; AK9 counts it
    begin = _add(root, "AK2", result.type, control, result.reference[:35] if newer else "")
    last = begin
    for note in result.notes:
        if note[0] == "AK3":
            last = _add(begin, *note)
        else:
            _add(last, *note)
    _add(begin, "AK5", _LETTER[result.verdict], *result.codes)


def _add(parent: Segment, tag: Field, *fields: Field) -> Segment:
    values: list[Field] = [tag, *fields]
    while not values[-1]:
        values.pop()
    segment = Segment(str(tag), values)
    parent.children.append(segment)
    return segment
