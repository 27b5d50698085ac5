"""What is asked of and answered about replay plans. Models only, as in `shapes`.

Example: `WantedBody(cause="MAP-104|orders|PO1|X9")`.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from hub.api.shapes import Instant, Shape
from hub.pipeline.plans import MOST, SAMPLE

State = Literal["held", "rejected", "dead", "delivered"]


class WantedBody(BaseModel):
    """What the things to be done again have in common; what is left out means anything."""

    model_config = ConfigDict(extra="forbid")

    cause: str = Field(default="", max_length=1000, description="The fingerprint, as `/v1/held/causes` tells it.")
    system: str = Field(default="", max_length=200, description="Of messages, where they came from; of deliveries, where they go.")
    agreement: str = Field(default="", max_length=200)
    since: AwareDatetime | None = Field(default=None, description="Received or owed at this moment or later.")
    until: AwareDatetime | None = Field(default=None, description="Received or owed before this moment.")
    states: list[State] = Field(default=["held"], min_length=1, description="`held` covers messages and deliveries, the others deliveries.")
    sample: int = Field(default=SAMPLE, ge=0, le=2000, description="How many are forecast, the oldest first.")
    most: int = Field(default=MOST, ge=1, le=MOST, description="How many one plan holds at most.")


class ForecastView(Shape):
    """How many items were forecast to do what. `unseen`: nobody looked, they lie beyond the sample."""

    passing: int = Field(alias="pass", description="Read and routed, or written for the receiver.")
    hold: int = Field(description="Would stop again.")
    reject: int
    same: int = Field(description="Was sent before; the same bytes would be sent now.")
    differ: int = Field(description="Was sent before; other bytes would be sent now.")
    unseen: int


class Progress(Shape):
    """How many items are where. `held`: stopped again. `left`: had gone on meanwhile, so nothing was done."""

    waiting: int
    done: int
    held: int
    left: int


class PlanStep(Shape):
    """Something that happened to a plan."""

    event: Literal["start", "end", "cancel"]
    state: str
    actor: str
    at: Instant


class PlanView(Shape):
    """A replay plan. `stale`: another configuration is in force than when it was forecast."""

    id: str
    state: Literal["planned", "running", "ended", "cancelled"]
    asked: dict[str, Any]
    items: int
    more: bool = Field(description="More fitted than a plan holds; make another when this one has ended.")
    forecast: ForecastView
    progress: Progress
    actor: str
    created_at: Instant
    config: str
    stale: bool
    steps: list[PlanStep]


class PlanPage(Shape):
    """A page of plans, the newest first; `next` is the cursor of the one after it."""

    items: list[PlanView]
    next: str | None


class PlanItem(Shape):
    """One thing of a plan. `subject`: the message's id or the delivery's key. `result`: its new state, or the key of the delivery owed now."""

    ordinal: int
    kind: Literal["message", "delivery"]
    subject: str
    message: str
    forecast: str | None
    because: dict[str, Any] | None
    state: str
    result: str | None
    at: Instant | None


class PlanItems(Shape):
    """The items behind an ordinal, in the order in which they are done."""

    items: list[PlanItem]
    next: int | None
