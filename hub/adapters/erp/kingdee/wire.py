"""Kingdee's web API: what is asked, and what an answer says. Its success stands in the body, whatever the status of HTTP is.

Decides only. Example: `rows(Response(200, {}, b'[["100021", "TP-7", "C"]]'))` is one row; a refusal inside of a 200 raises Trouble.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import orjson

from hub.adapters.answers import refusal, retry_after, words
from hub.adapters.base import Http, Receipt, Response
from hub.errors import Misconfigured
from hub.formats.json.parse import Number

_SERVICE: Final = "Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.{}.common.kdsvc"
_FAILED: Final = "response_error:"
# MsgCode of a ResponseStatus. 1 the session is gone, 2 no right, 7 licence, 15 an administrator may not log in: who we are.
_SETTING: Final = frozenset({"1", "2", "7", "15"})
# 13 somebody else has the record open, 14 too many calls.
_LATER: Final = frozenset({"13", "14"})
# 4 an exception, 6 the database failed: whether anything was written has to be asked.
_BROKEN: Final = frozenset({"4", "6"})
# Errors of the server itself come without a code.
_SESSION: Final = ("会话信息已丢失", "重新登录", "未登录", "没有权限", "无权限", "签名", "session")
_MOST: Final = 10
_LONGEST: Final = 500

Kind = Literal["refused", "later", "broken"]


class Trouble(Exception):
    """Kingdee did not do it: `refused` (the same again is refused again), `later`, or `broken` (whether it did is unknown)."""

    def __init__(self, kind: Kind, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.after = after

    def receipt(self, *, wrote: bool) -> Receipt:
        """How an attempt ends with it. `wrote`: the request was one that may have changed something."""
        if self.kind == "refused":
            return Receipt("rejected", rule="NET-101", reason=self.reason)
        if self.kind == "later" or not wrote:
            return Receipt("deferred", rule="NET-102", reason=self.reason, after=self.after)
        return Receipt("unknown", rule="NET-102", reason=self.reason, after=self.after)


def call(service: str, values: Mapping[str, Any]) -> Http:
    """A request to one of the services: Save, Submit, Audit, ExecuteBillQuery."""
    body = orjson.dumps(values, default=_number, option=orjson.OPT_PASSTHROUGH_SUBCLASS)
    return Http("POST", _SERVICE.format(service), {"Content-Type": "application/json"}, body)


def query(form: str, fields: Sequence[str], where: str, order: str = "", *, start: int = 0, limit: int = 2000) -> Http:
    """Rows of a form: the named fields of those that meet a condition."""
    asked = {"FormId": form, "FieldKeys": ",".join(fields), "FilterString": where, "OrderString": order}
    return call("ExecuteBillQuery", {"data": {**asked, "TopRowCount": 0, "StartRow": start, "Limit": limit, "SubSystemId": ""}})


def quoted(text: str) -> str:
    """A text as a condition holds it."""
    return "'" + text.replace("'", "''") + "'"


def rows(answer: Response) -> list[list[str]]:
    """The rows of a query, each value as its text; nothing is "". Raises Trouble."""
    found = _content(answer)
    inner = found[0][0] if isinstance(found, list) and found and isinstance(found[0], list) and found[0] else found
    if isinstance(inner, dict):  # a query that failed answers with a status where its rows would be
        _done(inner, answer)
        raise Trouble("broken", words(answer))
    if not isinstance(found, list) or not all(isinstance(row, list) for row in found):
        raise Trouble("broken", words(answer))
    return [[_text(value) for value in row] for row in found]


def done(answer: Response) -> None:
    """That a service did what it was asked. Raises Trouble."""
    found = _content(answer)
    if not isinstance(found, dict) or not _done(found, answer):
        raise Trouble("broken", words(answer))


def _content(answer: Response) -> Any:
    text = answer.body.decode("utf-8", "replace").strip().lstrip("\ufeff")
    if 200 <= answer.status < 300 and text.startswith(_FAILED):
        raise _failed(text.removeprefix(_FAILED).strip() or "?")
    told = refusal(answer)
    if told is not None:
        kind: Kind = "refused" if told.outcome == "rejected" else "later" if answer.status == 429 else "broken"
        raise Trouble(kind, told.reason, retry_after(answer))
    try:
        return json.loads(text, parse_float=Number, parse_int=Number)
    except (ValueError, RecursionError):
        return None


def _failed(reason: str) -> Trouble:
    if any(word in reason for word in _SESSION):
        raise Misconfigured("NET-010", status=200, reason=reason[:_LONGEST])
    return Trouble("refused", reason[:_LONGEST])


def _done(found: Mapping[str, Any], answer: Response) -> bool:
    """Whether a ResponseStatus says that it was done; False where there is none. Raises Trouble where it says that it was not."""
    result = found.get("Result")
    status = result.get("ResponseStatus") if isinstance(result, dict) else None
    if not isinstance(status, dict) or not isinstance(status.get("IsSuccess"), bool):
        return False
    if status["IsSuccess"]:
        return True
    code, reason = _text(status.get("MsgCode")), _reason(status) or words(answer)
    if code in _SETTING or any(word in reason for word in _SESSION):
        raise Misconfigured("NET-010", status=answer.status, reason=reason)
    raise Trouble("later" if code in _LATER else "broken" if code in _BROKEN else "refused", reason)


def _reason(status: Mapping[str, Any]) -> str:
    """Every error with the field that it is about, in Kingdee's words."""
    errors = status.get("Errors")
    told = (
        [(_text(one.get("FieldName")), _text(one.get("Message"))) for one in errors if isinstance(one, dict)]
        if isinstance(errors, list)
        else []
    )
    return "；".join(f"{field}: {message}" if field else message for field, message in told[:_MOST])[:_LONGEST]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str) else ""


def _number(value: Any) -> Any:
    if isinstance(value, Number):
        return orjson.Fragment(str(value))
    raise TypeError(f"JSON holds no {type(value).__name__}")
