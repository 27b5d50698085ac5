"""What the configuration says about one Tryton database. The key of its REST interface stands in `out.http.token`.

Values only. Example: `TrytonSettings(company=1).items` is `["product", "gtin"]`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Item = Literal["product", "gtin", "buyer_item", "maker_item"]


class TrytonSettings(BaseModel):
    """`company`: its number in the database; `items`: which numbers of an order line may name a product, in this order."""

    model_config = ConfigDict(extra="forbid")

    company: int = Field(ge=1, description="the number of the company in the database, as its address in the client shows it")
    items: list[Item] = Field(default=["product", "gtin"], min_length=1, description="which numbers of a line may name a product")
    reach: Literal["draft", "quotation", "confirmed"] = Field(default="confirmed", description="how far an order is taken")
    addresses: Literal["find", "create"] = Field(
        default="find", description="whether a delivery or invoice address that the customer does not have yet holds the order or is added"
    )
    method: Literal["manual", "order", "fulfillment"] | None = Field(
        default=None, description="when a sale is invoiced, where it is not as the customer or the company has it"
    )
    suppliers: list[str] | None = Field(
        default=None, description="the identifiers of suppliers whose purchases go through the hub, where not all of them do"
    )
