"""A stored document in the receiver's own format: the same bytes at every attempt, whatever the hour.

Pure. What the format or the map has no place for stops the delivery unless the agreement waives it by name (law 2).
Example: `render(context, claimed, load, {}).body`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from hub.errors import Misconfigured
from hub.formats.base import Address, Envelope, Format, Tree, Unrepresentable
from hub.mapping.compile import CompiledMap
from hub.model.config import DeliverTo
from hub.model.member import member_of
from hub.pipeline.context import Context, Row
from hub.pipeline.translate import back
from hub.store.items import Claimed


@dataclass(frozen=True, slots=True)
class Load:
    """What a delivery carries, as stored: the message row, its document, and the bytes of the hub's own (a 997) instead of one."""

    message: Row
    document: bytes | None
    raw: bytes | None = None
    raw_media_type: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Bytes for the receiver, their media type, a file name that does not change, and the canonical document as stored."""

    body: bytes
    media_type: str
    name: str
    document: bytes | None

    def values(self) -> dict[str, Any] | None:
        """The canonical document, parsed anew for each who asks: what one adapter does to it is no other's affair."""
        return None if self.document is None else stored_values(self.document)


# Written trees by message, map, waivers and zone. A tree says nothing of the receiver: that is the envelope's.
Trees = dict[tuple[str, str, tuple[str, ...], str | None], Tree]


def render(context: Context, work: Claimed, load: Load, trees: Trees) -> Rendered:
    """The bytes of one delivery. Raises Misconfigured where a person must change a map, a waiver or an identifier.

    `trees`: what was mapped for deliveries of the same messages that start together; writing does not change a tree.
    """
    if load.raw is not None:
        return Rendered(load.raw, load.raw_media_type, file_name(work, work.target), None)
    document = load.document or b"{}"
    if work.target == "json":
        return Rendered(document, "application/json", file_name(work, "json"), document)
    family, _, kind = work.target.partition("/")
    system = context.rules.system(work.system_id)
    release = system.envelope.get("version", "") if system is not None else ""
    map_ = context.rules.map_for(work.system_id, work.target, release)
    if map_ is None:
        raise Misconfigured("DLV-003", target=work.target, system=work.system_id)
    format_ = context.rules.maps.format_of(work.target, work.system_id)
    waived, agreement = _waived(context, work), context.rules.agreement(work.agreement_id)
    zone = agreement.assume.zone if agreement is not None else None
    made_of = (work.message_id, map_.digest, tuple(waived), zone)
    tree = trees.get(made_of)
    if tree is None:
        tree = trees[made_of] = _written(map_, format_, load, waived, zone, work)
    envelope = envelope_for(context, work, load, family) if format_.enveloped else None
    try:
        body = format_.write([(kind, tree)], envelope)
    except Unrepresentable as problem:
        raise Misconfigured("DLV-005", path=problem.path, character=problem.character, target=work.target) from problem
    return Rendered(body, format_.media_type, file_name(work, work.target), document)


def stored_values(document: bytes) -> dict[str, Any]:
    """The values of a stored document. It is our own canonical JSON, which has no number that orjson would round."""
    values: dict[str, Any] = orjson.loads(document)
    return values


def _written(map_: CompiledMap, format_: Format, load: Load, waived: list[str], zone: str | None, work: Claimed) -> Any:
    source = str(load.message["format"]).partition("/")[0]
    tree, result = back(format_, map_, stored_values(load.document or b"{}"), source, waived, zone)
    errors = [finding for finding in result.findings if finding.severity == "error"]
    if errors:
        first = errors[0]
        raise Misconfigured(first.rule, **{**first.params, "pointer": first.pointer or ""})
    if result.dropped:
        raise Misconfigured("DLV-004", target=work.target, count=len(result.dropped), paths=", ".join(result.dropped[:10]))
    return tree


def _waived(context: Context, work: Claimed) -> list[str]:
    agreement = context.rules.configuration.agreements.get(work.agreement_id)
    if agreement is None:
        return []
    rows: list[DeliverTo] = [*agreement.deliver, *agreement.tell, *(row for reply in agreement.replies for row in reply.deliver)]
    # Findings name places as JSON pointers (`/id`), maps as paths (`id`): both are understood.
    named = (path for row in rows if row.to == work.system_id and row.as_ in (None, work.target) for path in row.waive)
    return [path.strip("/").replace("/", ".") for path in named]


def envelope_for(context: Context, work: Claimed, load: Load, family: str) -> Envelope:
    """Who writes to whom under which number. The moment is the message's, so that a retry writes the same bytes."""
    system = context.rules.system(work.system_id)
    if system is None:
        raise Misconfigured("DLV-001", system=work.system_id)
    message = load.message
    return Envelope(
        sender=_address(context, message["sender_id"], family),
        receiver=_address(context, member_of(work.system_id), family),
        control_number=work.control_number,
        at=datetime.fromtimestamp(message["received_at"] // 1_000_000, UTC),
        test=bool(message["test"]),
        options=dict(system.envelope),
    )


def _address(context: Context, member_id: str, family: str) -> Address:
    address = context.rules.identifiers.address(member_id, family)
    if address is None:
        raise Misconfigured("DLV-006", member=member_id, family=family)
    return address


def file_name(work: Claimed, target: str) -> str:
    """A name that says what it is and never changes over retries: the type and the delivery's key."""
    family, _, kind = target.partition("/")
    return f"{kind or family}-{work.key}.{family}"
