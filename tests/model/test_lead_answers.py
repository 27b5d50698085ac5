"""A form adds words to a lead and changes none."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.model.documents.registry import validate
from hub.model.lead_answers import explained

FORM = {
    "id": "777",
    "question": [
        {"id": "1", "predefinedField": "FIRST_NAME", "label": "First name"},
        {"id": "2", "predefinedField": "WORK_EMAIL", "label": "Work email"},
        {"id": "3", "label": "Yearly demand?", "option": [{"id": "8", "label": "1,000 m"}, {"id": "9", "label": "more"}]},
        {"id": "4", "key": "每年采购多少米？", "label": "每年采购多少米？"},
        {"id": "5", "predefinedField": "COUNTRY", "label": "Country"},
        {"id": "6", "predefinedField": "COMPANY_NAME"},
    ],
    "consent": [{"id": "c1", "text": "同意接收样册。"}],
}


def answered(question, **more):
    return {"id": "1", "answer": [{"questionID": question, **more}]}


@pytest.mark.parametrize(
    ("lead", "way", "expected"),
    [
        (answered("1", value=["Dewi"]), ("contact", 0, "name", "first"), "Dewi"),
        (
            answered("2", value=["D@S.Example"]),
            ("contact", 0, "email", 0),
            {"raw": "D@S.Example", "value": "D@s.example", "typeCode": "work"},
        ),
        (answered("3", optionID=["8", "9"]), ("answer", 0, "value"), ["1,000 m", "more"]),
        (answered("4", value=["1000 米以上"]), ("answer", 0, "label"), "每年采购多少米？"),
        (answered("5", value=["ID"]), ("buyer", "postalAddress", "countryCode"), "ID"),
        (answered("6", value=["宁波海岳"]), ("buyer", "partyName"), "宁波海岳"),
        ({"id": "1", "consent": [{"id": "c1", "givenIndicator": True}]}, ("consent", 0, "text"), "同意接收样册。"),
    ],
)
def test_an_answer_gets_its_words_and_its_place(lead, way, expected):
    found = explained(lead, FORM)
    for step in way:
        found = found[step]

    assert found == expected


def test_a_question_of_another_version_stays_a_number():
    assert explained(answered("99", value=["x"]), FORM) == answered("99", value=["x"])


LEADS = st.fixed_dictionaries(
    {"id": st.just("1")},
    optional={
        "answer": st.lists(
            st.fixed_dictionaries(
                {"questionID": st.sampled_from(["1", "2", "3", "4", "5", "6", "x"])},
                optional={
                    "value": st.lists(st.sampled_from(["Dewi", "a@b.example", "两\n行", "x" * 90]), min_size=1, max_size=2),
                    "optionID": st.just(["8"]),
                    "label": st.just("own"),
                },
            ),
            min_size=1,
            max_size=4,
        ),
        "contact": st.just([{"name": {"full": "欧阳晓"}, "email": [{"raw": "a@b.example"}]}]),
        "buyer": st.just({"partyName": "own"}),
    },
)


@given(LEADS)
def test_what_was_stated_stays_and_explaining_twice_changes_nothing(lead):
    before = copy.deepcopy(lead)
    once = explained(lead, FORM)

    assert lead == before
    assert explained(once, FORM) == once
    assert kept(lead, once)
    assert validate("lead/1", once)[1] == []


def kept(stated, found):
    if isinstance(stated, dict):
        return all(key in found and kept(value, found[key]) for key, value in stated.items())
    if isinstance(stated, list):
        return all(kept(one, other) for one, other in zip(stated, found, strict=False)) and len(found) >= len(stated)
    return stated == found
