"""A parcel becomes messages: the format is found, the interchange unwrapped, each message translated and routed.

Pure but for the look-ups of its context; it yields one `Step` per message and one for the end, and the caller
commits them: all at once for a small parcel, one by one for a large one. Example: `list(Opening(context, arrival).steps(chunks))`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from hub.formats.base import (
    Acknowledger,
    Format,
    Group,
    GroupEnd,
    Interchange,
    InterchangeEnd,
    InterchangeStart,
    Message,
    MessageRead,
    Reading,
    Unrepresentable,
)
from hub.formats.discover import recognise, sniff
from hub.model.location import Finding
from hub.pipeline.acknowledge import Question, answer, matched
from hub.pipeline.context import Arrival, Context, Row
from hub.pipeline.message import Case, Outcome, Sender, message_step
from hub.pipeline.record import Step
from hub.store.items import Guard

HEAD = 64 * 1024
Chunks = Callable[[], Iterable[bytes]]  # the parcel's bytes from the start, each time it is called
_NOBODY = Sender("", None, test=False)


@dataclass(slots=True)
class Known:
    """What an attempt to commit has shown to exist already: interchanges by key, messages (with `digest`) by document key."""

    interchanges: dict[str, Row] = field(default_factory=dict)
    documents: dict[str, Row] = field(default_factory=dict)


@dataclass(slots=True)
class Opening:
    """One parcel being opened. After `steps` is exhausted: `outcomes` by message, `findings` of the parcel as a whole.

    `skip`: messages that were committed before a restart. `only`: ordinal and id of the one message that is done again. `duplicate_of`: the parcel that brought the same interchange first.
    `held`: nothing in it could be taken; a person must look.
    """

    context: Context
    arrival: Arrival
    known: Known = field(default_factory=Known)
    skip: int = 0
    only: tuple[int, str] | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    duplicate_of: str = ""
    acknowledgement_id: str = ""
    held: bool = False
    group: Group | None = None

    def steps(self, chunks: Chunks) -> Iterator[Step]:
        """Every message in its order, then what is left to say about the parcel."""
        head = head_of(chunks())
        format_ = sniff(head)
        if format_ is None:
            name = recognise(head) or ""
            self.findings.append(Finding("OPN-002" if name else "OPN-001", "error", params={"format": name, "name": self.arrival.name}))
            self.held = True
            return
        yield from self._read(format_, chunks)
        self.held = self.held or not (self.outcomes or self.duplicate_of)

    def _read(self, format_: Format, chunks: Chunks) -> Iterator[Step]:
        faults = survey(format_, chunks)
        sender = _NOBODY
        acknowledger: Acknowledger | None = None
        for event in format_.read(chunks(), Reading()):
            if isinstance(event, InterchangeStart):
                acknowledger = format_.acknowledger()
                sender = self._sender(format_, event.interchange)
                yield self._begin(event.interchange, sender)
            if acknowledger is not None:
                acknowledger.feed(event)
            if isinstance(event, MessageRead):
                yield self._message(format_, event.message, sender, faults.of(event.message))
            elif isinstance(event, InterchangeEnd):
                self.findings += event.interchange.findings
                yield self._end(format_, event.interchange, sender, acknowledger)

    def _sender(self, format_: Format, interchange: Interchange) -> Sender:
        """Whoever brought the parcel must be whom the envelope names (tenancy), and the receiver must be known."""
        arrival = self.arrival
        test = arrival.test if interchange.test is None else interchange.test
        if not format_.enveloped:
            return Sender(arrival.system_id, None, test=test)
        identifiers = self.context.rules.identifiers
        receiver = identifiers.member(format_.name, interchange.receiver)
        hold = None
        if identifiers.member(format_.name, interchange.sender) != arrival.member_id:
            hold = Finding("OPN-003", "error", params={"value": _shown(interchange.sender), "member": arrival.member_id})
        elif receiver is None:
            hold = Finding("OPN-004", "error", params={"value": _shown(interchange.receiver)})
        elif arrival.test and not test:
            hold = Finding("OPN-005", "error")
        return Sender(arrival.system_id, receiver, test=test, hold=hold)

    def _begin(self, interchange: Interchange, sender: Sender) -> Step:
        step, key = Step(), interchange_key(interchange)
        if not key or sender.hold is not None or self.only is not None:
            return step
        earlier = self.known.interchanges.get(key)
        if earlier is not None and earlier["parcel_id"] != self.arrival.parcel_id:
            self.duplicate_of, self.acknowledgement_id = earlier["parcel_id"], earlier["acknowledgement_id"]
            return step
        if earlier is not None:
            self.acknowledgement_id = earlier["acknowledgement_id"]
            return step
        self.acknowledgement_id = self.context.ids()
        step.guards.append(Guard("interchange", {"key": key}))
        step.add(
            "interchange",
            {
                "id": self.context.ids(),
                "key": key,
                "parcel_id": self.arrival.parcel_id,
                "digest": "",
                "acknowledgement_id": self.acknowledgement_id,
                "received_at": self.arrival.received_at,
            },
        )
        return step

    def _message(self, format_: Format, message: Message, sender: Sender, faults: list[Finding]) -> Step:
        if self.duplicate_of:
            return Step()
        self.group = self.group or message.group
        ordinal = len(self.outcomes) + 1
        wanted = self.only is None or self.only[0] == ordinal
        message_id = self.only[1] if self.only is not None and wanted else self.context.ids()
        said = format_.acknowledged(message) if message.supported and sender.hold is None else None
        if said is not None:
            step, outcome = matched(self.context, self.arrival, message, message_id, ordinal, said)
        else:
            case = Case(self.context, self.arrival, format_, message, message_id, ordinal, sender, faults)
            step, outcome = message_step(case, self.known.documents)
        self.outcomes.append(outcome)
        return step if wanted and ordinal > self.skip else Step()

    def _end(self, format_: Format, interchange: Interchange, sender: Sender, acknowledger: Acknowledger | None) -> Step:
        if self.duplicate_of:
            return self._again()
        if sender.hold is not None or acknowledger is None or self.only is not None or not self._answered():
            return Step()
        question = Question(self.arrival, format_, interchange, self.group, self._thread())
        try:
            return answer(self.context, question, acknowledger.result(), self.acknowledgement_id)
        except Unrepresentable as problem:
            self.findings.append(Finding("ACK-002", "warning", params={"path": problem.path, "character": problem.character}))
            return Step()

    def _thread(self) -> str:
        """The conversation that an answer belongs to, where the interchange holds one only."""
        threads = {outcome.thread for outcome in self.outcomes}
        return threads.pop() if len(threads) == 1 else ""

    def _answered(self) -> bool:
        """Whether the sender is owed an acknowledgement: yes, unless every agreement concerned says no."""
        agreements = [self.context.rules.agreement(outcome.agreement_id) for outcome in self.outcomes]
        return any(agreement is None or agreement.acknowledge for agreement in agreements) or not agreements

    def _again(self) -> Step:
        """A duplicate interchange gets the same stored answer as the first time: the very bytes, under the same number."""
        self.findings.append(Finding("OPN-006", "warning", params={"parcel": self.duplicate_of}))
        step = Step()
        earlier = self.context.known.answer_delivery(self.acknowledgement_id)
        if earlier is not None:
            step.owe({**earlier, "key": self.context.ids(), "replay_of": earlier["key"], "created_at": self.context.now()})
        return step


@dataclass(slots=True)
class Survey:
    """Errors of groups and interchanges, which their trailers tell only after their messages: by the byte where a group begins."""

    ends: list[tuple[int, list[Finding]]] = field(default_factory=list)

    def of(self, message: Message) -> list[Finding]:
        """The errors of whatever wraps a message."""
        return next((faults for end, faults in self.ends if message.start < end), [])


def survey(format_: Format, chunks: Chunks) -> Survey:
    """A first pass over the envelopes only, so that nothing is routed out of an interchange that turns out to be broken."""
    found = Survey()
    if not format_.enveloped:
        return found
    last = 0
    for event in format_.read(chunks(), Reading(structure_only=True)):
        if isinstance(event, MessageRead):
            last = event.message.start + 1
        elif isinstance(event, GroupEnd):
            found.ends.append((last, _errors(event)))
    return found


def _errors(event: GroupEnd) -> list[Finding]:
    return [finding for finding in event.group.findings if finding.severity == "error"]


def head_of(chunks: Iterable[bytes]) -> bytes:
    """The first bytes of a parcel, enough to know its format."""
    head = b""
    for chunk in chunks:
        head += chunk[: HEAD - len(head)]
        if len(head) >= HEAD:
            break
    return head


def interchange_key(interchange: Interchange) -> str:
    """What makes an interchange the same interchange: format, both ends and control number; "" where it has no number."""
    if not interchange.control_number or interchange.sender is None or interchange.receiver is None:
        return ""
    ends = (f"{end.qualifier}:{end.id}" for end in (interchange.sender, interchange.receiver))
    return "|".join((interchange.format, *ends, interchange.control_number))


def _shown(address: object) -> str:
    qualifier, identifier = getattr(address, "qualifier", ""), getattr(address, "id", "")
    return f"{qualifier}:{identifier}"
