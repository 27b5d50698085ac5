"""The vendor's own SDK for K3Cloud: it says what our signatures have to be, and it works the fake server that our adapter works.

It runs in a process and an environment of its own; it switches the verification of certificates off.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.adapters.base import Http, Parcel, Request, Response, Signing
from hub.adapters.erp.kingdee.adapter import Kingdee
from hub.adapters.erp.kingdee.settings import KingdeeSettings
from hub.testing.adapters import play
from tests.adapters.erp.kingdee.fake import ACCOUNT, APP_ID, SECRET, USER, K3Cloud
from tests.journeys.served import Answered, Asked, Served
from tests.real.sdks import installed, told
from tests.services import Absent

ADAPTER = Kingdee(KingdeeSettings(account=ACCOUNT, user=USER, app_id="env:KD_APP", app_secret="env:KD_SECRET"))
SECRETS = {"app_id": (APP_ID,), "app_secret": (SECRET,)}
SIGN = """
import json, sys, time
from k3cloud_webapi_sdk.main import K3CloudApiSdk
given = json.load(sys.stdin)
sdk = K3CloudApiSdk(given["url"])
sdk.InitConfig(given["account"], given["user"], given["app_id"], given["secret"], given["url"])
time.time = lambda: given["at"]
print(json.dumps([sdk.BuildHeader(url) for url in given["urls"]]))
"""
WORK = """
import json, sys
from k3cloud_webapi_sdk.main import K3CloudApiSdk
given = json.load(sys.stdin)
sdk = K3CloudApiSdk(given["url"])
sdk.InitConfig(given["account"], given["user"], given["app_id"], given["secret"], given["url"])
said = []
for service, arguments in given["calls"]:
    try:
        said.append(json.loads(getattr(sdk, service)(*arguments)))
    except RuntimeError as problem:
        said.append(str(problem))
print(json.dumps(said))
"""
AT = 1_790_000_000
MODEL = {
    "FBillNo": "HAND-1",
    "FCustId": {"FNumber": "C001"},
    "FSaleOrderEntry": [{"FMaterialId": {"FNumber": "M-1"}, "FUnitID": {"FNumber": "Pcs"}, "FQty": 2}],
}
QUERY = {
    "FormId": "SAL_SaleOrder",
    "FieldKeys": "FBillNo,FDocumentStatus,FQty",
    "FilterString": "FBillNo='HAND-1'",
    "OrderString": "",
    "Limit": 10,
}


@pytest.fixture(scope="module")
def sdk() -> Path:
    try:
        return installed()
    except Absent as absent:
        pytest.skip(str(absent))


@pytest.fixture
def cloud() -> K3Cloud:
    return K3Cloud()


@pytest.fixture
def url(cloud: K3Cloud) -> Iterator[str]:
    def answer(asked: Asked) -> Answered:
        status, body = cloud.http(asked.method, asked.path, asked.headers, asked.body)
        return Answered(status, {"Content-Type": "application/json"}, body)

    with Served(answer) as server:
        yield server.url + "/k3cloud"


def by_sdk(python: Path, script: str, url: str, **more: Any) -> Any:
    return told(python, script, {"url": url, "account": ACCOUNT, "user": USER, "app_id": APP_ID, "secret": SECRET, **more})


@pytest.mark.parametrize("base", ["https://acme.ik3cloud.com/k3cloud/", "http://192.0.2.7:8080/K3Cloud/"])
def test_the_sdk_makes_the_same_headers(sdk: Path, base: str) -> None:
    urls = [f"{base}Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.{name}.common.kdsvc" for name in ("Save", "ExecuteBillQuery")]
    theirs = by_sdk(sdk, SIGN, base, urls=urls, at=AT)

    for address, headers in zip(urls, theirs, strict=True):
        ours = ADAPTER.sign(Http("POST"), Signing(address, AT, str(AT), SECRETS))
        assert ours == {name: headers[name] for name in ours}
        assert {name.lower() for name in headers} - {name.lower() for name in ours} == {"accept-charset", "user-agent", "content-type"}


def test_the_sdk_works_our_fake_as_it_works_the_real_one(sdk: Path, cloud: K3Cloud, url: str) -> None:
    form, numbers = "SAL_SaleOrder", {"Numbers": ["HAND-1"]}
    calls = [
        ["Save", [form, {"IsVerifyBaseDataField": "true", "Model": MODEL}]],
        ["Save", [form, {"IsVerifyBaseDataField": "true", "Model": MODEL}]],
        ["Audit", [form, numbers]],
        ["Submit", [form, numbers]],
        ["Audit", [form, numbers]],
        ["View", [form, {"Number": "HAND-1"}]],
        ["ExecuteBillQuery", [QUERY]],
        ["ExecuteBillQuery", [{**QUERY, "FilterString": "FBillNo like"}]],
    ]
    saved, again, early, submitted, audited, seen, found, wrong = by_sdk(sdk, WORK, url, calls=calls)

    done = [one["Result"]["ResponseStatus"]["IsSuccess"] for one in (saved, again, early, submitted, audited, seen)]
    assert done == [True, False, False, True, True, True]
    assert again["Result"]["ResponseStatus"]["Errors"][0]["FieldName"] == "FBillNo"
    assert seen["Result"]["Result"]["DocumentStatus"] == "C"
    assert found == [["HAND-1", "C", 2.0]]
    assert wrong[0][0]["Result"]["ResponseStatus"]["IsSuccess"] is False
    assert len(cloud.bills[form]) == 1


def test_a_wrong_secret_is_an_error_for_the_sdk_too(sdk: Path, url: str) -> None:
    (said,) = told(
        sdk,
        WORK,
        {"url": url, "account": ACCOUNT, "user": USER, "app_id": APP_ID, "secret": "another", "calls": [["ExecuteBillQuery", [QUERY]]]},
    )

    assert "签名验证失败" in said


def test_what_our_adapter_made_the_sdk_sees(sdk: Path, cloud: K3Cloud, url: str) -> None:
    """Our requests go to the same server under our signatures; the SDK reads the bill that they left."""
    body = b'{"F_TP_Order": "PO-9", "FCustId": {"FNumber": "C001"}, "FSaleOrderEntry": [%s]}' % (
        b'{"FMaterialId": {"FNumber": "M-1"}, "FQty": 2.50, "FUnitID": {"FNumber": "Pcs"}, "price": 7}'
    )

    def signed(request: Request, _number: int) -> Response:
        assert isinstance(request, Http)
        headers = ADAPTER.sign(request, Signing(f"{url}/{request.path}", AT, "n0nce", SECRETS))
        status, answer = cloud.http(
            "POST", "/k3cloud/" + request.path, {name.lower(): value for name, value in headers.items()}, request.body
        )
        return Response(status, {}, answer)

    receipt = play(ADAPTER.deliver(Parcel("d", "b", body, "application/json", "o.json")), signed)
    (found,) = by_sdk(sdk, WORK, url, calls=[["ExecuteBillQuery", [{**QUERY, "FilterString": f"FBillNo='{receipt.reference}'"}]]])

    assert receipt.outcome == "created"
    assert found == [[receipt.reference, "C", 2.5]]
