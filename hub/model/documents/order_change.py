"""The change of an order: its full new state, or only the lines that differ (`order_change/1`).

The sender says which by `changeMode`; the hub never guesses, and never merges a change into the order it keeps.

>>> OrderChange.model_validate({"orderReference": {"id": "4711"}, "changeMode": "delta"}).thread()
'4711'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from hub.model.documents.checks.order_change import change_doubts
from hub.model.documents.common import Document, Many, Maybe, Quantity
from hub.model.documents.needs import Need, Needs
from hub.model.documents.order import OrderHead, OrderLine
from hub.model.documents.references import OrderReference, Reason, orders_of
from hub.model.documents.scalars import Key
from hub.model.location import Finding


class OrderChangeLine(OrderLine):
    """One line. `actionCode` (UNCL1229): 1 added, 2 deleted, 3 changed, 4 as it was.

    `outstandingQuantity` is what is still to come after the change.
    """

    outstanding_quantity: Maybe[Quantity] = None


class OrderChange(OrderHead, Document):
    """A change. `id` is its own number where it has one; `revision` counts the changes of one order upwards.

    `changeMode` `replace`: what is not stated again no longer holds; `delta`: lines that are not named stay as they were.
    """

    document_type: ClassVar[str] = "order_change/1"
    profiles: ClassVar[Needs] = {
        "hub.order_change.basic": (
            Need("issueDate"),
            Need("changeMode"),
            Need("orderLine/*/id"),
            Need("orderLine/*/quantity/unitCode", "BUS-003"),
            Need("orderLine/*/price/priceAmount/currencyID", "BUS-002"),
        ),
    }

    schema_: Literal["https://tradepost.example/schemas/order_change/1.0"] = Field(
        default="https://tradepost.example/schemas/order_change/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Maybe[Key] = None
    revision: Maybe[Key] = None
    change_mode: Maybe[Literal["replace", "delta"]] = None
    order_reference: OrderReference
    change_reason: Many[Reason] = ()
    order_line: Many[OrderChangeLine] = ()

    def revises(self) -> bool:
        return True

    def thread(self) -> str:
        return self.order_reference.id

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield "order_change", self.id
        yield from orders_of((self.order_reference,))
        yield from self.numbers()

    def doubts(self) -> Iterator[Finding]:
        return change_doubts(self)
