"""An order to Kingdee over real HTTP and signed requests: the connection cut after the server did its work, and one bill in the end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.erp.kingdee.fake import ACCOUNT, APP_ID, SECRET, USER, K3Cloud
from tests.journeys.served import Answered, Asked, Served
from tests.journeys.town import Town, town

TREE = """
apiVersion: hub/v1
members: {lanmei: {name: {en: Lanmei Pumps, zh: 兰美泵业}}, haiyue: {name: {en: Haiyue Castings, zh: 海岳铸造}}}
systems:
  lanmei/srm: {adapter: erp/document, out: {folder: {path: "FOLDER/lanmei"}}}
  haiyue/erp:
    adapter: erp/kingdee
    out: {http: {url: "URL/k3cloud/", private: true, timeout: 5s}}
    settings: {account: "ACCOUNT", user: USER, app_id: "env:KD_APP", app_secret: "env:KD_SECRET"}
    in: {poll: {every: 1s}}
    maps: {json/kingdee-order-response: [], json/kingdee-despatch: []}
agreements:
  orders:
    from: lanmei/srm
    to: haiyue
    carries: [order]
    deliver: [{to: haiyue/erp, as: json/kingdee-order}]
    replies: [{document: order_response, from: haiyue/erp, deliver: [{to: lanmei/srm}], within: 1d}]
    retry: {waits: [1s, 1s, 1s, 1s], jitter: 0}
"""


@dataclass
class Cutting:
    """The account set behind a wire that is cut after the first request for each of these services was served."""

    cloud: K3Cloud = field(default_factory=K3Cloud)
    cut: set[str] = field(default_factory=set)

    def answer(self, asked: Asked) -> Answered:
        status, body = self.cloud.http(asked.method, asked.path, asked.headers, asked.body)
        service = asked.path.removesuffix(".common.kdsvc").rpartition(".")[2]
        if service in self.cut:
            self.cut.remove(service)
            return Answered(cut=True)
        return Answered(status, {"Content-Type": "application/json"}, body)


@pytest.fixture
def wire() -> Cutting:
    return Cutting()


@pytest.fixture
def place(tmp_path: Path, wire: Cutting, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setenv("KD_APP", APP_ID)
    monkeypatch.setenv("KD_SECRET", SECRET)
    with Served(wire.answer) as server:
        text = TREE.replace("FOLDER", str(tmp_path)).replace("URL", server.url).replace("ACCOUNT", ACCOUNT).replace("USER", USER)
        with town(tmp_path, text=lambda _: text) as one:
            yield one


def order(number: str = "PO-7", material: str = "M-1") -> bytes:
    values = {
        "$schema": "https://tradepost.example/schemas/order/1.0",
        "schemaVersion": "1.0",
        "id": number,
        "issueDate": "2026-11-22",
        "documentCurrencyCode": "CNY",
        "buyerCustomerParty": {"supplierAssignedAccountID": "C001", "partyName": "兰美泵业"},
        "orderLine": [
            {
                "id": "10",
                "quantity": {"value": "10.50", "unitCode": "C62"},
                "price": {"priceAmount": {"value": "36.50", "currencyID": "CNY"}, "taxIncludedIndicator": True},
                "item": {"name": "离心泵", "sellersItemIdentification": {"value": material}},
            }
        ],
    }
    return json.dumps(values).encode()


def sent(place: Town, body: bytes) -> dict[str, Any]:
    _, taken = place.send("lanmei/srm", body)
    (delivery,) = place.ended(taken["messages"][0]["id"])
    return delivery


@pytest.mark.parametrize(
    "cut", [{"Save"}, {"Submit"}, {"Audit"}, {"ExecuteBillQuery"}, {"Save", "Submit", "Audit"}], ids=lambda one: "-".join(sorted(one))
)
def test_a_connection_that_is_cut_after_the_work_leaves_one_audited_bill(place: Town, wire: Cutting, cut: set[str]) -> None:
    wire.cut = set(cut)
    delivery = sent(place, order())

    assert delivery["state"] == "delivered"
    assert wire.cut == set()
    (bill,) = wire.cloud.bills["SAL_SaleOrder"].values()
    assert (bill["FDocumentStatus"], wire.cloud.asked.count("Save")) == ("C", 1)
    assert place.verified() == []


def test_an_audited_bill_returns_to_the_buyer_as_the_answer_to_the_order(place: Town) -> None:
    sent(place, order())
    (answer,) = place.soon(lambda: place.files("lanmei", "*.json"))
    found = json.loads(answer)

    assert (found["orderReference"]["id"], found["orderResponseCode"]) == ("PO-7", "AP")
    assert found["orderLine"][0]["orderLineReference"] == {"lineID": "10"}


def test_what_kingdee_refuses_is_told_in_its_own_words(place: Town, wire: Cutting) -> None:
    delivery = sent(place, order(material="M-99"))
    said = json.dumps(place.get("haiyue/erp", f"/v1/deliveries/{delivery['key']}/attempts"), ensure_ascii=False)

    assert delivery["state"] == "rejected"
    assert "FMaterialId: 第1行分录，字段“物料编码”是必填项" in said
    assert wire.cloud.held() == {}


def test_no_secret_stands_in_what_is_kept(place: Town) -> None:
    sent(place, order())
    kept = b"".join((place.folder / name).read_bytes() for name in ("hub.db", "hub.db-wal") if (place.folder / name).exists())

    for secret in (SECRET, APP_ID):
        assert secret.encode() not in kept
