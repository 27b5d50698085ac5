"""Kingdee's signature: what its SDK made of these values once, without the SDK; `tests/real` asks the SDK itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.base import Signing
from hub.adapters.erp.kingdee.settings import KingdeeSettings
from hub.adapters.erp.kingdee.signature import client_of, headers
from hub.errors import Misconfigured
from tests.adapters.erp.kingdee.fake import ACCOUNT, APP_ID, CLIENT, KEY, SECRET, USER, K3Cloud

SETTINGS = KingdeeSettings(account=ACCOUNT, user=USER, app_id="env:A", app_secret="env:B")
PATH = "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.Save.common.kdsvc"
SIGNING = Signing(f"https://acme.ik3cloud.com{PATH}", 1790000000, "1790000000", {"app_id": (APP_ID,), "app_secret": (SECRET,)})
BY_SDK = {
    "X-Api-ClientID": "300001",
    "X-Api-Auth-Version": "2.0",
    "x-api-timestamp": "1790000000",
    "x-api-nonce": "1790000000",
    "x-api-signheaders": "x-api-timestamp,x-api-nonce",
    "X-Api-Signature": "NTI1MzBjZjFhZDc1MmI3ZWUwNmRkZTgyMjMyYjUyMWJkZTQyNjljZjBiZDEyMzNjN2E3NDE3MWY3ZWM4N2M5Nw==",
    "X-Kd-Appkey": "300001_REdQWhJKFFEMQ0ATVkpDXREQVgVBXAFK",
    "X-Kd-Appdata": "NjQyMGExYjJjM2Q0ZTUsdHJhZGVwb3N0LDIwNTIsMA==",
    "X-Kd-Signature": "ZmJhZWYwY2M4ODgxODY5NGIyODAyODMwNzM5NTBkOGY1Y2E0OTE3MTVkZmUwNDAzNjhkZDIyMzM2YTI5OTk4Zg==",
}


def test_the_headers_are_those_that_the_sdk_made():
    assert headers(SETTINGS, SIGNING) == BY_SDK


def test_an_application_id_holds_the_client_and_its_key():
    assert client_of(APP_ID) == (CLIENT, KEY)


@pytest.mark.parametrize(
    "wrong", ["", "300001", "300001_", "300001_c2hvcnQ=", "_" + APP_ID.partition("_")[2], APP_ID + "A", APP_ID[:-1] + "!"]
)
def test_what_is_no_application_id_is_for_the_operator(wrong):
    with pytest.raises(Misconfigured) as problem:
        client_of(wrong)

    assert problem.value.rule == "NET-118"


@given(st.integers(1, 2**33), st.text("0123456789abcdef", min_size=1, max_size=40))
def test_every_moment_and_nonce_is_believed_and_another_path_is_not(at, nonce):
    made = {name.lower(): value for name, value in headers(SETTINGS, replace(SIGNING, at=at, nonce=nonce)).items()}

    assert K3Cloud().signed(PATH, made)
    assert not K3Cloud().signed(PATH.replace("Save", "Audit"), made)
    assert not K3Cloud().signed(PATH, made | {"x-api-nonce": nonce + "0"})
