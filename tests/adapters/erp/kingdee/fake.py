"""A K3Cloud server as its documentation tells of it: bills with numbers that are unique, saved, submitted, audited, and asked for.

It checks signatures by itself, knows customers, materials and units, and says success in the body. The vendor's own SDK works it in
`tests/real`, so that it is not only our adapter that believes it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from hub.adapters.base import Http, Request, Response
from tests.adapters.erp.kingdee.filters import condition

SERVICES = "Kingdee.BOS.WebApi.ServicesStub.DynamicFormService."
ACCOUNT, USER = "6420a1b2c3d4e5", "tradepost"
CLIENT, HELD, SECRET = "300001", b"twenty-four bytes of key", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
KEY = base64.b64encode(HELD).decode()
MASK = b"0054f397c6234378b09ca7d3e5debce7"
APP_ID = CLIENT + "_" + base64.b64encode(bytes(one ^ two for one, two in zip(HELD, MASK, strict=False))).decode()
ZONE = timedelta(hours=8)
LINES = {"SAL_SaleOrder": "FSaleOrderEntry", "SAL_OUTSTOCK": "FEntity", "BD_UNIT": "FLines"}
HIDDEN = ("FSaleOrderFinance",)


def when(seconds: int) -> str:
    """A moment in the account set's own time."""
    return (datetime.fromtimestamp(seconds, UTC) + ZONE).replace(tzinfo=None).isoformat()


@dataclass
class K3Cloud:
    """One account set. `now`: its clock, a second further at each request. `bills`: by form and key."""

    now: int = 1_790_000_000
    customers: set[str] = field(default_factory=lambda: {"C001"})
    materials: set[str] = field(default_factory=lambda: {"M-1", "M-2"})
    units: set[str] = field(default_factory=lambda: {"Pcs", "kg"})
    bills: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {form: {} for form in LINES})
    asked: list[str] = field(default_factory=list)
    next: int = 100_001

    # ── the web ──

    def http(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """A request over HTTP, signed; `headers` in small letters."""
        if method != "POST" or not path.endswith(".common.kdsvc"):
            return 404, b"<html>"
        if not self.signed(path, headers):
            return 200, "response_error:签名验证失败，请检查应用密钥".encode()
        answer = self.serve(path.rpartition(SERVICES)[2].removesuffix(".common.kdsvc"), json.loads(body))
        return 200, _written(answer)

    def signed(self, path: str, headers: Mapping[str, str]) -> bool:
        at, nonce = headers.get("x-api-timestamp", ""), headers.get("x-api-nonce", "")
        text = f"POST\n{quote(path, safe='')}\n\nx-api-nonce:{nonce}\nx-api-timestamp:{at}\n"
        told = base64.b64decode(headers.get("x-kd-appdata", "")).decode()
        return (
            at.isdigit()
            and nonce != ""
            and told.split(",")[:2] == [ACCOUNT, USER]
            and headers.get("x-api-clientid") == CLIENT
            and headers.get("x-kd-appkey") == APP_ID
            and headers.get("x-api-signature") == _keyed(text, KEY)
            and headers.get("x-kd-signature") == _keyed(APP_ID + told, SECRET)
        )

    def answer(self, request: Request) -> Response:
        """A request of a conversation, without a wire."""
        assert isinstance(request, Http)
        found = self.serve(request.path.removeprefix(SERVICES).removesuffix(".common.kdsvc"), json.loads(request.body))
        return Response(200, {"date": "Mon, 21 Sep 2026 13:33:20 GMT"}, _written(found))

    def held(self) -> object:
        return {bill["FBillNo"]: (bill["FDocumentStatus"], len(bill["FSaleOrderEntry"])) for bill in self.bills["SAL_SaleOrder"].values()}

    # ── the services ──

    def serve(self, service: str, asked: Mapping[str, Any]) -> Any:
        self.now += 1
        self.asked.append(service)
        data = json.loads(asked["data"]) if isinstance(asked["data"], str) else asked["data"]
        if service == "ExecuteBillQuery":
            return self.query(data)
        todo = {"Save": self.save, "Submit": self.submit, "Audit": self.audit, "View": self.view}.get(service)
        return todo(asked["formid"], data) if todo is not None else refused(f"{service}: 不支持")

    def save(self, form: str, data: Mapping[str, Any]) -> Any:
        model = data["Model"]
        wrong = [*self.unknown(model)] if str(data.get("IsVerifyBaseDataField", "")).lower() == "true" else []
        if any(bill["FBillNo"] == model.get("FBillNo") for bill in self.bills[form].values()):
            wrong.append(("FBillNo", f"单据编号“{model['FBillNo']}”已经存在，请重新录入！"))
        if not model.get(LINES[form]):
            wrong.append((LINES[form], "分录不能为空"))
        if wrong:
            return refused(*[message for _, message in wrong], fields=[name for name, _ in wrong], code=11)
        key, self.next = str(self.next), self.next + 1
        number = model.get("FBillNo") or f"XSDD{key}"
        lines = [dict(line) | {"FEntryID": f"{key}{ordinal:03}"} for ordinal, line in enumerate(model[LINES[form]], 1)]
        self.bills[form][key] = {
            **model, LINES[form]: lines, "FID": key, "FBillNo": number, "FDocumentStatus": "A", "FCancelStatus": "A",
            "FCreateDate": when(self.now), "FModifyDate": None, "FApproveDate": None,
        }  # fmt: skip
        return {"Result": {"ResponseStatus": status(number, key), "Id": int(key), "Number": number}}

    def unknown(self, model: Mapping[str, Any]) -> list[tuple[str, str]]:
        wrong = []
        if _number(model.get("FCustId")) not in self.customers:
            wrong.append(("FCustId", "字段“客户”是必填项"))
        for ordinal, line in enumerate(model.get("FSaleOrderEntry", ()), 1):
            if _number(line.get("FMaterialId")) not in self.materials:
                wrong.append(("FMaterialId", f"第{ordinal}行分录，字段“物料编码”是必填项"))
            if _number(line.get("FUnitID")) not in self.units:
                wrong.append(("FUnitID", f"第{ordinal}行分录，字段“销售单位”是必填项"))
        return wrong

    def submit(self, form: str, data: Mapping[str, Any]) -> Any:
        return self.moved(form, data, ("A", "D", "Z"), "B", "提交")

    def audit(self, form: str, data: Mapping[str, Any]) -> Any:
        return self.moved(form, data, ("B",), "C", "审核")

    def moved(self, form: str, data: Mapping[str, Any], before: tuple[str, ...], after: str, verb: str) -> Any:
        number = data["Numbers"][0]
        bill = self.of(form, number)
        if bill is None:
            return refused(f"编码为“{number}”的单据不存在", code=10)
        if bill["FDocumentStatus"] not in before:
            return refused(f"编号为“{number}”的销售订单，不允许{verb}", code=12)
        bill["FDocumentStatus"] = after
        if after == "C":
            bill["FApproveDate"] = when(self.now)
        return {"Result": {"ResponseStatus": status(number, bill["FID"])}}

    def view(self, form: str, data: Mapping[str, Any]) -> Any:
        bill = self.of(form, data.get("Number", ""))
        if bill is None:
            return refused("传递的编码值不存在", code=10)
        shown = {"Id": int(bill["FID"]), "BillNo": bill["FBillNo"], "DocumentStatus": bill["FDocumentStatus"]}
        return {"Result": {"ResponseStatus": status(bill["FBillNo"], bill["FID"]), "Result": shown}}

    def of(self, form: str, number: str) -> dict[str, Any] | None:
        return next((bill for bill in self.bills[form].values() if bill["FBillNo"] == number), None)

    def query(self, data: Mapping[str, Any]) -> Any:
        form, fields = data["FormId"], [name.strip() for name in data["FieldKeys"].split(",")]
        try:
            wanted = condition(data.get("FilterString") or "")
        except ValueError as problem:
            return [[refused(str(problem), code=8)]]
        flat = [row for row in self.flat(form) if wanted(row)]
        for name in reversed([part.split()[0] for part in (data.get("OrderString") or "").split(",") if part]):
            flat.sort(key=lambda row: _sortable(row.get(name.removeprefix("FSaleOrderEntry_").removeprefix("FEntity_"))))
        if not any(name in row for row in flat for name in fields if self.of_line(form, name)):
            flat = list({row["FID"]: row for row in flat}.values())
        start, limit = int(data.get("StartRow") or 0), int(data.get("Limit") or 2000)
        return [[_shown(name, row.get(name)) for name in fields] for row in flat[start : start + limit]]

    def of_line(self, form: str, name: str) -> bool:
        return any(name in _flat(line) for bill in self.bills[form].values() for line in bill[LINES[form]])

    def flat(self, form: str) -> list[dict[str, str | None]]:
        """Every line with the values of its bill, under the names of a query."""
        if form == "BD_UNIT":
            return [{"FID": unit, "FNumber": unit, "FDocumentStatus": "C"} for unit in sorted(self.units)]
        return [
            _flat({name: value for name, value in bill.items() if name != LINES[form]}) | _flat(line)
            for bill in self.bills[form].values()
            for line in bill[LINES[form]]
        ]


def _flat(values: Mapping[str, Any]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name, value in values.items():
        if name in HIDDEN:
            found |= _flat(value)
        elif isinstance(value, Mapping):
            found[f"{name}.FNumber"] = _number(value)
        else:
            found[name] = None if value is None else str(value)
    return found


def _shown(name: str, value: str | None) -> Any:
    """A value as a query answers it: quantities and prices are numbers with ten decimals."""
    if value is not None and name in ("FQty", "FTaxPrice", "FRealQty"):
        return f"#{Decimal(value):.10f}#"
    return int(value) if value is not None and name == "FID" and value.isdigit() else value


def _written(answer: Any) -> bytes:
    """JSON as .NET writes it: decimals keep their zeros."""
    return re.sub(r'"#(-?[0-9.]+)#"', r"\1", json.dumps(answer, ensure_ascii=False)).encode()


def _number(value: Any) -> str:
    return str(next((held for name, held in value.items() if name.upper() == "FNUMBER"), "")) if isinstance(value, Mapping) else ""


def _sortable(value: str | None) -> tuple[bool, str]:
    return value is not None, value or ""


def _keyed(text: str, key: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest().encode()).decode()


def status(number: str, key: str) -> dict[str, Any]:
    return {
        "IsSuccess": True,
        "Errors": [],
        "SuccessEntitys": [{"Id": int(key), "Number": number, "DIndex": 0}],
        "SuccessMessages": [],
        "MsgCode": 0,
    }


def refused(*messages: str, fields: list[str] | None = None, code: int = 11) -> dict[str, Any]:
    names = fields or [""] * len(messages)
    errors = [{"FieldName": name or None, "Message": message, "DIndex": 0} for name, message in zip(names, messages, strict=True)]
    return {"Result": {"ResponseStatus": {"ErrorCode": 500, "IsSuccess": False, "Errors": errors, "SuccessEntitys": [], "MsgCode": code}}}
