"""Kingdee: the kits over a fake account set, and the things that only Kingdee does."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources
from typing import ClassVar

import pytest
import yaml

from hub.adapters.base import Parcel, Response, WireError
from hub.adapters.erp.kingdee.adapter import Kingdee
from hub.adapters.erp.kingdee.bill import number
from hub.adapters.erp.kingdee.settings import KingdeeSettings
from hub.errors import Misconfigured
from hub.testing.adapters import (
    AdapterKit,
    DeliverKit,
    LimitsKit,
    PollKit,
    ProbeKit,
    Refusal,
    SettingsKit,
    StatusKit,
    asked,
    handed_over,
    play,
    run,
)
from tests.adapters.erp.kingdee.fake import APP_ID, K3Cloud, refused, status, when

ANSWERS = yaml.safe_load((resources.files("hub.adapters.erp.kingdee") / "samples" / "answers.yaml").read_text("utf-8"))
SETTINGS = {"account": "6420", "user": "hub", "app_id": "env:KD_APP", "app_secret": "file:kd.secret"}
ADAPTER = Kingdee(KingdeeSettings(**SETTINGS))
ORDER = {
    "F_TP_Order": "PO-7",
    "FDate": "2026-11-22",
    "FCustId": {"FNumber": "C001"},
    "FSaleOrderEntry": [
        {
            "F_TP_Line": "10",
            "FMaterialId": {"FNumber": "M-1"},
            "FQty": 10.50,
            "FUnitID": {"FNumber": "Pcs"},
            "price": 36.5,
            "tax_included": False,
        },
        {"F_TP_Line": "20", "FMaterialId": {"FNumber": "M-2"}, "FQty": 3, "FUnitID": {"FNumber": "kg"}, "price": 1.2},
    ],
}
PARCEL = Parcel("d-1", "lanmei|order/1|PO-7|0", json.dumps(ORDER).encode(), "application/json", "o.json", {"id": "PO-7"})
NUMBER = number("TP-", "PO-7", PARCEL.business_key)


def said(values, code=200):
    return Response(code, {}, json.dumps(values, ensure_ascii=False).encode())


def of(order, key=PARCEL.business_key):
    return replace(PARCEL, body=json.dumps(order).encode(), business_key=key)


class TestContract(AdapterKit):
    adapter = ADAPTER
    parcel = PARCEL

    def fresh(self):
        return asked(K3Cloud())


class TestSettings(SettingsKit):
    adapter = ADAPTER
    settings = SETTINGS
    wrong: ClassVar = ({"account": ""}, {"app_secret": "plain"}, {"app_id": "300001_abc"}, {"prefix": "tp'"}, {"finish": "never"})
    secret_settings = ("app_id", "app_secret")
    hidden = APP_ID

    def test_a_signature_does_not_show_the_secret(self):
        """The application id is told with each request; the secret and the key in the id are not."""
        for request in self.requests:
            shown = str(
                dict(self.adapter.sign(request, replace(self._signing(), secrets={"app_id": (APP_ID,), "app_secret": ("5ecret",)})))
            )
            assert "5ecret" not in shown
            assert "twenty-four" not in shown


class TestDeliveries(DeliverKit):
    adapter = ADAPTER
    parcel = PARCEL
    peer = K3Cloud
    refusals = (Refusal(said([[refused("没有“销售订单”的查询权限", code=2)]]), "查询权限", "misconfigured"),)


class TestProbe(ProbeKit):
    adapter = ADAPTER
    peer = K3Cloud


class TestLimits(LimitsKit):
    adapter = ADAPTER


class TestStatus(StatusKit):
    adapter = ADAPTER
    reference = NUMBER
    states: ClassVar = {"Z": "pending", "A": "pending", "B": "pending", "C": "processed", "D": "pending"}

    def showing(self, state, request):
        return said([[state, "A"]])

    def test_what_was_cancelled_or_deleted_has_failed(self):
        assert run(ADAPTER.check(NUMBER), lambda *_: said([["C", "B"]])).state == "failed"
        assert run(ADAPTER.check(NUMBER), lambda *_: said([])).state == "failed"


class Bills(K3Cloud):
    """An account set where people audit bills of ours."""

    def add(self, name, created, changed=None):
        bill = {
            "FID": name, "FBillNo": number("TP-", name, name), "FDocumentStatus": "C", "FCancelStatus": "A", "FDate": "2026-11-22T00:00:00",
            "FCreateDate": when(created), "FModifyDate": when(changed) if changed is not None else None, "FApproveDate": when(created),
            "FSaleOrderEntry": [{"F_TP_Line": "10", "FQty": "1", "FEntryID": name + "1"}, {"F_TP_Line": "20", "FQty": "2", "FEntryID": name + "2"}],
        }  # fmt: skip
        self.bills["SAL_SaleOrder"][name] = bill

    def change(self, name, at):
        self.bills["SAL_SaleOrder"][name]["FModifyDate"] = when(at)

    def remove(self, name):
        del self.bills["SAL_SaleOrder"][name]


class TestPolling(PollKit):
    adapter = ADAPTER
    stream = "order_response"
    peer = Bills

    def key(self, name):
        return f"kingdee/SAL_SaleOrder/{name}"


# ── orders ──


def test_a_bill_is_saved_submitted_and_audited_with_prices_where_they_belong():
    peer = K3Cloud()
    receipt = handed_over(ADAPTER, PARCEL, asked(peer))

    assert (receipt.outcome, receipt.reference) == ("created", NUMBER)
    assert peer.asked == ["ExecuteBillQuery", "Save", "Submit", "Audit"]
    (bill,) = peer.bills["SAL_SaleOrder"].values()
    assert (bill["FBillTypeID"], bill["FSaleOrgId"], bill["F_TP_Order"]) == ({"FNUMBER": "XSDD01_SYS"}, {"FNumber": "100"}, "PO-7")
    one, two = bill["FSaleOrderEntry"]
    assert (one["FPrice"], two["FTaxPrice"]) == (36.5, 1.2)
    assert not {"price", "tax_included", "FTaxPrice"} & one.keys()


def test_decimals_go_out_as_the_order_wrote_them():
    requests = []
    handed_over(ADAPTER, replace(PARCEL, body=PARCEL.body.replace(b"10.5", b"12345678901234567.10")), asked(K3Cloud(), requests))

    assert b'"FQty":12345678901234567.10' in requests[1].body


@pytest.mark.parametrize("finish, asked_for", [("save", []), ("submit", ["Submit"]), ("audit", ["Submit", "Audit"])])
def test_people_may_have_the_last_word(finish, asked_for):
    peer, adapter = K3Cloud(), Kingdee(KingdeeSettings(**SETTINGS, finish=finish))
    handed_over(adapter, PARCEL, asked(peer))

    assert peer.asked[2:] == asked_for
    assert handed_over(adapter, PARCEL, asked(peer)).outcome == "duplicate"


@pytest.mark.parametrize("state, asked_for", [("A", ["Submit", "Audit"]), ("B", ["Audit"]), ("D", ["Submit", "Audit"]), ("C", [])])
def test_a_bill_that_is_halfway_is_gone_on_with(state, asked_for):
    peer = K3Cloud()
    handed_over(ADAPTER, PARCEL, asked(peer))
    (bill,) = peer.bills["SAL_SaleOrder"].values()
    bill["FDocumentStatus"] = state
    peer.asked.clear()
    receipt = handed_over(ADAPTER, PARCEL, asked(peer))

    assert peer.asked == ["ExecuteBillQuery", *asked_for]
    assert receipt.outcome == ("created" if asked_for else "duplicate")
    assert bill["FDocumentStatus"] == "C"


def test_two_at_the_same_time_leave_one_bill():
    peer, overtaken = K3Cloud(), []

    def racing(request, number_):
        if number_ == 1 and not overtaken:
            overtaken.append(handed_over(ADAPTER, PARCEL, asked(peer)))
        return peer.answer(request)

    receipt = play(ADAPTER.deliver(PARCEL), racing)

    assert (receipt.outcome, receipt.reference) == ("created", NUMBER)
    assert len(peer.bills["SAL_SaleOrder"]) == 1


def test_orders_of_two_buyers_under_one_number_are_two_bills():
    peer = K3Cloud()
    for key in ("lanmei|order/1|PO-7|0", "rival|order/1|PO-7|0"):
        handed_over(ADAPTER, of(ORDER, key), asked(peer))

    assert len(peer.bills["SAL_SaleOrder"]) == 2


def test_a_number_with_a_quote_is_a_value_and_no_condition():
    peer, order = K3Cloud(), {**ORDER, "F_TP_Order": "x' or 'a'='a"}
    for _ in range(2):
        handed_over(ADAPTER, of(order), asked(peer))
    handed_over(ADAPTER, of(ORDER, "other"), asked(peer))

    assert len(peer.bills["SAL_SaleOrder"]) == 2


# ── what Kingdee says in a 200 ──


def at(step, answer):
    """A peer that answers this at its first request for this service."""
    peer = K3Cloud()

    def answering(request, _number):
        return answer if f".{step}." in request.path else peer.answer(request)

    return answering


def test_an_unknown_customer_is_told_with_its_field_in_chinese():
    receipt = handed_over(ADAPTER, of({**ORDER, "FCustId": {"FNumber": "nobody"}}), asked(K3Cloud()))

    assert (receipt.outcome, receipt.rule) == ("rejected", "NET-101")
    assert receipt.reason == "FCustId: 字段“客户”是必填项"


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: row["title"])
def test_every_sample_answer_means_what_it_says(row):
    peer = at("Save", Response(200, {}, row["body"].encode()))
    if row["outcome"] == "held":
        with pytest.raises(Misconfigured) as problem:
            handed_over(ADAPTER, PARCEL, peer)
        assert problem.value.params["reason"] == row["reason"]
        return
    wire = (
        peer
        if row["outcome"] != "created"
        else lambda request, _number: Response(200, {}, row["body"].encode() if "Query" not in request.path else b"[]")
    )
    receipt = handed_over(ADAPTER, PARCEL, wire)

    assert receipt.outcome == row["outcome"]
    assert receipt.reason == row.get("reason", "")


@pytest.mark.parametrize(
    "answer, outcome",
    [
        (said(refused("单据已关账", code=11)), "rejected"),
        (said(refused("网络控制冲突", code=13)), "deferred"),
        (said(refused("数据库操作失败", code=6)), "unknown"),
        (Response(200, {}, "response_error:值不能为 null。参数名: key".encode()), "rejected"),
        (Response(200, {}, b"<html>login</html>"), "unknown"),
        (said({"Result": {}}), "unknown"),
        (Response(500, {}, b""), "unknown"),
    ],
)
@pytest.mark.parametrize("step", ["Save", "Submit", "Audit"])
def test_what_is_said_at_a_step_decides_how_the_attempt_ends(step, answer, outcome):
    assert handed_over(ADAPTER, PARCEL, at(step, answer)).outcome == outcome


@pytest.mark.parametrize(
    "answer",
    [
        said(refused("会话信息已丢失，请重新登录", code=1)),
        said(refused("当前用户没有审核权限", code=2)),
        Response(200, {}, "response_error:会话信息已丢失，请重新登录".encode()),
        Response(200, {}, "\ufeffresponse_error:签名验证失败".encode()),
        Response(302, {"location": "/k3cloud/html5/"}, b""),
    ],
)
@pytest.mark.parametrize("step", ["ExecuteBillQuery", "Save", "Audit"])
def test_a_lost_session_or_a_missing_right_is_for_the_operator(step, answer):
    with pytest.raises(Misconfigured) as problem:
        handed_over(ADAPTER, PARCEL, at(step, answer))

    assert problem.value.rule == "NET-010"


def test_an_exception_there_is_asked_about_and_not_repeated_blindly():
    peer = K3Cloud()

    def broken(request, _number):
        answer = peer.answer(request)
        return said(refused("发生异常", code=4)) if ".Save." in request.path else answer

    assert handed_over(ADAPTER, PARCEL, broken).outcome == "unknown"
    assert handed_over(ADAPTER, replace(PARCEL, resuming=True), asked(peer)).outcome == "created"
    assert peer.asked.count("Save") == 1


def test_a_state_that_nobody_knows_waits_for_a_person():
    with pytest.raises(Misconfigured) as problem:
        handed_over(ADAPTER, PARCEL, lambda *_: said([["X"]]))

    assert problem.value.rule == "ADP-003"


@pytest.mark.parametrize(
    "order, document",
    [
        ({**ORDER, "FSaleOrderEntry": [{"price": 5, "price_per": 100}]}, {}),
        (ORDER, {"revision": "2"}),
        ({"FSaleOrderEntry": []}, {}),
    ],
)
def test_what_would_mean_something_else_there_is_not_sent(order, document):
    with pytest.raises(Misconfigured) as problem:
        next(ADAPTER.deliver(replace(of(order), document=document)))

    assert problem.value.rule == "ADP-004"


def test_a_look_up_that_gets_no_answer_knows_nothing():
    for reply in (WireError("cut", sent=True), WireError("none", sent=False), Response(500, {}, b""), Response(200, {}, b"null")):
        assert play(ADAPTER.look_up(PARCEL), lambda *_, reply=reply: reply).outcome == "unknown"


def test_a_save_is_believed_by_its_status():
    assert status(NUMBER, "1")["IsSuccess"] is True
    assert run(ADAPTER.probe(), asked(K3Cloud())).values == {"unit": ["Pcs", "kg"]}


# ── what comes back ──


def audited(peer):
    (bill,) = peer.bills["SAL_SaleOrder"].values()
    return bill


def test_an_audited_bill_comes_back_as_the_answer_to_its_order():
    peer = K3Cloud()
    handed_over(ADAPTER, PARCEL, asked(peer))
    page = run(ADAPTER.poll("order_response", "", 50), asked(peer))
    (found,) = page.parcels
    body = json.loads(found.body)

    assert (found.message, body["order"], body["FBillNo"]) == ("json/kingdee-order-response", "PO-7", NUMBER)
    assert [(line["F_TP_Line"], line["FQty"]) for line in body["FSaleOrderEntry"]] == [("10", "10.5000000000"), ("20", "3.0000000000")]
    assert page.more is False


def test_a_bill_is_answered_when_it_is_audited_although_it_was_not_changed():
    peer, adapter = K3Cloud(), Kingdee(KingdeeSettings(**SETTINGS, finish="submit"))
    handed_over(adapter, PARCEL, asked(peer))
    first = run(adapter.poll("order_response", "", 50), asked(peer))
    peer.now += 100_000
    peer.audit("SAL_SaleOrder", {"Numbers": [NUMBER]})
    later = run(adapter.poll("order_response", first.cursor, 50), asked(peer))

    assert (len(first.parcels), len(later.parcels)) == (0, 1)


def test_a_cancelled_bill_comes_under_a_version_of_its_own():
    peer = K3Cloud()
    handed_over(ADAPTER, PARCEL, asked(peer))
    (before,) = run(ADAPTER.poll("order_response", "", 50), asked(peer)).parcels
    audited(peer)["FCancelStatus"] = "B"
    (after,) = run(ADAPTER.poll("order_response", "", 50), asked(peer)).parcels

    assert before.key == after.key
    assert before.version != after.version


def test_what_people_made_themselves_is_not_told():
    peer = K3Cloud()
    peer.save("SAL_SaleOrder", {"Model": {"FSaleOrderEntry": [{"FQty": 1}]}})
    peer.save("SAL_SaleOrder", {"Model": {"FBillNo": "TP-by hand", "FSaleOrderEntry": [{"FQty": 1}]}})
    for bill in peer.bills["SAL_SaleOrder"].values():
        bill["FDocumentStatus"] = "C"

    assert run(ADAPTER.poll("order_response", "", 50), asked(peer)).parcels == ()


def test_what_was_despatched_names_the_order_of_each_line():
    peer = K3Cloud()
    lines = [
        {"F_TP_Line": "10", "FSoorDerno": NUMBER, "FRealQty": "4", "FUnitID": {"FNumber": "Pcs"}},
        {"FSoorDerno": "XSDD9", "FRealQty": "1"},
    ]
    peer.save("SAL_OUTSTOCK", {"Model": {"FBillNo": "XSCKD01", "FDate": "2026-11-25T00:00:00", "FEntity": lines}})
    peer.bills["SAL_OUTSTOCK"]["100001"]["FDocumentStatus"] = "C"
    (found,) = run(ADAPTER.poll("despatch_advice", "", 50), asked(peer)).parcels
    body = json.loads(found.body)

    assert (body["order"], body["FBillNo"]) == ("PO-7", "XSCKD01")
    assert [line.get("order") for line in body["FEntity"]] == ["PO-7", None]
