"""A first map from the bytes of a sample: of a format that has no names of its own a whole one, of any other an overlay.

Reads only; what a person makes of the text is checked by `hub map test`. Example: `first_map(b'{"orderNo": "4711"}', "order/1", "shop")`.
"""

from __future__ import annotations

from hub.errors import Refused
from hub.formats.base import Format, Message, MessageRead, Reading
from hub.formats.discover import sniff
from hub.mapping import library
from hub.mapping.compile import compile_map
from hub.mapping.draft import draft
from hub.model.documents.registry import DOCUMENTS


def first_map(data: bytes, document_type: str, name: str) -> str | None:
    """The text of a map or overlay for the first message in `data`; None where no message can be read. Refused: no such document."""
    if document_type not in DOCUMENTS:
        raise Refused("DOC-010", document=document_type)
    format_ = sniff(data)
    if format_ is None:
        return None
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
