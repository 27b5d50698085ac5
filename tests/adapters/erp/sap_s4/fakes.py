"""A small SAP Gateway: sales orders, deliveries and billing documents, tokens with cookies, the filters that the adapter writes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from urllib.parse import unquote

from hub.adapters.base import Response

DATE = "Sun, 29 Nov 2026 10:00:00 GMT"
CSRF = Response(403, {"x-csrf-token": "Required"}, b'{"error": {"code": "/IWFND/CM_CSRF", "message": {"value": "CSRF"}}}')
SETS = {
    "A_SalesOrder": ("SalesOrder", "to_Item"),
    "A_OutbDeliveryHeader": ("DeliveryDocument", "to_DeliveryDocumentItem"),
    "A_BillingDocument": ("BillingDocument", "to_Item"),
}
_ASKED = re.compile(r"(\w+) (eq|ge|gt) (?:datetime|datetimeoffset)?'((?:[^']|'')*)'")


class Gateway:
    """It honours no key. `tokens`: those that are good now."""

    def __init__(self):
        self.sets = {name: [] for name in SETS}
        self.tokens = set()
        self.asked = []

    def held(self):
        return [
            (one["PurchaseOrderByCustomer"], [tuple(sorted(item.items())) for item in _items(one)]) for one in self.sets["A_SalesOrder"]
        ]

    def answer(self, request):
        path, _, query = request.path.partition("?")
        self.asked.append((request.method, unquote(request.path)))
        name = path.split("/", 1)[1]
        if request.method == "GET":
            return self._read(name, unquote(query), request.headers)
        if request.headers.get("x-csrf-token") not in self.tokens or "SAP_SESSIONID=s1" not in request.headers.get("Cookie", ""):
            return CSRF
        return self._write(request.method, unquote(name), json.loads(request.body))

    # ── reading ──

    def _read(self, name, query, headers):
        issued, cookies = {}, {}
        if headers.get("x-csrf-token") == "Fetch":
            self.tokens = {f"t{len(self.asked)}"}
            issued, cookies = {"x-csrf-token": next(iter(self.tokens))}, {"SAP_SESSIONID": "s1"}
        if not name:
            found = {"EntitySets": list(SETS)}
        elif "(" in name:
            kind, key = re.fullmatch(r"(\w+)\('([^']*)'\)", unquote(name)).groups()
            found = next((row for row in self.sets[kind] if row[SETS[kind][0]] == key), None)
            if found is None:
                return Response(404, {}, b'{"error": {"code": "/IWBEP/CX_MGW_RESOURCE_NOT_FOUND"}}')
        else:
            found = {"results": self._matching(name, dict(part.partition("=")[::2] for part in query.split("&")))}
        return Response(200, {"date": DATE, **issued}, json.dumps({"d": found}).encode(), cookies)

    def _matching(self, name, options):
        rows = sorted((row for row in self.sets[name] if _meets(row, options["$filter"])), key=lambda row: row[SETS[name][0]])
        return rows[: int(options["$top"])]

    # ── writing ──

    def _write(self, method, name, body):
        if method == "POST" and name == "A_SalesOrder":
            return self._made(body)
        kind, inside, rest = re.fullmatch(r"(\w+)\((.*)\)(/to_Item)?", name).groups()
        keys = re.findall(r"'([^']*)'", inside)
        order = next(row for row in self.sets["A_SalesOrder"] if row["SalesOrder"] == keys[0])
        if rest:
            _items(order).append({**body, "SalesOrderItem": f"{10 * (len(_items(order)) + 1):06d}", "SalesOrder": keys[0]})
            return Response(201, {}, json.dumps({"d": body}).encode())
        row = order if kind == "A_SalesOrder" else next(item for item in _items(order) if item["SalesOrderItem"] == keys[1])
        row.update(body)
        return Response(204, {}, b"")

    def _made(self, body):
        number = f"{len(self.sets['A_SalesOrder']) + 1:010d}"
        items = [
            {**item, "SalesOrder": number, "SalesOrderItem": f"{10 * place:06d}"}
            for place, item in enumerate(body["to_Item"]["results"], 1)
        ]
        row = {**body, "SalesOrder": number, "to_Item": {"results": items}, "CreationDate": _day(1_795_910_400), "LastChangeDateTime": None}
        self.sets["A_SalesOrder"].append(row)
        return Response(201, {}, json.dumps({"d": row}).encode())


class Polled(Gateway):
    """The same with rows of one set, for the kit that polls."""

    def __init__(self, name):
        super().__init__()
        self.name = name
        self.mark = {"CustomerPurchaseOrderType": "DFUE", "PurchaseOrderByCustomer": "PO-1"}
        if name != "A_SalesOrder":
            line = {"SalesOrderItem": "000010", "UnderlyingPurchaseOrderItem": "1"}
            self.sets["A_SalesOrder"].append({"SalesOrder": "77", **self.mark, "to_Item": {"results": [line]}})

    def add(self, name, created, changed=None):
        key, items = SETS[self.name]
        refers = {"ReferenceSDDocument": "77", "SalesDocument": "77", "ReferenceSDDocumentItem": "000010", "SalesDocumentItem": "000010"}
        row = {key: name, **self.mark, "OverallGoodsMovementStatus": "C", items: {"results": [refers]}}
        row |= {"CreationDate": _stamp(created), "LastChangeDateTime": _stamp(changed), "LastChangeDate": _stamp(changed)}
        self.sets[self.name].append(row)

    def change(self, name, at):
        row = next(row for row in self.sets[self.name] if row[SETS[self.name][0]] == name)
        row |= {"LastChangeDateTime": _stamp(at), "LastChangeDate": _stamp(at), "SoldToParty": str(at)}

    def remove(self, name):
        self.sets[self.name] = [row for row in self.sets[self.name] if row[SETS[self.name][0]] != name]


def _items(order):
    return order["to_Item"]["results"]


def _stamp(at):
    return None if at is None else f"/Date({at * 1000}+0000)/"


def _day(at):
    return f"/Date({at * 1000})/"


def _meets(row, condition):
    """`(a ge x or b ge y) and c eq z`: every part of the conjunction, any part of what stands in brackets."""
    return all(any(_one(row, *part) for part in _ASKED.findall(piece)) for piece in condition.split(" and "))


def _one(row, name, operator, value):
    there = row.get(name)
    if there is None:
        return False
    if there.startswith("/Date("):
        there, value = int(re.search(r"\d+", there)[0]), int(datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp() * 1000)
    else:
        value = value.replace("''", "'")
    return {"eq": there == value, "ge": there >= value, "gt": there > value}[operator]
