"""A client of Salesforce that we did not write works the fake organisation that our adapter works, and sees what it made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.adapters.base import Parcel
from hub.adapters.crm.salesforce.adapter import Salesforce
from hub.testing.adapters import asked as by_us
from hub.testing.adapters import play
from tests.adapters.crm.salesforce.fake import KEY, Organisation
from tests.journeys.served import Answered, Asked, Served
from tests.real.sdks import installed, told
from tests.services import Absent

# The client speaks https only; its session is told to reach the fake without.
SCRIPT = """
import json, sys
import requests
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceError

class Plain(requests.adapters.HTTPAdapter):
    def send(self, request, **more):
        request.url = request.url.replace("https://", "http://", 1)
        return super().send(request, **more)

given, said = json.load(sys.stdin), []
session = requests.Session()
session.mount("https://", Plain())
client = Salesforce(instance_url=given["url"], session_id="t0ken", version="61.0", session=session)
for record, values in given["upserts"]:
    try:
        said.append(client.Lead.upsert(record, values))
    except SalesforceError as problem:
        said.append([type(problem).__name__, problem.content[0]["errorCode"] if problem.status != 300 else len(problem.content)])
said.append([(row["Id"], row["LastName"]) for row in client.query(given["query"])["records"]])
print(json.dumps(said))
"""
QUERY = f"SELECT Id,{KEY},LastName FROM Lead WHERE {KEY} != null ORDER BY SystemModstamp, Id LIMIT 10"
BASE = "/services/data/v61.0/"


@pytest.fixture(scope="module")
def client() -> Path:
    try:
        return installed()
    except Absent as absent:
        pytest.skip(str(absent))


@pytest.fixture
def organisation() -> Organisation:
    return Organisation()


@pytest.fixture
def url(organisation: Organisation) -> Iterator[str]:
    def answer(asked: Asked) -> Answered:
        if asked.headers.get("authorization") != "Bearer t0ken" or not asked.path.startswith(BASE):
            return Answered(401, {}, b'[{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}]')
        status, body = organisation.serve(asked.method, asked.path.removeprefix(BASE), asked.body)
        return Answered(status, {"Content-Type": "application/json"}, organisation.written(body))

    with Served(answer) as server:
        yield server.url


def test_it_works_our_fake_and_sees_what_our_adapter_made(client: Path, organisation: Organisation, url: str) -> None:
    body = b'{"TradepostLeadId__c": "L-1", "LastName": "Wijaya", "Company": "Samudra"}'
    made = play(Salesforce().deliver(Parcel("d", "b", body, "application/json", "l.json")), by_us(organisation))
    for number in ("00Q8", "00Q9"):
        organisation.put(number, {KEY: "L-8", "LastName": "Twice"})
    new = {"LastName": "Lin", "Company": "Haiyue"}
    upserts = [
        [f"{KEY}/L-1", {"LastName": "Widjaja"}],
        [f"{KEY}/L-2", new],
        [f"{KEY}/L-3", {"LastName": "Nobody"}],
        [f"{KEY}/L-4", {**new, KEY: "L-4"}],
        [f"{KEY}/L-8", new],
    ]
    *said, rows = told(client, SCRIPT, {"url": url, "upserts": upserts, "query": QUERY})

    assert said == [
        204,
        201,
        ["SalesforceMalformedRequest", "REQUIRED_FIELD_MISSING"],
        ["SalesforceMalformedRequest", "INVALID_FIELD"],
        ["SalesforceMoreThanOneRecord", 2],
    ]
    assert [made.reference, "Widjaja"] in rows
    assert len(rows) == 4
