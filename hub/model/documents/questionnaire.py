"""The open part of a qualification: what the buyer asks, and what the supplier answers to it.

Knows no list of questions; ESPD alone has some 500. Example: `CriterionResponse.model_validate({"criterionID": "c1", "value": "是"})`.
"""

from __future__ import annotations

from pydantic import StrictBool

from hub.model.documents.common import Amount, Closed, Identifier, Many, Maybe, Period, Quantity
from hub.model.documents.scalars import CodeText, DecimalStr, Key, Line, LocalDate, Prose


class CriteriaSet(Closed):
    """A questionnaire that both sides know, by its number and version."""

    id: Key
    version: Maybe[Key] = None
    name: Maybe[Line] = None


class CriterionProperty(Closed):
    """One question, requirement or caption. `valueTypeCode`: INDICATOR, DESCRIPTION, AMOUNT, PERIOD, DATE, QUANTITY …"""

    id: Maybe[Key] = None
    property_type_code: Maybe[CodeText] = None
    value_type_code: Maybe[CodeText] = None
    description: Maybe[Prose] = None
    required_indicator: Maybe[StrictBool] = None
    expected_value: Maybe[Line] = None
    option: Many[Line] = ()


class Criterion(Closed):
    """Something that a supplier must meet, with the questions that show it."""

    id: Maybe[Key] = None
    criterion_type_code: Maybe[CodeText] = None
    name: Maybe[Line] = None
    description: Maybe[Prose] = None
    weight: Maybe[DecimalStr] = None
    criterion_property: Many[CriterionProperty] = ()


class CriterionResponse(Closed):
    """An answer. `question` keeps the words that were asked, where the questionnaire came without numbers.

    The answer stands in the place of its kind: `value` as text, or an indicator, a code, a date, an amount, a quantity, a period …
    """

    id: Maybe[Key] = None
    criterion_id: Maybe[Key] = None
    property_id: Maybe[Key] = None
    section: Maybe[Line] = None
    question: Maybe[Prose] = None
    value_type_code: Maybe[CodeText] = None
    value: Maybe[Prose] = None
    indicator: Maybe[StrictBool] = None
    code: Maybe[CodeText] = None
    date: Maybe[LocalDate] = None
    numeric: Maybe[DecimalStr] = None
    identifier: Maybe[Identifier] = None
    uri: Maybe[Line] = None
    amount: Maybe[Amount] = None
    quantity: Maybe[Quantity] = None
    period: Maybe[Period] = None
    lot_id: Maybe[Key] = None
    note: Maybe[Prose] = None
    confidentiality_code: Maybe[CodeText] = None
    evidence_id: Many[Key] = ()
