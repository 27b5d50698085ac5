"""A rating after a transaction: what one side says of the other, criterion by criterion (`transaction_rating/1`).

One for each side and transaction. Every value carries its scale; the hub averages nothing.

>>> TransactionRating.model_validate({"id": "TR-1", "transactionReference": {"orderID": ["PO-7"]}, "raterRoleCode": "buyer"}).thread()
'PO-7'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from hub.model.documents.checks.transaction_rating import rating_doubts
from hub.model.documents.common import Closed, Document, Many, Maybe
from hub.model.documents.evidence import Evidence
from hub.model.documents.needs import Need, Needs
from hub.model.documents.party import Party, numbers_of_party
from hub.model.documents.scalars import CodeText, DecimalStr, Instant, Key, Line, LocalDate, Prose
from hub.model.documents.standing import Score
from hub.model.location import Finding


class TransactionReference(Closed):
    """What was traded, by the numbers of its documents."""

    order_id: Many[Key] = ()
    despatch_id: Many[Key] = ()
    invoice_id: Many[Key] = ()


class Dimension(Closed):
    """One side of the transaction: quality, delivery, communication, price, documentation, payment."""

    criterion_code: CodeText
    score: Score
    weight: Maybe[DecimalStr] = None
    comment: Maybe[Prose] = None


class Reply(Closed):
    """What the rated side answers."""

    text: Prose
    at: Maybe[Instant] = None
    by: Maybe[Line] = None


class TransactionRating(Document):
    """A rating. Where both sides rate blind, `doubleBlindUntil` says from when each may see the other's.

    `disputeStatusCode`: none, disputed, upheld, withdrawn.
    """

    document_type: ClassVar[str] = "transaction_rating/1"
    profiles: ClassVar[Needs] = {
        "hub.transaction_rating.basic": (
            Need("issueDate"),
            Need("raterParty"),
            Need("raterParty/partyName|partyIdentification"),
            Need("ratedParty"),
            Need("ratedParty/partyName|partyIdentification"),
            Need("transactionReference/orderID|invoiceID"),
            Need("dimension"),
        ),
    }

    schema_: Literal["https://tradepost.example/schemas/transaction_rating/1.0"] = Field(
        default="https://tradepost.example/schemas/transaction_rating/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Key
    revision: Maybe[Key] = None
    issue_date: Maybe[LocalDate] = None
    transaction_reference: TransactionReference
    rater_role_code: Literal["buyer", "seller"]
    rater_party: Maybe[Party] = None
    rated_party: Maybe[Party] = None
    dimension: Many[Dimension] = ()
    comment: Maybe[Prose] = None
    published_at: Maybe[Instant] = None
    double_blind_until: Maybe[Instant] = None
    dispute_status_code: Maybe[CodeText] = None
    reply: Maybe[Reply] = None
    evidence: Many[Evidence] = ()

    def thread(self) -> str:
        traded = self.transaction_reference
        return next(iter((*traded.order_id, *traded.invoice_id, *traded.despatch_id)), self.id)

    def references(self) -> Iterator[tuple[str, str | None]]:
        traded = self.transaction_reference
        yield "transaction_rating", self.id
        yield from (("order", number) for number in traded.order_id)
        yield from (("despatch_advice", number) for number in traded.despatch_id)
        yield from (("invoice", number) for number in traded.invoice_id)
        yield from numbers_of_party(self.rated_party)

    def doubts(self) -> Iterator[Finding]:
        return rating_doubts(self)
