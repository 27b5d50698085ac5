"""From a webhook that names a lead by number to a readable lead: fetched, mapped, explained by its form. No network."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path

from hub.adapters.base import Response
from hub.adapters.crm.linkedin.adapter import LinkedIn
from hub.adapters.crm.meta.adapter import Meta
from hub.adapters.inbound import Call, Notice, fetch
from hub.configuration.active import ActiveConfiguration
from hub.configuration.read import load
from hub.model.documents.registry import validate
from hub.model.lead_answers import explained
from hub.pipeline.check import check

SAMPLES = Path(__file__).parents[1] / "mapping" / "maps" / "leads"
TREE = """\
apiVersion: hub/v1
members: {acme: {name: {en: Acme}}}
systems:
  acme/leads:
    adapter: crm/meta
    maps: {json/meta-lead: [], json/meta-form: [], json/linkedin-lead: [], json/linkedin-form: []}
"""


def sample(name):
    return (SAMPLES / f"{name}.json").read_bytes()


def read(parcel):
    """What `hub try --as acme/leads` says of a fetched parcel."""
    loaded = load(TREE, "hub.yaml", {}.get)
    assert loaded.problems == []
    (row,) = check([parcel.body], configuration=ActiveConfiguration(loaded.configuration, loaded.files), system="acme/leads")
    assert row["verdict"] != "rejected", row["findings"]
    assert f"json/{row['type']}" == parcel.message
    return row["canonical"]


def told(parcels):
    form, lead = (read(parcel) for parcel in parcels)
    whole = explained(lead, form)
    assert validate("lead/1", whole)[1] == []
    return whole


def test_a_lead_of_meta_is_readable_with_the_labels_of_its_form():
    body = json.dumps({"entry": [{"changes": [{"field": "leadgen", "value": {"leadgen_id": "444444444444444"}}]}]}).encode()
    stated = "sha256=" + hmac.new(b"s", body, hashlib.sha256).hexdigest()
    (notice,) = Meta().receive(Call("POST", {"x-hub-signature-256": stated}, body), b"s").notices
    answers = [sample("meta-lead.sample-book"), sample("meta-form.sample-book")]
    found = fetch(Meta().collect(notice, ()), lambda _request, number: Response(200, {}, answers[number]))
    lead = told(found.parcels)

    assert lead["contact"][0]["name"]["full"] == "欧阳晓"
    assert lead["answer"][0] == {"questionID": "每年采购多少米？", "label": "每年采购多少米？", "value": ["1000 米以上"]}


def test_a_lead_of_linkedin_has_its_person_from_the_version_that_was_shown():
    answers = [sample("linkedin-lead.sponsored"), sample("linkedin-form.samples")]
    collecting = LinkedIn().collect(Notice("linkedin/lead/ab12-cd34", {"id": "ab12-cd34"}), ())
    lead = told(fetch(collecting, lambda _request, number: Response(200, {}, answers[number])).parcels)

    assert lead["contact"][0]["name"] == {"first": "Dewi"}
    assert lead["contact"][0]["email"] == [{"raw": "dewi@samudra-tas.example", "value": "dewi@samudra-tas.example", "typeCode": "work"}]
    assert lead["answer"][2]["value"] == ["1,000 to 10,000 m", "with samples"]
    assert [consent.get("text") for consent in lead["consent"]] == ["You may contact me.", None]
