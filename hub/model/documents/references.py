"""What a document says about another one: the order and the line of it, the despatch, the contract; and a reason with its code.

Only names the other document; nothing here looks it up.

>>> OrderLineReference.model_validate({"lineID": "10", "orderReference": {"id": "4711"}}).order_reference.id
'4711'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import StrictBool

from hub.model.documents.common import Closed, DocumentReference, Many, Maybe
from hub.model.documents.scalars import CodeText, Key, Line, LocalDate, LocalTime


class Contract(Closed):
    """The contract that is drawn on."""

    id: Key
    issue_date: Maybe[LocalDate] = None
    contract_type_code: Maybe[CodeText] = None
    contract_type: Maybe[Line] = None
    version_id: Maybe[Key] = None
    document_reference: Many[DocumentReference] = ()


class OrderReference(Closed):
    """The order that this is about, and which revision of it. `id` is the buyer's number, `salesOrderID` the seller's."""

    id: Key
    sales_order_id: Maybe[Key] = None
    copy_indicator: Maybe[StrictBool] = None
    revision: Maybe[Key] = None
    uuid: Maybe[Key] = None
    issue_date: Maybe[LocalDate] = None
    issue_time: Maybe[LocalTime] = None
    customer_reference: Maybe[Key] = None
    order_type_code: Maybe[CodeText] = None
    release_id: Maybe[Key] = None


class Reason(Closed):
    """Why: a code of a list and words."""

    code: Maybe[CodeText] = None
    text: Maybe[Line] = None
    reference_id: Maybe[Key] = None


class OrderLineReference(Closed):
    """A line of an order by the buyer's own line number; `orderReference` where the document is about several orders."""

    line_id: Maybe[Key] = None
    sales_order_line_id: Maybe[Key] = None
    uuid: Maybe[Key] = None
    line_status_code: Maybe[CodeText] = None
    order_reference: Maybe[OrderReference] = None


class LineReference(Closed):
    """A line of another document, such as a despatch."""

    line_id: Maybe[Key] = None
    uuid: Maybe[Key] = None
    line_status_code: Maybe[CodeText] = None
    document_reference: Maybe[DocumentReference] = None


def orders_of(stated: Iterable[OrderReference | None], lines: Iterable[OrderLineReference | None] = ()) -> Iterator[tuple[str, str | None]]:
    """The numbers of every order named, those of the document itself first."""
    named = (*stated, *(line.order_reference for line in lines if line is not None))
    for reference in named:
        if reference is not None:
            yield "order", reference.id
            yield "sales_order", reference.sales_order_id
            yield "uuid", reference.uuid
            yield "customer", reference.customer_reference


def first_order(stated: Iterable[OrderReference | None], lines: Iterable[OrderLineReference | None] = ()) -> str | None:
    """The number of the order that gives the conversation its name, where several are named the first."""
    return next((number for kind, number in orders_of(stated, lines) if kind == "order"), None)
