"""A lead of any platform goes to any CRM's shape with nothing dropped, in bodies that the vendor's contract takes, and comes back whole."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml

from hub.formats.json import FORMAT
from hub.model.config import Assume
from tests.mapping.maps.test_lead_laws import SAMPLES, compiled, message

CRMS = ("hubspot-lead", "salesforce-lead", "tryton-lead")
PLATFORMS = [
    path for path in SAMPLES if path.stem.startswith(("lead.", "lead-zh.", "linkedin-lead.", "meta-lead.", "google-lead.", "alibaba-rfq."))
]
OUTSIDE = ("unmapped", "extensions", "$schema", "schemaVersion")


def lead(path):
    found = compiled(path.stem.partition(".")[0]).read(message(path.stem.partition(".")[0], path.read_bytes()).tree, Assume(zone="+08:00"))
    return {name: value for name, value in found.document.items() if name not in OUTSIDE}


def sent(crm, document):
    tree = FORMAT.new_tree(crm)
    written = compiled(crm).write(document, tree)
    assert (written.dropped, written.waived, written.findings) == ([], [], [])
    return json.loads(FORMAT.write([(crm, tree)], None))


@pytest.mark.parametrize("crm", CRMS)
@pytest.mark.parametrize("path", PLATFORMS, ids=lambda path: path.stem)
def test_nothing_of_a_lead_is_lost_on_the_way_to_a_crm_and_back(path, crm):
    document = lead(path)
    body = sent(crm, document)
    back = compiled(crm).read(message(crm, json.dumps(body).encode()).tree).document

    assert missing(document, back) == []


def missing(stated, back, way=""):
    """What of a value the other does not say; the other may say more."""
    if isinstance(stated, dict):
        return [one for key, value in stated.items() for one in missing(value, (back or {}).get(key), f"{way}/{key}")]
    if isinstance(stated, list):
        others = back or []
        return [one for at, value in enumerate(stated) for one in missing(value, others[at] if at < len(others) else None, f"{way}/{at}")]
    return [] if stated == back else [way]


@pytest.mark.parametrize("path", PLATFORMS, ids=lambda path: path.stem)
def test_hubspot_takes_the_bodies_by_its_own_contract(path, corpus):
    body = sent("hubspot-lead", lead(path))
    for name in ("contact", "company", "deal"):
        if name in body:
            contract = yaml.safe_load((corpus / f"vendor-specs/hubspot/crm-{name}.openapi.yaml").read_text("utf-8"))
            jsonschema.validate(body[name], contract["components"]["schemas"]["SimplePublicObjectInput"])


@pytest.mark.parametrize("path", PLATFORMS, ids=lambda path: path.stem)
def test_salesforce_finds_one_flat_record(path):
    assert not [name for name, value in sent("salesforce-lead", lead(path)).items() if isinstance(value, dict | list)]


SAID = [
    ("hubspot-lead-status.connected", "contacted"),
    ("hubspot-deal-status.won", "won"),
    ("salesforce-lead-status.converted", "converted"),
    ("tryton-lead-status.lost", "lost"),
    ("lead-status-zh.won", "won"),
    ("lead-status.duplicate", "duplicate"),
]


@pytest.mark.parametrize(("sample", "code"), SAID)
def test_a_verdict_of_a_crm_is_one_status_whatever_its_words(sample, code):
    path = next(path for path in SAMPLES if path.stem == sample)
    found = (
        compiled(sample.partition(".")[0]).read(message(sample.partition(".")[0], path.read_bytes()).tree, Assume(zone="+08:00")).document
    )

    assert found["statusCode"] == code
    assert found["leadReference"]["id"] in ("W-7001", "XS20261122-0007")
