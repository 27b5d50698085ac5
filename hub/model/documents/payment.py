"""How an invoice is to be paid: the means, the accounts, what was paid already; and the 发票 that belongs to it.

The hub moves no money and issues no 发票: it carries what the sender states.

>>> PaymentMeans.model_validate({"paymentMeansCode": "30", "payeeFinancialAccount": {"id": "DE89"}}).payment_means_code
'30'
"""

from __future__ import annotations

from hub.model.documents.common import Amount, Attachment, Closed, Many, Maybe, Note
from hub.model.documents.party import Address
from hub.model.documents.scalars import CodeText, CurrencyCode, Key, Line, LocalDate


class FinancialInstitution(Closed):
    """The bank as a whole, where its branch is named beside it."""

    id: Maybe[Key] = None
    scheme_id: Maybe[CodeText] = None
    name: Maybe[Line] = None
    address: Maybe[Address] = None


class FinancialAccount(Closed):
    """A bank account. `id`: IBAN or account number; `financialInstitutionID`: BIC, or 联行号 (CNAPS)."""

    id: Maybe[Key] = None
    name: Maybe[Line] = None
    currency_code: Maybe[CurrencyCode] = None
    account_type_code: Maybe[CodeText] = None
    financial_institution_id: Maybe[Key] = None
    financial_institution_name: Maybe[Line] = None
    financial_institution: Maybe[FinancialInstitution] = None


class CardAccount(Closed):
    """A card, by what may be shown of its number."""

    primary_account_number_id: Maybe[Key] = None
    network_id: Maybe[Key] = None
    holder_name: Maybe[Line] = None


class PaymentMandate(Closed):
    """The leave to collect by direct debit."""

    id: Maybe[Key] = None
    payer_financial_account: Maybe[FinancialAccount] = None


class PaymentMeans(Closed):
    """One way to pay. `paymentMeansCode`: UNCL4461; `paymentID`: what the payer is to quote."""

    id: Maybe[Key] = None
    payment_means_code: Maybe[CodeText] = None
    payment_means: Maybe[Line] = None
    payment_due_date: Maybe[LocalDate] = None
    payment_channel_code: Maybe[CodeText] = None
    instruction_id: Maybe[Key] = None
    payment_id: Many[Key] = ()
    instruction_note: Many[Note] = ()
    payee_financial_account: Maybe[FinancialAccount] = None
    payer_financial_account: Maybe[FinancialAccount] = None
    card_account: Maybe[CardAccount] = None
    payment_mandate: Maybe[PaymentMandate] = None


class PrepaidPayment(Closed):
    """What was paid before (定金)."""

    id: Maybe[Key] = None
    paid_amount: Maybe[Amount] = None
    received_date: Maybe[LocalDate] = None
    paid_date: Maybe[LocalDate] = None


class RedLetter(Closed):
    """Why and by which confirmation a 发票 is reversed. `reasonCode`: 01 to 04."""

    confirmation_id: Maybe[Key] = None
    reason_code: Maybe[CodeText] = None
    original_code: Maybe[Key] = None
    original_number: Maybe[Key] = None


class Fapiao(Closed):
    """The Chinese tax invoice as it was issued. A fully digital one (数电票) has a number of 20 digits and no code."""

    number: Key
    code: Maybe[Key] = None
    kind_code: Maybe[CodeText] = None
    issue_date: Maybe[LocalDate] = None
    check_code: Maybe[Key] = None
    verification_uri: Maybe[Line] = None
    red_letter: Maybe[RedLetter] = None
    attachment: Many[Attachment] = ()
