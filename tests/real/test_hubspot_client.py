"""HubSpot's own Python client says what the signatures of its webhooks are, in a process and an environment of its own."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from hub.adapters.crm.hubspot.adapter import Hubspot
from hub.adapters.inbound import Call, Received
from tests.real.sdks import installed, told
from tests.services import Absent

SCRIPT = """
import json, sys
from hubspot.utils.signature import Signature
given = json.load(sys.stdin)
made = [Signature.get_signature(given["secret"], body, "v3", given["url"], "POST", given["moment"]) for body in given["bodies"]]
held = [Signature.is_valid(one, given["secret"], body, given["url"], "POST", "v3", given["moment"]) for one, body in zip(made, given["bodies"])]
print(json.dumps([made, held]))
"""
URL, SECRET = "https://hub.example/v1/hooks/alpha/crm", "b3e1-client-secret"
BODIES = [
    "[]",
    '[{"subscriptionType":"deal.propertyChange","objectId":7,"occurredAt":5,"propertyName":"dealstage"}]',
    '[{"propertyValue":"已成交"}]',
]


@pytest.fixture(scope="module")
def client() -> Path:
    try:
        return installed()
    except Absent as absent:
        pytest.skip(str(absent))


def test_what_its_client_signs_is_believed_and_one_altered_byte_is_not(client: Path) -> None:
    at = int(time.time())
    signatures, valid = told(client, SCRIPT, {"secret": SECRET, "url": URL, "moment": str(at * 1000), "bodies": BODIES})
    assert valid == [True] * len(BODIES)

    for signature, body in zip(signatures, BODIES, strict=True):
        headers = {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": str(at * 1000)}
        call = Call("POST", headers, body.encode(), url=URL, at=at)
        assert isinstance(Hubspot().receive(call, SECRET.encode()), Received)
        altered = Call("POST", headers, body.encode() + b" ", url=URL, at=at)
        assert not isinstance(Hubspot().receive(altered, SECRET.encode()), Received)
