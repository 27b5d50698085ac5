"""A parcel becomes messages: the format is found, the interchange unwrapped, each message translated and routed.

Pure but for the look-ups of its context; it yields one `Step` per message and one for the end, and the caller
commits them: all at once for a small parcel, one by one for a large one. Example: `list(Opening(context, arrival).steps(chunks))`.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from hub.formats.base import (
    Acknowledger,
    Format,
    Group,
    Interchange,
    InterchangeEnd,
    InterchangeStart,
    Message,
    MessageRead,
    Reading,
    Unrepresentable,
)
from hub.model.location import Finding
from hub.pipeline.acknowledge import Question, answer, matched
from hub.pipeline.check import unreadable
from hub.pipeline.context import Arrival, Context, Row
from hub.pipeline.leads import Leads
from hub.pipeline.message import Case, Outcome, Sender, message_step
from hub.pipeline.record import Step
from hub.pipeline.survey import Chunks, read_at_once, survey
from hub.store.items import Guard

HEAD = 64 * 1024
_NOBODY = Sender("", None, test=False)


@dataclass(slots=True)
class Known:
    """What an attempt to commit has shown to exist already: interchanges by key, messages (with `digest`) by document key."""

    interchanges: dict[str, Row] = field(default_factory=dict)
    documents: dict[str, Row] = field(default_factory=dict)


@dataclass(slots=True)
class Opening:
    """One parcel being opened. After `steps` is exhausted: `outcomes` by message, `findings` of the parcel as a whole.

    `skip`: messages that were committed before a restart. `only`: ordinal and id of the one message that is done again.
    `small`: it may be kept in memory as a whole while it is opened. `duplicate_of`: the parcel that brought all of this first. `acknowledgement_id`: the answer to its (last) interchange.
    `held`: nothing in it could be taken; a person must look.
    """

    context: Context
    arrival: Arrival
    known: Known = field(default_factory=Known)
    skip: int = 0
    only: tuple[int, str] | None = None
    small: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    duplicate_of: str = ""
    acknowledgement_id: str = ""
    held: bool = False
    # Of the interchange at hand: its first group, the parcel that brought it first, its answer, the outcomes before it.
    group: Group | None = None
    _twin: str = ""
    _answer_id: str = ""
    _before: int = 0
    # What this parcel itself brought so far: the store cannot know of it yet.
    _begun: dict[str, Row] = field(default_factory=dict)
    _made: dict[str, Row] = field(default_factory=dict)
    _threads: dict[str, str] = field(default_factory=dict)
    _leads: Leads = field(init=False)

    def __post_init__(self) -> None:
        self._leads = Leads(self.context.known)

    def steps(self, chunks: Chunks) -> Iterator[Step]:
        """Every message in its order, then what is left to say about the parcel."""
        head = head_of(chunks())
        format_ = self.context.rules.maps.sniffed(self.arrival.system_id, head)
        if format_ is None:
            self.findings.append(unreadable(head, self.arrival.name))
            self.held = True
            return
        yield from self._read(format_, chunks)
        self.held = self.held or not (self.outcomes or self.duplicate_of)
        if self.outcomes:
            self.duplicate_of = ""

    def _read(self, format_: Format, chunks: Chunks) -> Iterator[Step]:
        faults, events = read_at_once(format_, chunks) if self.small else (survey(format_, chunks), format_.read(chunks(), Reading()))
        sender = _NOBODY
        acknowledger: Acknowledger | None = None
        for event in events:
            if isinstance(event, InterchangeStart):
                acknowledger = format_.acknowledger()
                step, sender = self._begin(event.interchange, self._sender(format_, event.interchange), faults.digest(event.interchange))
                yield step
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

    def _begin(self, interchange: Interchange, sender: Sender, digest: str) -> tuple[Step, Sender]:
        """What is noted of a new interchange, and its sender: held where its control number was used for something else."""
        step, key = Step(), interchange_key(interchange)
        self.group, self._twin, self._answer_id, self._before = None, "", "", len(self.outcomes)
        if not key or sender.hold is not None or self.only is not None:
            return step, sender
        earlier = self._begun.get(key) or self.known.interchanges.get(key)
        if earlier is None:
            earlier = self._new_interchange(key, digest)
            step.guards.append(Guard("interchange", {"key": key}))
            step.add("interchange", earlier)
        elif earlier["digest"] not in ("", digest):
            return step, replace(sender, hold=Finding("OPN-010", "error", params={"parcel": earlier["parcel_id"]}))
        elif key in self._begun or earlier["parcel_id"] != self.arrival.parcel_id:
            self._twin = self.duplicate_of = earlier["parcel_id"]
        self._begun[key] = earlier
        self._answer_id = earlier["acknowledgement_id"]
        return step, sender

    def _new_interchange(self, key: str, digest: str) -> Row:
        return {
            "id": self.context.ids(),
            "key": key,
            "parcel_id": self.arrival.parcel_id,
            "digest": digest,
            "acknowledgement_id": self.context.ids(),
            "received_at": self.arrival.received_at,
        }

    def _message(self, format_: Format, message: Message, sender: Sender, faults: list[Finding]) -> Step:
        if self._twin:
            return Step()
        self.group = self.group or message.group
        ordinal = len(self.outcomes) + 1
        wanted = self.only is None or self.only[0] == ordinal
        message_id = self.only[1] if self.only is not None and wanted else self.context.ids()
        said = format_.acknowledged(message) if message.supported and sender.hold is None else None
        if said is not None:
            step, outcome = matched(self.context, self.arrival, message, message_id, ordinal, said)
        else:
            case = Case(self.context, self.arrival, format_, message, message_id, ordinal, sender, faults, self._leads, self._threads)
            step, outcome = message_step(case, ChainMap(self._made, self.known.documents))
        self.outcomes.append(outcome)
        wanted = wanted and ordinal > self.skip
        self._leads.keep(wanted=wanted)
        if not wanted:
            return Step()
        self._note(step, outcome)
        return step

    def _note(self, step: Step, outcome: Outcome) -> None:
        """The same document, or a revision, may come in this very parcel, before the store knows of the first."""
        if outcome.state != "rejected":
            held = outcome.message_id if outcome.state == "held" else ""
            self._threads[outcome.thread] = self._threads.get(outcome.thread) or held
        digests = {row["message_id"]: row["digest"] for row in step.inserts.get("document", ())}
        for row in step.inserts.get("message", ()):
            if row["document_key"]:
                self._made[str(row["document_key"])] = {"id": row["id"], "digest": digests[row["id"]]}

    def _end(self, format_: Format, interchange: Interchange, sender: Sender, acknowledger: Acknowledger | None) -> Step:
        if self._twin:
            return self._again()
        if sender.hold is not None or acknowledger is None or self.only is not None or not self._answered():
            return Step()
        answer_id = self._answer_id or self.context.ids()  # an interchange without a number cannot come twice
        question = Question(self.arrival, format_, interchange, self.group, self._thread())
        try:
            step = answer(self.context, question, acknowledger.result(), answer_id)
        except Unrepresentable as problem:
            self.findings.append(Finding("ACK-002", "warning", params={"path": problem.path, "character": problem.character}))
            return Step()
        if step.inserts:
            self.acknowledgement_id = answer_id
        return step

    def _thread(self) -> str:
        """The conversation that an answer belongs to, where the interchange holds one only."""
        threads = {outcome.thread for outcome in self.outcomes[self._before :]}
        return threads.pop() if len(threads) == 1 else ""

    def _answered(self) -> bool:
        """Whether the sender is owed an acknowledgement: yes, unless every agreement concerned says no."""
        agreements = [self.context.rules.agreement(outcome.agreement_id) for outcome in self.outcomes[self._before :]]
        return any(agreement is None or agreement.acknowledge for agreement in agreements) or not agreements

    def _again(self) -> Step:
        """A duplicate interchange gets the same stored answer as the first time: the very bytes, under the same number."""
        self.findings.append(Finding("OPN-006", "warning", params={"parcel": self._twin}))
        step, self.acknowledgement_id = Step(), self._answer_id
        earlier = self.context.known.answer_delivery(self._answer_id)
        if earlier is not None:
            step.owe({**earlier, "key": self.context.ids(), "replay_of": earlier["key"], "created_at": self.context.now()})
        return step


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
