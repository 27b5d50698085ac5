"""What the answers about systems look like. Models only, as in `shapes`.

Example: `SystemView(id="acme/erp", state="paused", ...)`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from hub.api.shapes import Instant, Shape


class Paused(Shape):
    """Who stopped a system, since when, and why. Null: it was stopped before this was recorded."""

    by: str | None
    since: Instant | None
    reason: str | None


class BreakerView(Shape):
    """Whether the system answers. `open`: it did not, several times in a row, and is left in peace until `until`."""

    state: Literal["closed", "open", "half-open"]
    failures: int = Field(description="Attempts in a row that heard nothing.")
    until: Instant | None


class PaceView(Shape):
    """How hard it may be driven, and how much of the minute is used."""

    in_flight: int
    per_minute: int | None
    used: int | None


class SystemView(Shape):
    """A system as the queue sees it. Counts are of deliveries."""

    id: str
    member: str
    state: Literal["open", "paused", "broken"]
    paused: Paused | None
    breaker: BreakerView
    pace: PaceView
    behind: int
    ready: int
    running: int
    held: int
    due_since: Instant | None = Field(description="Since when the oldest delivery that may run is due.")


class Systems(Shape):
    """The systems of the reader, by id."""

    items: list[SystemView]


class SystemStep(Shape):
    """Something that happened to a system."""

    event: Literal["paused", "resumed", "broken", "mended"]
    at: Instant
    actor: str
    reason: str | None


class SystemSteps(Shape):
    """The newest first."""

    items: list[SystemStep]


class Reason(BaseModel):
    """Why a person does something."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(default="", max_length=500)
