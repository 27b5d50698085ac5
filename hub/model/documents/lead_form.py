"""The form that leads were captured with (`lead_form/1`): its questions and options, so that answers can be read.

Platforms send answers under numbers; only the version of the form that was shown says what was asked. A form is master data:
`id` is the platform's number of the form, `revision` its version.

>>> LeadForm.model_validate({"id": "777", "question": [{"id": "q1", "label": "采购量？"}]}).question_of("q1").label
'采购量？'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, StrictBool

from hub.model.documents.common import Closed, Document, Many, Maybe, Note
from hub.model.documents.needs import Need, Needs
from hub.model.documents.scalars import CodeText, Instant, Key, Line, Prose


class FormOption(Closed):
    """One answer that may be chosen: its number or key, and its words."""

    id: Maybe[Key] = None
    value: Maybe[Key] = None
    label: Maybe[Line] = None


class FormQuestion(Closed):
    """One question. `id` and `key` are what answers name it by; `predefinedField` says that the platform fills it in (EMAIL)."""

    id: Maybe[Key] = None
    key: Maybe[Key] = None
    label: Maybe[Line] = None
    type_code: Maybe[CodeText] = None
    predefined_field: Maybe[CodeText] = None
    required_indicator: Maybe[StrictBool] = None
    hidden_indicator: Maybe[StrictBool] = None
    option: Many[FormOption] = ()


class FormConsent(Closed):
    """One consent that the form asks for, in the words that were shown."""

    id: Maybe[Key] = None
    text: Maybe[Prose] = None
    required_indicator: Maybe[StrictBool] = None


class LeadForm(Document):
    """A form of a platform, in one version."""

    document_type: ClassVar[str] = "lead_form/1"
    profiles: ClassVar[Needs] = {"hub.lead_form.basic": (Need("platform"), Need("question"), Need("question/*/id|key"))}

    schema_: Literal["https://tradepost.example/schemas/lead_form/1.0"] = Field(
        default="https://tradepost.example/schemas/lead_form/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Key
    revision: Maybe[Key] = None
    platform: Maybe[CodeText] = None
    account_id: Maybe[Key] = None
    name: Maybe[Line] = None
    language_code: Maybe[CodeText] = None
    status_code: Maybe[CodeText] = None
    created_at: Maybe[Instant] = None
    landing_page: Maybe[Line] = None
    privacy_policy: Maybe[Line] = None
    question: Many[FormQuestion] = ()
    consent: Many[FormConsent] = ()
    note: Many[Note] = ()

    def question_of(self, name: str) -> FormQuestion | None:
        """The question that an answer names, by its number or its key."""
        return next((question for question in self.question if name in (question.id, question.key)), None)

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield "form", self.id
