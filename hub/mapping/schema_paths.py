"""Whether a canonical path exists in a JSON schema, so that a misspelt rule is found when the map is loaded.

Never validates values. Example: `SchemaPaths(Order.model_json_schema()).unknown(("orderLine", "quantitty"))` is `("quantitty", "quantity")`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from hub.mapping.problem import nearest
from hub.model.documents.registry import DOCUMENTS

Schema = Mapping[str, Any]


@cache
def schema_for(document: str) -> SchemaPaths | None:
    """The paths of a document type of the hub, None when the hub has no such type."""
    model = DOCUMENTS.get(document)
    return None if model is None else SchemaPaths(model.model_json_schema())


class SchemaPaths:
    """The paths of one JSON schema; lists are passed through to their items, as canonical paths name them."""

    def __init__(self, schema: Schema) -> None:
        self._root = schema
        self._definitions: Schema = schema.get("$defs", {})
        self._below: dict[int, Schema | None] = {}  # by node: the rules of a map ask for the same ones again and again

    def unknown(self, names: tuple[str, ...]) -> tuple[str, str] | None:
        """The first name that the schema does not have and the nearest one that it has there; None when all is well."""
        node = self._root
        for name in names:
            known = self._names(node)
            if known is None:
                return None
            if name not in known:
                return name, nearest(name, known)
            node = known[name]
        return None

    def _names(self, node: Schema) -> Schema | None:
        """What stands below a node by name; None where it takes any name."""
        if id(node) not in self._below:
            found = self._properties(node)
            merged = {key: value for properties, _ in found for key, value in properties.items()}
            self._below[id(node)] = None if any(open_ for _, open_ in found) else merged
        return self._below[id(node)]

    def _properties(self, node: Schema, seen: frozenset[str] = frozenset()) -> list[tuple[Schema, bool]]:
        """The properties of a node and of everything it refers to, each with whether it takes any other name."""
        if "$ref" in node:
            name = str(node["$ref"]).rsplit("/", 1)[-1]
            return [] if name in seen else self._properties(self._definitions.get(name, {}), seen | {name})
        found: list[tuple[Schema, bool]] = []
        for key in ("anyOf", "oneOf", "allOf"):
            for child in node.get(key, ()):
                found.extend(self._properties(child, seen))
        for key in ("items", "prefixItems"):
            child = node.get(key)
            if isinstance(child, Mapping):
                found.extend(self._properties(child, seen))
        if "properties" in node:
            found.append((node["properties"], False))
        elif node.get("type") == "object":
            found.append(({}, True))
        return found
