"""Every document type by name, and what the hub does with any of them: validate, find its references, thread and key.

Nothing here changes a value; a document that breaks a rule comes back as findings with JSON pointers.

>>> model, findings = validate("order/1", {"id": "4711", "issueDate": "tomorrow"})
>>> model, findings[0].rule, findings[0].pointer
(None, 'DOC-005', '/issueDate')
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hub.errors import Refused
from hub.model.canonical_json import digest
from hub.model.documents.acknowledgement import Acknowledgement
from hub.model.documents.common import Document, DocumentReference
from hub.model.documents.order import Order
from hub.model.documents.order_response import OrderResponse
from hub.model.ids import document_key
from hub.model.location import Finding

DOCUMENTS: dict[str, type[Document]] = {
    "order/1": Order,
    "order_response/1": OrderResponse,
    "acknowledgement/1": Acknowledgement,
}
_BY_SCHEMA = {model.model_fields["schema_"].default: name for name, model in DOCUMENTS.items()}

# What pydantic found, as a rule of ours. Anything else is DOC-004: a value of another kind than the schema's.
_RULES = {
    "missing": "DOC-001",
    "extra_forbidden": "DOC-002",
    "decimal_number": "DOC-003",
    "not_decimal": "DOC-005",
    "not_date": "DOC-005",
    "not_time": "DOC-005",
    "not_instant": "DOC-005",
    "not_local_date_time": "DOC-005",
    "not_currency": "DOC-005",
    "string_pattern_mismatch": "DOC-006",
    "string_unicode": "DOC-006",
    "string_too_short": "DOC-007",
    "too_short": "DOC-007",
    "string_too_long": "DOC-008",
    "too_long": "DOC-008",
    "literal_error": "DOC-009",
}
_LONGEST_QUOTE = 40


def validate(document_type: str, values: Any) -> tuple[Document | None, list[Finding]]:
    """The document as a model, or None and what is wrong with it. `values` are JSON values as the map or the sender made them."""
    model = DOCUMENTS.get(document_type)
    if model is None:
        raise Refused("DOC-010", document=document_type)
    try:
        return model.model_validate(values), []
    except ValidationError as problem:
        found = (_finding(error) for error in problem.errors(include_url=False) if not _consequence(error))
        return None, list({(finding.rule, finding.pointer): finding for finding in found}.values())


def type_of(values: Mapping[str, Any]) -> str | None:
    """The document type that a canonical JSON object says it is, by its `$schema`."""
    stated = values.get("$schema")
    return _BY_SCHEMA.get(stated) if isinstance(stated, str) else None


def schema_of(document_type: str) -> str:
    """The `$id` of the schema of a document type."""
    return str(DOCUMENTS[document_type].model_fields["schema_"].default)


def references(document: Document) -> list[tuple[str, str]]:
    """Everything an operator may search the document by, as (kind, value), each once, in order."""
    return list(dict.fromkeys(_references(document)))


def thread_of(document: Document) -> str:
    """What names the business conversation: the buyer's order number, on the order and on everything about it."""
    if isinstance(document, Order):
        return document.id
    if isinstance(document, OrderResponse):
        return document.order_reference.id
    if isinstance(document, Acknowledgement):
        return document.ack_of.document_id or document.ack_of.message_id or document.id
    return ""


def key_of(document: Document, document_type: str, sender: str) -> str:
    """The business key of a document. One without a number of its own (an 855 has none) is told apart by its content."""
    number = getattr(document, "id", None) or f"{thread_of(document)}#{digest(document.values())[:16]}"
    return document_key(sender, document_type, number, getattr(document, "revision", None))


def _references(document: Document) -> Iterator[tuple[str, str]]:
    if isinstance(document, Acknowledgement):
        yield from _stated(("acknowledgement", document.id), ("order", document.ack_of.document_id))
        yield from _stated(("interchange", document.ack_of.interchange_control_number))
        return
    if isinstance(document, Order):
        yield "order", document.id
        yield from _stated(("uuid", document.uuid))
        yield from _document_reference(document.quotation_document_reference, "quotation")
    elif isinstance(document, OrderResponse):
        yield from _stated(("order_response", document.id), ("order", document.order_reference.id), ("uuid", document.order_reference.uuid))
    if isinstance(document, Order | OrderResponse):
        yield from _stated(("sales_order", document.sales_order_id), ("customer", document.customer_reference))
        yield from _stated(("contract", document.contract.id if document.contract else None))
        for reference in document.additional_document_reference:
            yield from _document_reference(reference, "document")


def _stated(*pairs: tuple[str, str | None]) -> Iterator[tuple[str, str]]:
    return ((kind, value) for kind, value in pairs if value)


def _document_reference(reference: DocumentReference | None, kind: str) -> Iterator[tuple[str, str]]:
    if reference is not None and reference.id:
        yield reference.document_type_code or kind, reference.id


def _consequence(error: ErrorDetails) -> bool:
    # A list whose items were refused counts as too short; the items have findings of their own.
    return error["type"] == "too_short" and bool(error.get("input"))


def _finding(error: ErrorDetails) -> Finding:
    place = error["loc"]
    if place[:1] == ("extensions",) and "content" in place:
        place = place[: place.index("content") + 1]  # below, pydantic names the branches of a union, not places
    params: dict[str, object] = {
        "pointer": pointer(place) or "/",
        "name": str(place[-1]) if place else "",
        "found": _quote(error.get("input")),
        "expected": _expected(error),
    }
    return Finding(_RULES.get(error["type"], "DOC-004"), "error", params=params, pointer=pointer(place))


def pointer(location: tuple[int | str, ...]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in location)


def _quote(given: object) -> str:
    if isinstance(given, Mapping | list | tuple):
        return "an object" if isinstance(given, Mapping) else "a list"
    text = json.dumps(given, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"


def _expected(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    for name in ("example", "expected", "max_length", "min_length"):
        if name in context:
            return str(context[name])
    return error["msg"]
