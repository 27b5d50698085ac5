"""mock-sap as a person at it would see it: its orders, and the goods and bills that somebody there makes of them.

Speaks to the mock directly, never through the hub. Example: `Sap(url).orders("PO-1")`.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote

USER, PASSWORD = "HUB", "s3cret"
SERVICES = "/sap/opu/odata/sap/"


class Sap:
    """One running mock-sap."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(_passwords(url)))

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], Any]:
        data = None if body is None else json.dumps(body).encode()
        given = {"Accept": "application/json", "Content-Type": "application/json", **headers}
        request = urllib.request.Request(self.url + path, data, given, method=method)
        try:
            with self._opener.open(request, timeout=20) as answer:
                return answer.status, {name.lower(): value for name, value in answer.headers.items()}, _values(answer.read())
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code, {}, _values(problem.read())

    def read(self, path: str, **options: str) -> list[dict[str, Any]]:
        query = "&".join(f"${name}={quote(value)}" for name, value in {**options, "format": "json"}.items())
        status, _, found = self.ask("GET", f"{SERVICES}{path}?{query}")
        assert status == 200, found
        rows: list[dict[str, Any]] = found["d"]["results"]
        return rows

    def orders(self, number: str) -> list[dict[str, Any]]:
        """The orders under a customer's number, with their items."""
        return self.read("API_SALES_ORDER_SRV/A_SalesOrder", filter=f"PurchaseOrderByCustomer eq '{number}'", expand="to_Item")

    def ship(self, order: str, item: str) -> None:
        """Somebody ships a line: the delivery with its goods movement."""
        self._post("/sap/bc/rfc/BAPI_OUTB_DELIVERY_CREATE_SLS", {"SALES_ORDER_ITEMS": [{"REF_DOC": order, "REF_ITEM": item}]})

    def bill(self, order: str) -> None:
        """Somebody bills the order."""
        self._post("/sap/bc/idoc/generate?format=xml", {"mestyp": "INVOIC", "SalesOrder": order})

    def fault(self, **rule: Any) -> None:
        """What the next matching requests meet."""
        status, _, found = self.ask("POST", "/_mock/faults", rule)
        assert status < 300, found

    def requests(self) -> list[dict[str, Any]]:
        """What it was asked, the latest first."""
        rows: list[dict[str, Any]] = self.ask("GET", "/_mock/requests?limit=200")[2]["results"]
        return rows

    def _post(self, path: str, body: Any) -> None:
        _, headers, _ = self.ask("GET", f"{SERVICES}API_SALES_ORDER_SRV/", **{"x-csrf-token": "Fetch"})
        status, _, found = self.ask("POST", path, body, **{"x-csrf-token": headers["x-csrf-token"]})
        assert status < 300, found


def _passwords(url: str) -> urllib.request.HTTPPasswordMgrWithPriorAuth:
    known = urllib.request.HTTPPasswordMgrWithPriorAuth()
    known.add_password(None, url, USER, PASSWORD, is_authenticated=True)
    return known


def _values(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")
