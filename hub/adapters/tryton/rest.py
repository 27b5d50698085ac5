"""Tryton's REST interface as conversations: search, create, write, press a button. Each yields one request and gives the records.

The system's URL ends in `/<database>/rest`; its key travels as the bearer token, the company in a header of every request.
Example: `rows = yield from Rest(company=1).search("sale.sale", [["reference", "=", "4711"]], ("state",))`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote

from hub.adapters.base import Http, Receipt, Response
from hub.adapters.tryton.answers import Broken, Ended, read, strange, words
from hub.adapters.tryton.values import Row
from hub.errors import Misconfigured

T = TypeVar("T")
Asking = Generator[Http, Response, T]
Domain = Sequence[Any]


def domain_of(*clauses: Domain) -> list[Any]:
    """One domain of several clauses, any of which will do."""
    return list(clauses[0]) if len(clauses) == 1 else ["OR", *(list(clause) for clause in clauses)]


@dataclass(frozen=True, slots=True)
class Rest:
    """The interface for one company of the database."""

    company: int

    def search(
        self, model: str, domain: Domain, fields: Sequence[str], *, order: Domain = (("id", "ASC"),), limit: int | None = None
    ) -> Asking[list[Row]]:
        """The records that meet a domain."""
        found, _ = yield from self.search_at(model, domain, fields, order=order, limit=limit)
        return found

    def search_at(
        self, model: str, domain: Domain, fields: Sequence[str], *, order: Domain, limit: int | None
    ) -> Asking[tuple[list[Row], str]]:
        """The records that meet a domain, and the moment of the answer as the server states it."""
        query = [f"d={_coded(domain)}", f"o={_coded(order)}", *_asked(fields)]
        if limit is not None:
            query.append(f"s={limit}")
        answer = yield self._request("GET", f"model/{model}", query)
        try:
            found = read(answer, changing=False)
        except Broken as broken:
            raise Misconfigured("NET-010", status=answer.status, reason=str(broken)) from broken
        if not isinstance(found, list) or not all(isinstance(row, dict) and isinstance(row.get("id"), int) for row in found):
            raise strange(answer, changing=False)
        return found, answer.headers.get("date", "")

    def create(self, model: str, values: Row, fields: Sequence[str]) -> Asking[Row]:
        """A new record. Raises Broken in Tryton's words, Ended where nobody can tell."""
        return (yield from self._change("POST", f"model/{model}", values, fields))

    def write(self, model: str, number: int, values: Row, fields: Sequence[str]) -> Asking[Row]:
        """Other values in a record."""
        return (yield from self._change("PUT", f"model/{model}/{number}", values, fields))

    def press(self, model: str, number: int, button: str, fields: Sequence[str]) -> Asking[Row]:
        """A button of a record, such as `confirm`; what became of it."""
        return (yield from self._change("POST", f"model/{model}/{number}/{button}", {}, fields))

    def delete(self, model: str, number: int) -> Asking[None]:
        """Take a record away."""
        answer = yield self._request("DELETE", f"model/{model}/{number}", [])
        if answer.status != HTTPStatus.NOT_FOUND:
            read(answer, changing=True)

    def _change(self, method: str, path: str, values: Row, fields: Sequence[str]) -> Asking[Row]:
        answer = yield self._request(method, path, _asked(fields), json.dumps(values, ensure_ascii=False).encode())
        if answer.status == HTTPStatus.NOT_FOUND and path.count("/") > 1:
            raise Ended(Receipt("deferred", rule="NET-102", reason=words(answer)))  # the record went away meanwhile: look again
        found = read(answer, changing=True)
        if not isinstance(found, dict) or not isinstance(found.get("id"), int):
            raise strange(answer, changing=True)
        return found

    def _request(self, method: str, path: str, query: Sequence[str], body: bytes = b"") -> Http:
        headers = {"X-Tryton-Context": _coded({"company": self.company}), "Accept": "application/json"}
        if body:
            headers["Content-Type"] = "application/json"
        return Http(method, f"{path}?{'&'.join(query)}" if query else path, headers, body)


def _coded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()).decode()


def _asked(fields: Sequence[str]) -> list[str]:
    return [f"f={quote(field, safe='.')}" for field in fields]
