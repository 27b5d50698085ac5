"""The wire of a system is the one that its configuration names."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import BaseModel, ConfigDict

from hub.adapters.base import Adapter, Http, Signing
from hub.errors import Misconfigured
from hub.model.config import Basic, FolderOut, HttpOut, OutConfig, Secret
from hub.transports.folder import FolderTransport
from hub.transports.http import HttpClient, HttpTransport
from hub.transports.memory import Boxes
from hub.transports.wires import Wires


@pytest.fixture
def wires():
    return Wires(HttpClient(), Boxes(), lambda reference: f"value of {reference}")


def test_each_kind_has_its_transport(wires):
    http = wires.to("a/erp", OutConfig(http=HttpOut(url="https://erp.example/", token="env:T")))

    assert isinstance(http, HttpTransport)
    assert http._token == "value of env:T"
    assert isinstance(wires.to("a/erp", OutConfig(folder=FolderOut(path="/srv"))), FolderTransport)
    assert wires.to("a/erp", OutConfig(memory="acme")) is wires.boxes.box("acme")
    asyncio.run(wires.close())


def test_a_header_may_be_a_secret_too(wires):
    http = wires.to("a/erp", OutConfig(http=HttpOut(url="https://erp.example/", headers={"X-Key": "env:K", "X-Plain": "as is"})))

    assert http._config.headers == {"X-Key": "value of env:K", "X-Plain": "as is"}
    asyncio.run(wires.close())


@pytest.mark.parametrize("out", [None, OutConfig(), OutConfig(memory="a", folder=FolderOut(path="/srv"))])
def test_no_way_or_two_ways_out_are_refused(wires, out):
    with pytest.raises(Misconfigured) as refused:
        wires.to("a/erp", out)

    assert refused.value.rule == "NET-004"


class Keys(BaseModel):
    model_config = ConfigDict(extra="forbid")
    key: Secret
    older: list[Secret] = []
    plain: str = "as is"


class Signer(Adapter):
    name = "erp/signer"
    settings_model = Keys

    def sign(self, request, signing: Signing):
        return {
            "X-Signed": "|".join(
                [request.method, signing.url, str(signing.at), signing.nonce, *signing.secrets["key"], *signing.secrets["older"]]
            )
        }


def test_an_adapter_signs_with_the_values_behind_its_settings():
    wires = Wires(HttpClient(), Boxes(), lambda reference: f"value of {reference}", seconds=lambda: 7, nonce=lambda: "once")
    adapter = Signer(Keys(key="env:A", older=["env:B", "file:/c"]))
    http = wires.to("a/erp", OutConfig(http=HttpOut(url="https://erp.example/api")), adapter)

    assert http._signed(Http("GET", "orders?x=1"), http._prepared(Http("GET", "orders?x=1"))[1]) == {
        "X-Signed": "GET|https://erp.example/api/orders?x=1|7|once|value of env:A|value of env:B|value of file:/c"
    }
    asyncio.run(wires.close())


def test_what_signs_is_shown_by_nothing():
    signing = Signing("https://erp.example/", 7, "once", {"key": ("s3cret",)})
    adapter = Signer(Keys(key="env:A"))

    assert "s3cret" not in repr(signing)
    assert "value" not in repr(adapter.settings)


def test_a_user_and_a_password_are_sent_as_basic_and_hidden_in_answers(wires):
    http = wires.to("a/erp", OutConfig(http=HttpOut(url="https://erp.example/", basic=Basic(user="HUB", password="env:P"))))

    assert http._config.headers == {"Authorization": "Basic SFVCOnZhbHVlIG9mIGVudjpQ"}
    assert http._hidden(401, b"you sent SFVCOnZhbHVlIG9mIGVudjpQ, that is value of env:P") == b"you sent ***, that is ***"
    asyncio.run(wires.close())
