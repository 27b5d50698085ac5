"""What became of our bills, asked of Kingdee: the ones whose date of making, changing or auditing lies after the cursor.

A bill that was never changed has no date of changing, and auditing is no change: each of the three dates is followed by itself. The
cursor reaches back a little, so that a bill that is written late comes. Example: `turn(settings, "order_response", "", 50)`.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from hub.adapters.base import Http, Response
from hub.adapters.erp.kingdee.bill import ordered
from hub.adapters.erp.kingdee.settings import KingdeeSettings
from hub.adapters.erp.kingdee.wire import Trouble, query, quoted, rows
from hub.adapters.inbound import Collected, Fetched, Page, Polling

DATES: Final = ("FCreateDate", "FModifyDate", "FApproveDate")
OVERLAP: Final = timedelta(minutes=2)
LINES: Final = 2000  # rows of one question for lines
_BEGIN: Final = "1900-01-01T00:00:00"


@dataclass(frozen=True, slots=True)
class Stream:
    """One kind of bill. `head` and `line`: the fields of its message; `ours`: where our number stands, with the condition for it."""

    form: str
    message: str
    ours: str
    when: str
    head: tuple[str, ...]
    lines: str
    line: tuple[str, ...]


_STREAMS: Final[Mapping[str, Stream]] = {
    "order_response": Stream(
        "SAL_SaleOrder", "json/kingdee-order-response", "FBillNo", "(FDocumentStatus='C' or FCancelStatus='B')",
        ("FID", "FBillNo", "FDocumentStatus", "FCancelStatus", "FDate", "FSettleCurrId.FNumber", "FNote"), "FSaleOrderEntry",
        ("F_TP_Line", "FMaterialId.FNumber", "F_TP_BuyerItem", "FQty", "FUnitID.FNumber", "FTaxPrice", "FDeliveryDate", "FEntryNote"),
    ),
    "despatch_advice": Stream(
        "SAL_OUTSTOCK", "json/kingdee-despatch", "FSoorDerno", "FDocumentStatus='C'",
        ("FID", "FBillNo", "FDate", "FCarriageNO", "FNote"), "FEntity",
        ("FEntryID", "F_TP_Line", "FSoorDerno", "FMaterialID.FNumber", "FRealQty", "FUnitID.FNumber", "FLot.FNumber"),
    ),
}  # fmt: skip
STREAMS: Final = tuple(_STREAMS)


def turn(settings: KingdeeSettings, name: str, cursor: str, limit: int) -> Polling:
    """A page of one stream."""
    stream, places = _STREAMS[name], _read(cursor)
    try:
        heads: dict[str, list[str]] = {}
        more = False
        for date in DATES:
            found, places[date] = yield from _after(settings, stream, date, places[date], limit)
            heads |= {row[0]: row for row in found}
            more = more or len(found) == limit
        lines = (yield from _lines(stream, list(heads))) if heads else {}
    except Trouble as trouble:
        return Collected("refused" if trouble.kind == "refused" else "deferred", rule="NET-111", reason=trouble.reason, after=trouble.after)
    parcels = [_fetched(settings, stream, row, lines.get(bill, [])) for bill, row in heads.items()]
    return Page(tuple(one for one in parcels if one is not None), orjson.dumps(places).decode(), more)


def _after(
    settings: KingdeeSettings, stream: Stream, date: str, place: tuple[str, int], limit: int
) -> Generator[Http, Response, tuple[list[list[str]], tuple[str, int]]]:
    """The next bills by one of their dates, and where to go on."""
    since, start = place
    where = f"{stream.ours} like {quoted(settings.prefix + '%')} and {stream.when} and {date}>={quoted(since or _BEGIN)}"
    fields = (*stream.head, *DATES)
    found = rows((yield query(stream.form, fields, where, f"{date} ASC,FID ASC", start=start, limit=limit)))
    if any(len(row) != len(fields) for row in found):
        raise Trouble("broken", f"{stream.form}: {len(fields)} fields were asked for")
    last = found[-1][fields.index(date)] if found else since
    if len(found) < limit:
        return found, (_earlier(last), 0) if last else place
    return found, (last, 0) if last != since else (since, start + len(found))


def _lines(stream: Stream, bills: Sequence[str]) -> Generator[Http, Response, dict[str, list[list[str]]]]:
    """The lines of some bills, by the bill's own key."""
    held: dict[str, list[list[str]]] = {}
    fields, start = ("FID", *stream.line), 0
    while True:
        where = f"FID in ({','.join(quoted(bill) for bill in bills)})"
        found = rows((yield query(stream.form, fields, where, f"FID ASC,{stream.lines}_FEntryID ASC", start=start, limit=LINES)))
        for row in found:
            if len(row) != len(fields):
                raise Trouble("broken", f"{stream.form}: {len(fields)} fields were asked for")
            held.setdefault(row[0], []).append(row[1:])
        if len(found) < LINES:
            return held
        start += LINES


def _fetched(settings: KingdeeSettings, stream: Stream, row: list[str], lines: Sequence[list[str]]) -> Fetched | None:
    """A bill as a message: Kingdee answers values in a row, here they have their names again. None for one that is not ours."""
    fields = (*stream.head, *DATES)
    head = {name: value for name, value in zip(fields, row, strict=True) if value}
    told = [_line(settings, stream, line) for line in lines]
    order = ordered(settings.prefix, head.get(stream.ours, "")) or next((line["order"] for line in told if "order" in line), "")
    if not order:
        return None
    body: dict[str, Any] = {**head, "order": order, stream.lines: told}
    version = max(head.get(date, "") for date in DATES) + head.get("FCancelStatus", "")
    return Fetched(f"kingdee/{stream.form}/{row[0]}", stream.message, orjson.dumps(body), f"{stream.form}-{row[0]}.json", version=version)


def _line(settings: KingdeeSettings, stream: Stream, values: Sequence[str]) -> dict[str, Any]:
    """A line, with what its fields mean beside what they hold: the order that it is of, and that FTaxPrice (含税单价) is with tax."""
    line: dict[str, Any] = {name: value for name, value in zip(stream.line, values, strict=True) if value}
    if order := ordered(settings.prefix, line.get(stream.ours, "")):
        line["order"] = order
    if "FTaxPrice" in line:
        line["tax_included"] = True
    return line


def _read(cursor: str) -> dict[str, tuple[str, int]]:
    held = json.loads(cursor, parse_float=str) if cursor else {}
    return {date: (str(held[date][0]), int(held[date][1])) if date in held else ("", 0) for date in DATES}


def _earlier(moment: str) -> str:
    """A little before a moment, in the same spelling: the account set's own time, without a zone."""
    return (datetime.fromisoformat(moment) - OVERLAP).isoformat()
