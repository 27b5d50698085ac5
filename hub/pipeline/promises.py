"""What is owed next in a conversation: replies that have not come, offers without an answer, deliveries under way, silence after a delivery.

Pure: computed from the rows that a reader may see, the agreements of today and the moment; nothing is stored.
Example: `owed_next(conversation, rules.agreement, now)` gives the promises, the earliest due first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hub.configuration.matching import carries
from hub.model.config import AgreementConfig, Reply, seconds
from hub.model.delivery import ENDED, DeliveryState
from hub.model.documents.registry import DOCUMENTS
from hub.model.member import member_of
from hub.pipeline.owed import SECOND
from hub.store.items import Row

Kind = Literal["reply", "offer", "delivery", "acknowledgement"]
_CANCELLATION: Final = "order_cancellation/1"
Agreements = Callable[[str], AgreementConfig | None]


@dataclass(frozen=True, slots=True)
class Promise:
    """Something owed: what, by whom (None: by the hub), to whom, for which message, since when and until when."""

    kind: Kind
    what: str
    by: str | None
    to: str
    message_id: str
    since: int
    due: int | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """The messages of some threads, the oldest first, their deliveries by message, and the offers that messages are."""

    messages: Sequence[Row]
    deliveries: Mapping[str, Sequence[Row]]
    offers: Mapping[str, Row]


def owed_next(conversation: Conversation, agreements: Agreements, now: int) -> list[Promise]:
    """Everything that is owed, the earliest due first; what has no date comes last."""
    found = [*_replies(conversation, agreements, now), *_under_way(conversation, now)]
    return sorted(found, key=lambda one: (one.due is None, one.due or 0, one.since))


def _replies(conversation: Conversation, agreements: Agreements, now: int) -> Iterator[Promise]:
    for rows, agreement in _passed_on(conversation, agreements):
        row = rows[-1]
        offer = conversation.offers.get(row["id"])
        if offer is not None:
            if offer["state"] == "open":
                due = offer["until"] or _due(row, next(iter(agreement.replies), None))
                yield _promise("offer", row["document_type"], offer["member_id"], row["sender_id"], row, offer["offered_at"], due, now)
            continue
        for reply in agreement.replies:
            asked = _asking(rows, reply)
            if asked is not None and not any(_answers(one, asked, reply) for one in conversation.messages):
                due = _due(asked, reply)
                yield _promise("reply", reply.document, member_of(reply.from_), asked["sender_id"], asked, asked["received_at"], due, now)


def _passed_on(conversation: Conversation, agreements: Agreements) -> Iterator[tuple[list[Row], AgreementConfig]]:
    """What each thread and agreement carried to one receiver, the oldest first."""
    found: dict[tuple[str, str, str], tuple[list[Row], AgreementConfig]] = {}
    for row in conversation.messages:
        # A lead that is offered has no receiver of its own: the offers of it are owed an answer.
        passed_on = row["state"] == "routed" and row["direction"] == "in" and bool(row["receiver_id"])
        agreement = agreements(row["agreement_id"]) if passed_on else None
        if agreement is not None and carries(tuple(agreement.carries), row["document_type"]):
            key = row["thread"], row["agreement_id"], row["receiver_id"]
            found.setdefault(key, ([], agreement))[0].append(row)
    yield from found.values()


def _asking(rows: Sequence[Row], reply: Reply) -> Row | None:
    """The newest message that a reply is owed to: what it replaces is asked no more, and what was cancelled asks for nothing but its own answer."""
    kinds = next((kind.answers for name, kind in DOCUMENTS.items() if carries((reply.document,), name)), ())
    about = [row for row in rows if not kinds or row["document_type"] in (*kinds, _CANCELLATION)]
    return about[-1] if about and (not kinds or about[-1]["document_type"] in kinds) else None


def _answers(one: Row, asked: Row, reply: Reply) -> bool:
    """Whether a message is the reply; one that was recorded only (it came too late) was a reply all the same."""
    said = one["thread"] == asked["thread"] and one["sender_id"] == member_of(reply.from_) and one["state"] in ("routed", "done")
    return said and one["id"] > asked["id"] and carries((reply.document,), one["document_type"])


def _due(row: Row, reply: Reply | None) -> int | None:
    return row["received_at"] + seconds(reply.within) * SECOND if reply is not None and reply.within is not None else None


def _under_way(conversation: Conversation, now: int) -> Iterator[Promise]:
    for row in conversation.messages:
        for one in conversation.deliveries.get(row["id"], ()):
            receiver = member_of(one["system_id"])
            if DeliveryState(one["state"]) not in ENDED:
                yield _promise("delivery", one["target"], None, receiver, row, one["created_at"], one["promised_at"], now)
            elif _unanswered(row, one):
                yield _promise("acknowledgement", one["target"], receiver, row["sender_id"], row, one["ended_at"], None, now)


def _unanswered(row: Row, delivery: Row) -> bool:
    """Delivered under a control number, and no word whether it was understood. Nobody acknowledges an acknowledgement."""
    numbered = delivery["control_number"] > 0 and row["direction"] == "in"
    return numbered and delivery["state"] == DeliveryState.DELIVERED and not delivery["acknowledged"]


def _promise(kind: Kind, what: str, by: str | None, to: str, row: Row, since: int, due: int | None, now: int) -> Promise:
    return Promise(kind, what, by, to, row["id"], since, due, due is not None and due < now)
