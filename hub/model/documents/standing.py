"""How a company stands: scores that carry their scale, finances, credit, guarantees, ratings, performance, compliance.

A number without its scale means nothing, and two scales are never mixed: every score states scale, least and greatest value.
Example: `Score.model_validate({"value": "4.5", "scaleID": "stars", "minimum": "1", "maximum": "5"})`.
"""

from __future__ import annotations

from pydantic import StrictBool

from hub.model.documents.common import Amount, Closed, Many, Maybe, Period
from hub.model.documents.party import Party
from hub.model.documents.scalars import CodeText, DecimalStr, Instant, Key, Line, LocalDate, Prose


class Score(Closed):
    """A value on a scale. All four are required."""

    value: DecimalStr
    scale_id: CodeText
    minimum: DecimalStr
    maximum: DecimalStr


class FiscalYear(Closed):
    """One year's figures, as stated."""

    period: Maybe[Period] = None
    turnover_amount: Maybe[Amount] = None
    net_profit_amount: Maybe[Amount] = None
    equity_amount: Maybe[Amount] = None
    total_assets_amount: Maybe[Amount] = None
    audited_by: Maybe[Line] = None
    evidence_id: Many[Key] = ()


class Ratio(Closed):
    """A figure derived from the books."""

    code: CodeText
    value: DecimalStr
    period: Maybe[Period] = None


class Financial(Closed):
    """The financial section."""

    fiscal_year: Many[FiscalYear] = ()
    ratio: Many[Ratio] = ()


class CreditAssessment(Closed):
    """What an agency says of a company's credit. A rating in letters names its scale too."""

    provider_name: Maybe[Line] = None
    scale_id: Maybe[CodeText] = None
    rating_code: Maybe[CodeText] = None
    score: Maybe[Score] = None
    limit_amount: Maybe[Amount] = None
    payment_index: Maybe[Score] = None
    as_of_date: Maybe[LocalDate] = None
    valid_to: Maybe[LocalDate] = None
    evidence_id: Many[Key] = ()


class Guarantee(Closed):
    """担保: bid, performance, advancePayment, warranty, insurance, platformBond. `amountRate` in per cent."""

    id: Maybe[Key] = None
    guarantee_type_code: Maybe[CodeText] = None
    guarantor_party: Maybe[Party] = None
    beneficiary_party: Maybe[Party] = None
    liability_amount: Maybe[Amount] = None
    amount_rate: Maybe[DecimalStr] = None
    valid_from: Maybe[LocalDate] = None
    valid_to: Maybe[LocalDate] = None
    claim_conditions: Maybe[Prose] = None
    evidence_id: Many[Key] = ()


class Rating(Closed):
    """What somebody who dealt with the company says of it: peer (同行评价), buyer, platform, agency.

    `raterPseudonym` where the rater stays unnamed; `transactionHash` proves a transaction without showing it.
    """

    source_kind_code: Maybe[CodeText] = None
    rater_party: Maybe[Party] = None
    rater_pseudonym: Maybe[Line] = None
    transaction_hash: Maybe[Key] = None
    criterion_code: Maybe[CodeText] = None
    score: Score
    weight: Maybe[DecimalStr] = None
    at: Maybe[Instant] = None
    comment: Maybe[Prose] = None
    disputed_indicator: Maybe[StrictBool] = None


class Performance(Closed):
    """A measured figure such as OTIF. Numerator and denominator are stated so that figures can be added up again."""

    metric_code: CodeText
    period: Maybe[Period] = None
    numerator: Maybe[DecimalStr] = None
    denominator: Maybe[DecimalStr] = None
    value: Maybe[DecimalStr] = None
    unit_code: Maybe[CodeText] = None
    computed_by_code: Maybe[CodeText] = None


class Compliance(Closed):
    """A screening or a declaration: sanctions, exclusion, ESG, conflictMinerals, labour, dataProtection, exportControl."""

    compliance_type_code: Maybe[CodeText] = None
    standard: Maybe[Line] = None
    result_code: Maybe[CodeText] = None
    description: Maybe[Prose] = None
    screened_at: Maybe[Instant] = None
    screened_by: Maybe[Line] = None
    valid_to: Maybe[LocalDate] = None
    evidence_id: Many[Key] = ()
