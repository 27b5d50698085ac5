"""A company as registers know it: its identifiers and who verified them, its licence, owners, former names, bank accounts.

Format and registry are two things: check digits are the hub's own finding, what a register said is stated here with its
source and its moment. Example: `Verification.model_validate({"sourceName": "企查查", "verifiedAt": "2026-11-20T09:30:00+08:00"})`.
"""

from __future__ import annotations

from pydantic import StrictBool

from hub.model.documents.common import Amount, Closed, Identifier, Many, Maybe
from hub.model.documents.party import Address, Party
from hub.model.documents.scalars import CodeText, CurrencyCode, DecimalStr, Instant, Key, Line, LocalDate, Prose


class Verification(Closed):
    """Who looked it up, where and when, and what stood there.

    `sourceName`: 国家企业信用信息公示系统 is the official source, 企查查 and 天眼查 are commercial copies of it: say which.
    `registryStatusCode`: active 存续, abnormal 经营异常, seriousViolation 严重违法, revoked 吊销, deregistered 注销.
    """

    source_name: Maybe[Line] = None
    source_type_code: Maybe[CodeText] = None
    verified_by: Maybe[Line] = None
    verified_at: Maybe[Instant] = None
    result_code: Maybe[CodeText] = None
    registry_status_code: Maybe[CodeText] = None
    registry_status: Maybe[Line] = None
    evidence_id: Many[Key] = ()


class LegalIdentifier(Closed):
    """A number under which a company is registered, and every time that somebody looked it up."""

    value: Key
    scheme_id: Maybe[CodeText] = None
    country_code: Maybe[CodeText] = None
    verification: Many[Verification] = ()


class FormerName(Closed):
    """曾用名: a name that the company no longer has, until when it had it."""

    name: Line
    valid_from: Maybe[LocalDate] = None
    valid_to: Maybe[LocalDate] = None


class Incorporation(Closed):
    """What the business licence (营业执照) says. `unlimitedIndicator` true is 长期: a term without an end, which an absent
    `validTo` alone does not say.
    """

    incorporation_date: Maybe[LocalDate] = None
    country_code: Maybe[CodeText] = None
    legal_form_code: Maybe[CodeText] = None
    legal_form: Maybe[Line] = None
    legal_representative: Maybe[Line] = None
    registered_capital: Maybe[Amount] = None
    paid_in_capital: Maybe[Amount] = None
    business_scope: Maybe[Prose] = None
    registration_authority: Maybe[Line] = None
    registered_address: Maybe[Address] = None
    valid_from: Maybe[LocalDate] = None
    valid_to: Maybe[LocalDate] = None
    unlimited_indicator: Maybe[StrictBool] = None
    approval_date: Maybe[LocalDate] = None
    former_name: Many[FormerName] = ()
    evidence_id: Many[Key] = ()


class Owner(Closed):
    """A shareholder or a beneficial owner, and the share in per cent."""

    party: Maybe[Party] = None
    role_code: Maybe[CodeText] = None
    share_percent: Maybe[DecimalStr] = None
    subscribed_amount: Maybe[Amount] = None
    evidence_id: Many[Key] = ()


class BankAccount(Closed):
    """Where to pay. `accountID` may be an IBAN or the bank's own number; `bankID` a BIC or `CN:CNAPS` 联行号."""

    account_id: Identifier
    account_name: Maybe[Line] = None
    bank_id: Maybe[Identifier] = None
    bank_name: Maybe[Line] = None
    branch_name: Maybe[Line] = None
    country_code: Maybe[CodeText] = None
    currency_code: Maybe[CurrencyCode] = None
    purpose_code: Maybe[CodeText] = None
    valid_from: Maybe[LocalDate] = None
    valid_to: Maybe[LocalDate] = None
    verification: Many[Verification] = ()
