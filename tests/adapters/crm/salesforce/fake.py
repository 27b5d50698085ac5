"""An organisation of Salesforce as its documentation tells of it: leads by external id, pick lists, a duplicate rule, and queries by change."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote

from hub.adapters.base import Http, Request, Response

KEY = "TradepostLeadId__c"
STATES = ("Open - Not Contacted", "Working - Contacted", "Closed - Converted", "Closed - Not Converted")
_QUERY = re.compile(
    r"SELECT (?P<fields>[\w,]+) FROM Lead WHERE TradepostLeadId__c != null"
    r"(?: AND \(SystemModstamp > (?P<at>\S+) OR \(SystemModstamp = (?P<same>\S+) AND Id > '(?P<id>\w+)'\)\))?"
    r" ORDER BY SystemModstamp, Id LIMIT (?P<limit>\d+)"
)


def moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


@dataclass
class Organisation:
    """Leads by their ids. `updates`: the status that an update is answered with, 204 in old versions and 200 in new ones."""

    now: int = 1_790_000_000
    updates: int = 204
    leads: dict[str, dict[str, Any]] = field(default_factory=dict)
    emails: set[str] = field(default_factory=set)
    next: int = 1

    def answer(self, request: Request) -> Response:
        assert isinstance(request, Http)
        status, body = self.serve(request.method, request.path, request.body)
        return Response(status, {"date": "Mon, 21 Sep 2026 13:33:20 GMT"}, self.written(body))

    def written(self, body: Any) -> bytes:
        return b"" if body is None else json.dumps(body, ensure_ascii=False).encode()

    def held(self) -> object:
        return sorted((lead[KEY], lead.get("LastName"), lead.get("Company")) for lead in self.leads.values())

    def serve(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        self.now += 1
        way, _, asked = path.partition("?")
        if way.rstrip("/") == "query":
            return self._query(parse_qs(asked)["q"][0])
        if way == "sobjects/Lead/describe":
            return 200, {"name": "Lead", "fields": self._fields()}
        if method == "PATCH" and way.startswith(f"sobjects/Lead/{KEY}/"):
            return self._upsert(unquote(way.rpartition("/")[2]), json.loads(body))
        return 404, [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}]

    def _upsert(self, key: str, values: dict[str, Any]) -> tuple[int, Any]:
        if KEY in values:
            return 400, [
                {"errorCode": "INVALID_FIELD", "message": f"The {KEY} field should not be specified in the sobject data.", "fields": []}
            ]
        same = [number for number, lead in self.leads.items() if lead[KEY] == key]
        if len(same) > 1:
            return 300, [f"/services/data/v61.0/sobjects/Lead/{number}" for number in same]
        missing = [name for name in ("LastName", "Company") if not values.get(name)]
        if missing and not same:
            message = f"Required fields are missing: [{', '.join(missing)}]"
            return 400, [{"errorCode": "REQUIRED_FIELD_MISSING", "message": message, "fields": missing}]
        if not same and values.get("Email") in self.emails:
            matched = {"matchResults": [{"matchRecords": [{"record": {"attributes": {"type": "Lead"}, "Id": "00Q0000000000EMAIL"}}]}]}
            return 400, [
                {"errorCode": "DUPLICATES_DETECTED", "message": "Use one of these records?", "fields": [], "duplicateResult": matched}
            ]
        if same:
            self.put(same[0], values)
            return (204, None) if self.updates == 204 else (200, {"id": same[0], "success": True, "created": False, "errors": []})
        number, self.next = f"00Q{self.next:015}", self.next + 1
        self.put(number, {"Status": STATES[0], **values, KEY: key})
        return 201, {"id": number, "success": True, "created": True, "errors": []}

    def put(self, number: str, values: dict[str, Any], at: int | None = None) -> None:
        when = moment(self.now if at is None else at)
        self.leads[number] = {**self.leads.get(number, {}), **values, "Id": number, "SystemModstamp": when, "LastModifiedDate": when}

    def _query(self, soql: str) -> tuple[int, Any]:
        found = _QUERY.fullmatch(soql)
        if found is None:
            return 400, [{"errorCode": "MALFORMED_QUERY", "message": f"unexpected token: {soql}"}]
        rows = sorted(self.leads.values(), key=lambda lead: (lead["SystemModstamp"], lead["Id"]))
        if found["at"]:
            after = (moment(int(datetime.fromisoformat(found["at"]).timestamp())), found["id"])
            rows = [lead for lead in rows if (lead["SystemModstamp"], lead["Id"]) > after]
        page = [{"attributes": {"type": "Lead"}, **{name: lead.get(name) for name in found["fields"].split(",")}} for lead in rows]
        return 200, {"totalSize": len(rows), "done": True, "records": page[: int(found["limit"])]}

    def _fields(self) -> list[dict[str, Any]]:
        picks = [{"value": state, "active": True} for state in STATES] + [{"value": "Gone", "active": False}]
        return [{"name": KEY, "externalId": True, "unique": True}, {"name": "Status", "picklistValues": picks}]
