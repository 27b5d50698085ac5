"""A lead made readable by its form: the questions of its answers, the words of chosen options, and what the platform filled in by itself.

Pure and additive: what the lead states already is never changed, so that it still goes back to the platform as it came.

>>> explained({"id": "1", "answer": [{"questionID": "7", "value": ["20"]}]}, {"id": "f", "question": [{"id": "7", "label": "采购量？"}]})["answer"]
[{'questionID': '7', 'value': ['20'], 'label': '采购量？'}]
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from typing import Any

from hub.model.people import email, phone

Values = dict[str, Any]

# What platforms fill in by themselves, and where it stands in a lead. Work and private are told apart by typeCode.
NAMES = {"FULL_NAME": "full", "FIRST_NAME": "first", "LAST_NAME": "family"}
EMAILS = {"EMAIL": None, "WORK_EMAIL": "work"}
PHONES = {"PHONE": None, "PHONE_NUMBER": None, "WORK_PHONE": "work", "WORK_PHONE_NUMBER": "work"}
COMPANY = {"COMPANY_NAME": "partyName", "COMPANY_SIZE": "employeeBand", "INDUSTRY": "industryName", "WEBSITE": "website"}
ADDRESS = {
    "STREET_ADDRESS": "streetName",
    "CITY": "cityName",
    "STATE": "countrySubentity",
    "PROVINCE": "countrySubentity",
    "COUNTRY": "countryCode",
    "ZIP": "postalZone",
    "ZIP_CODE": "postalZone",
    "POST_CODE": "postalZone",
    "POSTAL_CODE": "postalZone",
}


def explained(lead: Mapping[str, Any], form: Mapping[str, Any]) -> Values:
    """The lead (JSON values) with what its form (JSON values of lead_form/1) says of its answers and consents."""
    result: Values = copy.deepcopy(dict(lead))
    questions = {name: question for question in form.get("question", ()) for name in (question.get("key"), question.get("id")) if name}
    for answer in result.get("answer", ()):
        question = questions.get(answer.get("questionID"))
        if question is not None:
            _explain(answer, question)
            _fill_in(result, answer)
    texts = {consent.get("id"): consent.get("text") for consent in form.get("consent", ())}
    for consent in result.get("consent", ()):
        text = texts.get(consent.get("id"))
        if text is not None:
            consent.setdefault("text", text)
            consent.setdefault("textHash", hashlib.sha256(text.encode()).hexdigest())
    return result


def _explain(answer: Values, question: Mapping[str, Any]) -> None:
    for name in ("label", "predefinedField"):
        if name in question:
            answer.setdefault(name, question[name])
    words = {name: option["label"] for option in question.get("option", ()) if "label" in option for name in _names(option)}
    chosen = [words[option] for option in answer.get("optionID", ()) if option in words]
    if chosen:
        answer.setdefault("value", chosen)


def _names(option: Mapping[str, Any]) -> list[str]:
    return [option[name] for name in ("id", "value") if name in option]


def _fill_in(lead: Values, answer: Values) -> None:
    kind, values = answer.get("predefinedField"), answer.get("value")
    if kind is None or not values or "\n" in values[0] or len(values[0]) > 80:
        return
    text = values[0]
    if kind in NAMES:
        _contact(lead).setdefault("name", {}).setdefault(NAMES[kind], text)
    elif kind == "JOB_TITLE":
        _contact(lead).setdefault("jobTitle", text)
    elif kind in EMAILS:
        _reach(lead, "email", text, email(text), EMAILS[kind])
    elif kind in PHONES:
        _reach(lead, "phone", text, phone(text), PHONES[kind])
    elif kind in COMPANY:
        lead.setdefault("buyer", {}).setdefault(COMPANY[kind], text)
    elif kind in ADDRESS:
        lead.setdefault("buyer", {}).setdefault("postalAddress", {}).setdefault(ADDRESS[kind], text)


def _contact(lead: Values) -> Values:
    found: Values = lead.setdefault("contact", [{}])[0]
    return found


def _reach(lead: Values, name: str, raw: str, usual: str | None, type_code: str | None) -> None:
    ways = _contact(lead).setdefault(name, [])
    if any(way.get("raw") == raw for way in ways):
        return
    way = {"raw": raw, **({"value": usual} if usual else {}), **({"typeCode": type_code} if type_code else {})}
    ways.append(way)
