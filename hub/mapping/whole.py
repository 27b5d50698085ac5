"""The whole document as one text at one place (`whole:`), for systems whose own fields hold only a part of it.

Written only where something else found no place, so that nothing is dropped; read to fill in what the other places do not say, which go
first because people change them. Example: `filled({"id": "1", "subject": "new"}, {"subject": "old", "rfqID": "7"})` has all three, and "new".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hub.formats.base import Place, Tree
from hub.mapping.canonical_path import Document
from hub.model.canonical_json import canonical_json
from hub.model.documents.registry import DOCUMENTS, validate

_OUTSIDE = frozenset(("$schema", "schemaVersion", "unmapped", "extensions"))


def write_whole(place: Place, document: Mapping[str, Any], tree: Tree) -> None:
    """Put the document there, without what belongs to the format that it came from."""
    own = {name: value for name, value in document.items() if name not in _OUTSIDE}
    place.put(tree, canonical_json(own).decode())


def read_whole(place: Place, document_type: str, document: Document, tree: Tree) -> None:
    """Fill a document with what stands there; a text that is no such document stays in the residue."""
    text = place.get(tree)
    if text is None:
        return
    told = _told(document_type, text)
    if told is None:
        place.release(tree)
    else:
        document.update(filled(document, told))


def _told(document_type: str, text: str) -> Document | None:
    try:
        values = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or set(values) & _OUTSIDE:
        return None
    if document_type in DOCUMENTS:
        model, _ = validate(document_type, values)
        return values if model is not None else None
    return values


def filled(stated: Any, told: Any) -> Any:
    """`stated`, with what only `told` has; items of lists belong together by their number."""
    if isinstance(stated, dict) and isinstance(told, dict):
        return {**{key: filled(value, told[key]) if key in told else value for key, value in stated.items()}, **_beyond(stated, told)}
    if isinstance(stated, list) and isinstance(told, list):
        pairs = [filled(one, other) for one, other in zip(stated, told, strict=False)]
        return [*pairs, *stated[len(pairs) :], *told[len(pairs) :]]
    return stated


def _beyond(stated: Document, told: Document) -> Document:
    return {key: value for key, value in told.items() if key not in stated}
