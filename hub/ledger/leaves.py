"""What the ledger says of each event: one canonical JSON body per leaf, built from the rows that it seals.

The same functions are used when a fact is recorded and when `verify` recomputes it, so the two cannot drift.
A row argument is the dict that is inserted or, later, read back. Bytes enter as salted commitments only.

>>> leaf("configuration.applied", 5, digest="ab", actor="ann").body
b'{"actor":"ann","at":5,"digest":"ab","kind":"configuration.applied","message":"","v":1}'
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from hub.ledger.merkle import leaf_hash
from hub.model.canonical_json import canonical_json
from hub.store.items import LeafRow, Row
from hub.store.payloads import commitment

VERSION = 1
_OWN = frozenset(("v", "kind", "at", "message"))

# Which column stands in the leaf under which name. What is not here is not sealed: leases and due times, which are
# the queue's own affair, and a parcel's progress.
_PARCEL = {
    "id": "parcel", "member_id": "member", "system_id": "system", "transport": "transport", "peer": "peer", "name": "name",
    "media_type": "mediaType", "test": "test",
}  # fmt: skip
_MESSAGE = {
    "parcel_id": "parcel", "ordinal": "ordinal", "direction": "direction", "sender_id": "sender", "receiver_id": "receiver",
    "system_id": "system", "agreement_id": "agreement", "format": "format", "version": "version", "control_number": "controlNumber",
    "document_type": "documentType", "document_key": "documentKey", "thread": "thread", "state": "state", "test": "test", "start": "start",
    "end": "end", "cause": "cause", "fault": "fault", "duplicate_of": "duplicateOf", "causation_id": "causation", "config_digest": "config",
    "map_digest": "map", "received_at": "receivedAt",
}  # fmt: skip
_DELIVERY = {
    "key": "delivery", "system_id": "system", "thread": "thread", "target": "target", "agreement_id": "agreement", "replay_of": "replayOf",
    "created_at": "createdAt", "promised_at": "promisedAt",
}  # fmt: skip
_ATTEMPT = {
    "outcome": ("outcome", ""), "rule": ("rule", ""), "reason": ("reason", ""), "reference": ("reference", ""), "status": ("status", 0),
    "started_at": ("startedAt", None), "ended_at": ("endedAt", None),
}  # fmt: skip
_OFFERING = {"offer_id": "offer", "places": "places", "at_once": "atOnce", "each": "each", "until": "until"}
_CANDIDATE = {"ordinal": "ordinal", "agreement_id": "agreement", "member_id": "member"}
_STEP = {"number": "number", "ordinal": "ordinal", "event": "event", "state": "state", "by_message": "by"}
_OFFER = {
    "member_id": "member", "message_id": "offered", "sequence": "sequence", "status": "status", "offered_at": "offeredAt", "until": "until",
    "ended_at": "endedAt",
}  # fmt: skip
_NOTICE = {"system_id": "system", "key": "key", "number": "number", "event": "event", "attempt": "attempt", "rule": "rule"}
NO_CALLS = b"[]"
HELD, ENDED, RELEASED = "delivery.held", "delivery.ended", "delivery.released"


def leaf(kind: str, at: int, message_id: str = "", **facts: Any) -> LeafRow:
    """A leaf about a message or parcel (by its id); `facts` are JSON values under names of their own."""
    if taken := _OWN & facts.keys():
        raise ValueError(f"{kind}: {sorted(taken)} are the leaf's own names")
    body = canonical_json({"v": VERSION, "kind": kind, "at": at, "message": message_id, **facts})
    return LeafRow(leaf_hash(body), body, message_id)


def parcel_received(parcel: Row, digest: str) -> LeafRow:
    """Bytes were accepted. `digest`: of the payload. The leaf is about the parcel: its `message_id` is the parcel's id."""
    facts = {name: parcel[column] for column, name in _PARCEL.items()}
    headers = commitment(parcel["salt"], _digest(parcel["headers"]))
    return leaf(
        "parcel.received", parcel["received_at"], parcel["id"], **facts, headers=headers, payload=commitment(parcel["salt"], digest)
    )


def message_recorded(message: Row, document: Row | None, at: int, payload_digest: str = "") -> LeafRow:
    """A message stands as its row says: kind `message.<state>`. Record it with every insert and every change of its row.

    `payload_digest`: of the message's own bytes, where it has a `payload_id`.
    """
    facts = {name: message[column] for column, name in _MESSAGE.items()}
    salt = document["salt"] if document else (message["payload_salt"] or b"")
    return leaf(
        f"message.{message['state']}",
        at,
        message["id"],
        **facts,
        document=commitment(document["salt"], document["digest"]) if document else "",
        payload=commitment(message["payload_salt"] or b"", payload_digest) if message["payload_id"] else "",
        findings=commitment(salt, _digest(message["findings"])),
        coverage=commitment(salt, _digest(message["coverage"])),
    )


def delivery_created(delivery: Row) -> LeafRow:
    """A delivery is owed; `delivery`: what `store.deliveries.new` gave (for a replay, with `replay_of`)."""
    facts = {name: delivery[column] for column, name in _DELIVERY.items()}
    return leaf("delivery.created", delivery["created_at"], delivery["message_id"], **facts)


def attempt_ended(message_id: str, delivery_key: str, ordinal: int, attempt: Row) -> LeafRow:
    """One try and how it ended. `attempt`: the same dict as `Finished.attempt_row`, with started_at and ended_at."""
    facts = {name: attempt.get(column, default) for column, (name, default) in _ATTEMPT.items()}
    salt = attempt.get("sent_salt", b"")
    facts["sent"] = commitment(salt, attempt.get("sent_digest", ""))
    facts["answer"] = commitment(salt, _digest(attempt.get("answer", b"")))
    calls = attempt.get("calls", NO_CALLS)
    if bytes(calls) != NO_CALLS:  # an attempt that called nobody, and those from before calls were kept, have none
        facts["calls"] = commitment(salt, _digest(calls))
    return leaf("attempt.ended", attempt["ended_at"], message_id, delivery=delivery_key, ordinal=ordinal, **facts)


def delivery_ended(
    message_id: str, delivery_key: str, *, state: int, attempt: int, cause: str, fault: str, receipt: bytes, control_number: int, at: int
) -> LeafRow:
    """A delivery came to rest: held (3, kind delivery.held) or over (4, 5, 6, kind delivery.ended).

    Record it with every Finish and Move into these states; the values are those that the row then has.
    """
    facts = {
        "state": state,
        "attempt": attempt,
        "cause": cause,
        "fault": fault,
        "receipt": _digest(receipt),
        "controlNumber": control_number,
    }
    return leaf(HELD if state == 3 else ENDED, at, message_id, delivery=delivery_key, **facts)


def delivery_released(message_id: str, delivery_key: str, at: int, actor: str) -> LeafRow:
    """A held delivery was set going again (Move from 3 to 1)."""
    return leaf(RELEASED, at, message_id, delivery=delivery_key, actor=actor)


def acknowledgement_matched(message_id: str, delivery_key: str, acknowledged: str, by_message: str, at: int) -> LeafRow:
    """The partner's word on a delivery; record it with the Update of `delivery.acknowledged`."""
    return leaf("acknowledgement.matched", at, message_id, delivery=delivery_key, acknowledged=acknowledged, by=by_message)


def offering_begun(offering: Row, offers: Sequence[Row]) -> LeafRow:
    """A lead is offered: on which terms, and to whom in turn. The leaf is about the lead."""
    facts = {name: offering[column] for column, name in _OFFERING.items()}
    candidates = [{name: offer[column] for column, name in _CANDIDATE.items()} for offer in offers]
    return leaf("offering.begun", offering["created_at"], offering["lead_id"], **facts, candidates=candidates)


def offer_moved(step: Row, offer: Row, offering: str) -> LeafRow:
    """One offer took a step: kind `offer.<state>`. `offer` and `offering`: the offer's row and the state of all, as they are after it."""
    facts = {name: step[column] for column, name in _STEP.items()} | {name: offer[column] for column, name in _OFFER.items()}
    return leaf(f"offer.{step['state']}", step["at"], step["lead_id"], **facts, offering=offering)


def notice_owed(notice: Row) -> LeafRow:
    """A webhook named something that is to be fetched. The leaf is about the webhook's parcel."""
    return leaf("notice.named", notice["created_at"], notice["parcel_id"], system=notice["system_id"], key=notice["key"])


def notice_moved(step: Row, parcel_id: str, parcels: Sequence[str]) -> LeafRow:
    """An attempt at a notice ended, or a person released it: kind `notice.<state>`. `parcels`: those that were fetched."""
    facts = {name: step[column] for column, name in _NOTICE.items()}
    return leaf(f"notice.{step['state']}", step["at"], parcel_id, **facts, parcels=list(parcels))


def system_moved(step: Row) -> LeafRow:
    """A system was paused, resumed, broken or mended: kind `system.<event>`."""
    return leaf(
        f"system.{step['event']}", step["at"], system=step["system_id"], number=step["number"], actor=step["actor"], reason=step["reason"]
    )


def replay_moved(plan: Row, step: Row, counts: Mapping[str, int]) -> LeafRow:
    """A replay plan was started, ended or cancelled: kind `replay.<state>`. `counts`: its items by state, as they were then."""
    facts = {"plan": plan["id"], "scope": plan["scope"], "items": plan["items"], "asked": json.loads(plan["asked"]), "counts": dict(counts)}
    return leaf(f"replay.{step['state']}", step["at"], **facts, number=step["number"], actor=step["actor"])


def configuration_applied(digest: str, actor: str, at: int) -> LeafRow:
    """A configuration became active."""
    return leaf("configuration.applied", at, digest=digest, actor=actor)


def checkpoint_signed(origin: str, size: int, root: bytes, key: str, at: int) -> LeafRow:
    """A head was signed: itself a fact, so that a checkpoint cannot vanish unnoticed."""
    return leaf("checkpoint.signed", at, origin=origin, size=size, root=root.hex(), key=key)


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest() if data else ""
