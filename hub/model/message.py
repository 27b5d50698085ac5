"""A message: one business message the hub carries, its states and its verdict, as names.

Nothing here changes a state; the pipeline writes them and the store keeps them.

>>> MESSAGE_STATES["held"].waits_for
'a person'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hub.model.location import Finding

ParcelState = Literal["received", "opened", "held", "refused"]
MessageState = Literal["routed", "held", "rejected", "done"]
Verdict = Literal["clean", "warnings", "rejected"]
Direction = Literal["in", "out"]
Fault = Literal["sender", "map", "receiver", "hub"]


@dataclass(frozen=True, slots=True)
class StateOf:
    """What a state means, and who moves the thing on from it."""

    meaning: str
    waits_for: str


PARCEL_STATES: dict[ParcelState, StateOf] = {
    "received": StateOf("the bytes are committed, nothing was looked at yet", "a worker"),
    "opened": StateOf("every message in it was routed, held or rejected", "nobody"),
    "held": StateOf("it could not be opened for a fault of ours or of the configuration", "a person"),
    "refused": StateOf("it was turned away at the door; the refusal is recorded", "the sender"),
}
MESSAGE_STATES: dict[MessageState, StateOf] = {
    "routed": StateOf("its deliveries exist", "the deliveries"),
    "held": StateOf("stopped, nothing is lost: no agreement fits, a map failed, or a finding asks for a decision", "a person"),
    "rejected": StateOf("the sender was told that it must change the message", "the sender"),
    "done": StateOf("nothing is owed: a duplicate, an acknowledgement that was matched, a parcel without business content", "nobody"),
}


def verdict(findings: Iterable[Finding]) -> Verdict:
    """What a list of findings amounts to: one error rejects, one warning warns, an info says nothing."""
    severities = {finding.severity for finding in findings}
    if "error" in severities:
        return "rejected"
    return "warnings" if "warning" in severities else "clean"
