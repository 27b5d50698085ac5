"""A form tells what an answer was asked for, by the question's number or its key."""

from __future__ import annotations

import pytest

from hub.model.documents.lead_form import LeadForm

FORM = LeadForm.model_validate({"id": "777", "question": [{"id": "11", "key": "quantity", "label": "采购量？"}, {"key": "email"}]})


@pytest.mark.parametrize(("name", "label"), [("11", "采购量？"), ("quantity", "采购量？"), ("phone", None)])
def test_a_question_is_found_by_its_number_or_its_key(name, label):
    question = FORM.question_of(name)

    assert (question.label if question else None) == label
