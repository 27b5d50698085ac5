"""What a HubSpot account is told beside its address and token.

>>> HubspotSettings().known
'merge'
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class HubspotSettings(BaseModel):
    """Settings of one HubSpot account."""

    model_config = ConfigDict(extra="forbid")

    known: Literal["merge", "duplicate"] = Field(
        default="merge",
        description="a person whom HubSpot has already under the same e-mail: their lead becomes a deal of theirs, or is told as a duplicate",
    )
    company: bool = Field(
        default=True, description="make a company of each lead; false leaves companies to HubSpot, which makes them of e-mail domains"
    )
