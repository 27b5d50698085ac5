"""What the configuration says about one Tryton database that keeps suppliers. The key of its REST interface stands in `out.http.token`.

Values only. Example: `TrytonSettings(company=1).categories["qualified"]` is `Qualified supplier`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

DECISIONS = {
    "qualified": "Qualified supplier",
    "conditionallyQualified": "Conditionally qualified supplier",
    "preferred": "Preferred supplier",
    "notQualified": "Supplier not qualified",
    "suspended": "Suspended supplier",
    "disqualified": "Disqualified supplier",
    "expired": "Supplier with an expired qualification",
}


class TrytonSettings(BaseModel):
    """`company`: its number in the database; `categories`: which category of parties stands for which decision, `asked`: for a request."""

    model_config = ConfigDict(extra="forbid")

    company: int = Field(ge=1, description="the number of the company in the database, as its address in the client shows it")
    categories: dict[str, str] = Field(default=DECISIONS, min_length=1, description="the category of parties that stands for each decision")
    asked: str = Field(default="Supplier asked to qualify", min_length=1, description="the category of parties that were asked to qualify")
    parties: Literal["find", "create"] = Field(
        default="find", description="whether a request for a supplier that nobody knows is held or makes its party"
    )
