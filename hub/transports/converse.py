"""Drives an adapter's conversation over a transport under one deadline, and records what went over the wire.

It decides nothing: outcomes come from the adapter. A deadline that strikes leaves *unknown* if anything was sent,
*deferred* if not. Example: `exchange = await hand_over(adapter, parcel, transport, 30.0)`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Final

from hub.adapters.base import Adapter, Conversation, Http, Parcel, Receipt, Request, Response, WireError
from hub.adapters.conversation import AdapterError, Dialogue
from hub.errors import HubError
from hub.transports.base import KEPT_ANSWER, Transport, digest

LONGEST_PATH: Final = 200


@dataclass(frozen=True, slots=True)
class Call:
    """One request that went over the wire and what came back. `status` is 0 where nothing did, and `problem` says why.

    The path has no query, which may name people; `sent` and `answered` are hex SHA-256 of the bodies, "" where there was none.
    """

    method: str
    path: str
    sent: str
    status: int
    answered: str
    problem: str = ""


@dataclass(slots=True)
class Exchange:
    """What one conversation left behind, for the verdict and for the attempt's row.

    `status`: of the last answer, 0 where there was none. `answer`: excerpt of the last answer's body. `sent` and
    `sent_digest`: the last body handed to the wire, empty where none was. `reached`: something was, or may have been,
    received by the other side. `error`: the error of ours that ended the conversation. `cannot_tell`: the receiver
    was asked about an earlier attempt and does not know. `unsettled`: an earlier attempt may have arrived, and sending
    again is harmless, which is not the same as knowing. `calls`: every request of the attempt, in order.
    """

    receipt: Receipt = field(default_factory=lambda: Receipt("deferred"))
    requests: int = 0
    status: int = 0
    answer: bytes = b""
    sent: bytes = b""
    sent_digest: str = ""
    reached: bool = False
    error: HubError | None = None
    cannot_tell: bool = False
    unsettled: bool = False
    calls: list[Call] = field(default_factory=list)


async def hand_over(adapter: Adapter, parcel: Parcel, transport: Transport, deadline: float) -> Exchange:
    """One attempt under law 3: after an unknown outcome the receiver is asked first, and nothing is sent blindly."""
    clock = asyncio.get_running_loop().time
    until = clock() + deadline
    before: list[Call] = []
    if parcel.resuming:
        asked = await ask(adapter, parcel, transport, deadline)
        if asked.error is not None or asked.receipt.outcome != "deferred":
            return asked
        before = asked.calls
    record = await converse(adapter.deliver(parcel), transport, max(0.0, until - clock()))
    record.calls = before + record.calls
    record.unsettled = parcel.resuming and adapter.dedupe in ("key", "upsert")
    return record


async def ask(adapter: Adapter, parcel: Parcel, transport: Transport, deadline: float) -> Exchange:
    """Find out about an earlier attempt: `deferred` means that it did not arrive, or that sending again is harmless."""
    if type(adapter).look_up is not Adapter.look_up:
        return _asked(await converse(adapter.look_up(parcel), transport, deadline))
    if adapter.dedupe in ("key", "upsert"):
        return Exchange(Receipt("deferred"))
    return Exchange(Receipt("unknown", rule="NET-105"), cannot_tell=True, reached=True)


def _asked(record: Exchange) -> Exchange:
    # The earlier attempt may have arrived, whatever happens to the question about it.
    record.reached = True
    if record.receipt.rule in ("NET-103", "NET-104", "QUE-004"):
        record.receipt = replace(record.receipt, outcome="unknown")  # no answer is not an answer
    elif record.receipt.outcome == "unknown":
        record.cannot_tell = True
    return record


async def converse(conversation: Conversation, transport: Transport, deadline: float) -> Exchange:
    """Drive a conversation to its receipt, or to an error of ours; the generator is closed in any case."""
    record, dialogue = Exchange(), Dialogue(conversation)
    try:
        async with asyncio.timeout(deadline):
            record.receipt = await _talk(dialogue, transport, asyncio.get_running_loop().time() + deadline, record)
    except TimeoutError:
        record.receipt = _late(record, deadline)
    except HubError as problem:
        record.error = problem
    finally:
        record.requests = dialogue.requests
        _close(dialogue, record)
    return record


def _close(dialogue: Dialogue, record: Exchange) -> None:
    try:
        dialogue.close()
    except AdapterError as problem:
        # A receipt that was reached counts; a bug on the way out is then no reason to doubt it.
        record.error = record.error or (problem if dialogue.receipt is None else None)


async def _talk(dialogue: Dialogue, transport: Transport, until: float, record: Exchange) -> Receipt:
    clock = asyncio.get_running_loop().time
    request = dialogue.begin()
    while request is not None:
        before = record.reached
        _note(record, request)
        try:
            response = await transport.exchange(request, max(0.0, until - clock()))
        except WireError as problem:
            record.reached = before or problem.sent
            record.calls.append(_call(request, None, problem.reason))
            request = dialogue.fail(problem)
        except HubError:
            record.reached = before  # refused on our side of the wire
            raise
        else:
            record.status, record.answer = response.status, response.body[:KEPT_ANSWER]
            record.calls.append(_call(request, response))
            request = dialogue.answer(response)
    assert dialogue.receipt is not None
    return dialogue.receipt


def _note(record: Exchange, request: Request) -> None:
    record.reached = True  # until the wire says otherwise
    if request.body:
        record.sent, record.sent_digest = request.body, digest(request.body)


def _call(request: Request, response: Response | None, problem: str = "") -> Call:
    method, path = (request.method, request.path.partition("?")[0]) if isinstance(request, Http) else ("SEND", request.name)
    sent = digest(request.body) if request.body else ""
    if response is None:
        return Call(method, path[:LONGEST_PATH], sent, 0, "", problem[:LONGEST_PATH])
    return Call(method, path[:LONGEST_PATH], sent, response.status, digest(response.body) if response.body else "")


def _late(record: Exchange, deadline: float) -> Receipt:
    return Receipt("unknown" if record.reached else "deferred", rule="QUE-004", reason=f"{deadline:g} s")
