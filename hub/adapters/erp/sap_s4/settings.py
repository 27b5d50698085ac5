"""What a company tells of its SAP: which organization sells, how orders of the hub are marked, what its services can show.

Nothing of it is secret: user and password stand in `out.http.basic`. Example: `SapSettings(sales_organization="1710")`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class SapSettings(BaseModel):
    """Fields that a document does not say are filled in from here when an order is created, never over what the map wrote."""

    model_config = ConfigDict(extra="forbid")

    sales_order_type: str = Field(default="OR", max_length=4, description="SalesOrderType of orders that the hub creates")
    sales_organization: str = Field(default="", max_length=4, description="SalesOrganization of orders that the hub creates")
    distribution_channel: str = Field(default="", max_length=2, description="DistributionChannel of orders that the hub creates")
    division: str = Field(default="", max_length=2, description="OrganizationDivision of orders that the hub creates")
    customer_order_type: str = Field(
        default="DFUE", min_length=1, max_length=4, pattern=r"[!-~]+", description="CustomerPurchaseOrderType that marks orders of the hub"
    )
    rejection_reason: str = Field(
        default="", max_length=2, description="SalesDocumentRjcnReason of lines that a buyer cancels; none: refused"
    )
    changed: Literal["LastChangeDateTime", "LastChangeDate"] = Field(
        default="LastChangeDateTime", description="the property of a sales order that says when it was changed"
    )
    schedule_lines: bool = Field(
        default=True, description="the service shows the schedule lines of an order, where SAP confirms quantities"
    )
    since: str = Field(
        default="1970-01-01",
        pattern=r"\d{4}-\d{2}-\d{2}",
        description="documents that were neither made nor changed since are not asked for",
    )

    def defaults(self) -> dict[str, str]:
        """The properties of a new order that are the same for all."""
        stated = {
            "SalesOrderType": self.sales_order_type,
            "SalesOrganization": self.sales_organization,
            "DistributionChannel": self.distribution_channel,
            "OrganizationDivision": self.division,
            "CustomerPurchaseOrderType": self.customer_order_type,
        }
        return {name: value for name, value in stated.items() if value}
