"""A delivery, its attempts and how they end, as names; the numbers are what the store keeps.

Transitions are not here: `hub/queue/states.py` holds the one table of them.

>>> DeliveryState.HELD in HEADS
True
"""

from __future__ import annotations

from enum import IntEnum
from typing import Literal


class DeliveryState(IntEnum):
    """Where a delivery stands. BEHIND waits for the head of its lane; from DELIVERED on it is over."""

    BEHIND = 0
    READY = 1
    RUNNING = 2
    HELD = 3
    DELIVERED = 4
    REJECTED = 5
    DEAD = 6


HEADS = frozenset((DeliveryState.READY, DeliveryState.RUNNING, DeliveryState.HELD))
ENDED = frozenset((DeliveryState.DELIVERED, DeliveryState.REJECTED, DeliveryState.DEAD))

# Delivered is not processed: these four are answered separately for every delivery.
Milestone = Literal["sent", "receipted", "acknowledged", "answered"]
MILESTONES: tuple[Milestone, ...] = ("sent", "receipted", "acknowledged", "answered")
