"""A lead gets the words of its form: of the form that its sender sent, in the version that was shown, whenever that was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pipeline.leads import market

SAMPLES = Path(__file__).parents[1] / "mapping" / "maps" / "leads"
LEAD = json.loads((SAMPLES / "linkedin-lead.sponsored.json").read_bytes())
FORM = json.loads((SAMPLES / "linkedin-form.samples.json").read_bytes())
MAPS = "maps: {json/linkedin-lead: [], json/linkedin-form: []}"


@pytest.fixture
def fair(house):
    market(
        house,
        ("from: fair/web\n    to: alpha\n    carries: [lead]", "from: fair/web\n    to: alpha\n    carries: [lead, lead_form]"),
        ("fair/web: {adapter: erp/document,", "fair/web: {adapter: erp/document, " + MAPS + ","),
        ("portal/web: {adapter: erp/document,", "portal/web: {adapter: erp/document, " + MAPS + ","),
    )
    return house


def form(version=1, label="First name"):
    made = json.loads(json.dumps({**FORM, "versionId": version}))
    made["content"]["questions"][0]["question"]["localized"]["en_US"] = label
    return json.dumps(made).encode()


def lead(number="ab-1", version=1):
    urn = f"urn:li:versionedLeadGenForm:(urn:li:leadGenForm:3162,{version})"
    return json.dumps({**LEAD, "id": number, "versionedLeadGenFormUrn": urn}).encode()


def taken(house, data, system="fair/web"):
    """The document that a parcel became."""
    house.send(data, system)
    return house.document(house.messages()[-1]["id"])


def test_a_lead_behind_its_form_has_labels_and_a_person(fair):
    taken(fair, form())
    found = taken(fair, lead())

    assert found["answer"][0]["label"] == "First name"
    assert found["contact"][0]["name"] == {"first": "Dewi"}
    assert found["consent"][0]["text"] == "You may contact me."


def test_a_lead_before_its_form_keeps_its_numbers(fair):
    found = taken(fair, lead())

    assert "label" not in found["answer"][0]
    assert "contact" not in found


@pytest.mark.parametrize(("version", "label"), [(1, "First name"), (2, "Given name")])
def test_the_version_that_was_shown_explains(fair, version, label):
    taken(fair, form(1))
    taken(fair, form(2, "Given name"))

    assert taken(fair, lead(version=version))["answer"][0]["label"] == label


def test_a_form_of_another_member_explains_nothing(fair):
    taken(fair, form(), "portal/web")

    assert "label" not in taken(fair, lead())["answer"][0]
