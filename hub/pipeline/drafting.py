"""A first map from the bytes of a sample: whole for foreign JSON and tables, an overlay for what the hub knows.

Reads only; what a person makes of the text is checked by `hub map test`. Example: `first_map(b'{"orderNo": "4711"}', "order/1", "shop")`.
"""

from __future__ import annotations

from hub.errors import Refused
from hub.formats.base import Format, Message, MessageRead, Reading
from hub.formats.discover import formats, sniff
from hub.mapping import library
from hub.mapping.compile import compile_map
from hub.mapping.draft import draft
from hub.mapping.draft_table import draft_table
from hub.model.documents.registry import DOCUMENTS


def first_map(data: bytes, document_type: str, name: str) -> str | None:
    """The text of a map or overlay for the first message in `data`; None where no message can be read. Refused: no such document."""
    if document_type not in DOCUMENTS:
        raise Refused("DOC-010", document=document_type)
    format_ = sniff(data)
    if format_ is None:
        return _table(data, document_type, name)
    message = next((event.message for event in format_.read([data], Reading()) if isinstance(event, MessageRead)), None)
    if message is None:
        return None
    if (format_.name, message.type) in library.available():
        return _overlay(format_, message)
    return draft(document_type, f"{format_.name}/{name}", format_.untaken(message.tree))


def _overlay(format_: Format, message: Message) -> str:
    """What the hub's own map leaves over of this message, for its author to place."""
    map_ = compile_map(library.load(format_.name, message.type, (message.grammar,) if message.grammar else ()), format_.paths)
    map_.read(message.tree)
    return draft(map_.document, message.name, format_.untaken(message.tree), extends=message.name)


def _table(data: bytes, document_type: str, name: str) -> str | None:
    """A whole map for a table, which no format claims before it has a layout."""
    for format_ in formats().values():
        look = getattr(format_, "sample", None)
        found = look(data) if look is not None else None
        if found is not None:
            return draft_table(document_type, f"{format_.name}/{name}", found)
    return None
