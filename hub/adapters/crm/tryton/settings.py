"""What the configuration says about one Tryton database as a CRM. The key of its REST interface stands in `out.http.token`.

Values only. Example: `TrytonSettings(company=1)`.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class TrytonSettings(BaseModel):
    """`company`: its number in the database."""

    model_config = ConfigDict(extra="forbid")

    company: int = Field(ge=1, description="the number of the company in the database, as its address in the client shows it")
