"""The wire of a system is the one that its configuration names."""

from __future__ import annotations

import asyncio

import pytest

from hub.errors import Misconfigured
from hub.model.config import FolderOut, HttpOut, OutConfig
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
