"""Every document type by name, and what the hub does with any of them: validate, find its references, thread and key.

Nothing here changes a value; a document that breaks a rule comes back as findings with JSON pointers.

>>> model, findings = validate("order/1", {"id": "4711", "issueDate": "tomorrow"})
>>> model, findings[0].rule, findings[0].pointer
(None, 'DOC-005', '/issueDate')
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

import hub.model.documents as package
from hub.errors import Refused
from hub.model.canonical_json import digest
from hub.model.documents.common import Document
from hub.model.ids import document_key
from hub.model.location import Finding


def _kinds() -> Iterator[type[Document]]:
    """Every kind of document that a module of this folder defines."""
    for found in pkgutil.iter_modules(package.__path__):
        if found.name == __name__.rpartition(".")[2]:
            continue
        module = importlib.import_module(f"{package.__name__}.{found.name}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Document) and value.document_type and value.__module__ == module.__name__:
                yield value


DOCUMENTS: dict[str, type[Document]] = {kind.document_type: kind for kind in _kinds()}
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
    return list(dict.fromkeys((kind, value) for kind, value in document.references() if value))


def key_of(document: Document, sender: str) -> str:
    """The business key of a document. One without a number of its own (an 855 has none) is told apart by its content."""
    number = document.number() or f"{document.thread()}#{digest(document.values())[:16]}"
    return document_key(sender, document.document_type, number, document.edition())


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
