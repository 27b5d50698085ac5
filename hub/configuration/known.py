"""What this installation knows by name: adapters, formats, documents, profiles. The cross checks compare the tree with it.

Nothing is loaded twice and nothing is guessed; tests pass a small one of their own.
Example: `Known.here().adapters["erp/document"]`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel

from hub.adapters.base import Adapter
from hub.adapters.discover import adapters
from hub.formats.base import Format
from hub.formats.discover import formats
from hub.model.documents.registry import DOCUMENTS
from hub.model.profiles import PROFILES

JSON = "json"  # a target without a map: the canonical document itself


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that a configuration may name, by its name. Documents: `order/1`."""

    adapters: Mapping[str, type[Adapter]]
    formats: Mapping[str, Format]
    documents: Mapping[str, type[BaseModel]]
    profiles: Collection[str]

    @staticmethod
    def here() -> Known:
        """What is installed here."""
        return _here()

    def spoken(self, adapter: str, document: str) -> str:
        """The message that an adapter speaks for a document (`json/tryton-order`), `json` where it takes the document itself."""
        kind = self.adapters.get(adapter)
        return kind.speaks.get(document, JSON) if kind is not None else JSON

    def document_types(self, name: str) -> list[str]:
        """The document types that a configuration means by `order` (every major version) or `order/1` (that one)."""
        return [full for full in self.documents if name in (full, full.partition("/")[0])]


@cache
def _here() -> Known:
    return Known(adapters(), formats(), DOCUMENTS, PROFILES.keys())
