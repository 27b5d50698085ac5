"""The map of the hub's own JSON: canonical documents go in and out as they are.

Never changes a value; a JSON number in a canonical document is a finding, because numbers lose digits.
Example: `CanonicalMap("order/1").read(tree).document["id"]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hub.formats.json.plain import plain
from hub.formats.json.tree import Node
from hub.mapping.result import ReadResult, WriteResult
from hub.model.canonical_json import digest
from hub.model.config import Assume
from hub.model.documents.registry import DOCUMENTS, schema_of


@dataclass(frozen=True, slots=True)
class CanonicalMap:
    """Has the functions of a compiled map, without rules."""

    document: str

    @property
    def format(self) -> str:
        """Format and message type."""
        return f"json/{self.document}"

    @property
    def digest(self) -> str:
        """Changes with nothing but the document type."""
        return digest({"canonical": self.document})

    def read(self, tree: Node, assume: Assume | None = None) -> ReadResult:  # noqa: ARG002 - nothing is missing in our own form
        """The document as it was sent; everything is taken."""
        result = ReadResult({})
        tree.take_all()
        result.document = plain(tree.value, result.findings)
        return result

    def write(
        self,
        document: Mapping[str, Any],
        tree: Node,
        assume: Assume | None = None,  # noqa: ARG002 - as in a compiled map
        waive: Iterable[str] = (),  # noqa: ARG002 - nothing is lost
        residue: Callable[[Node], list[str]] | None = None,  # noqa: ARG002 - it is part of the document
    ) -> WriteResult:
        """The document as it is, with its schema named."""
        named = {"$schema": schema_of(self.document)} if self.document in DOCUMENTS else {}
        tree.value.update({**named, **document})
        return WriteResult()
