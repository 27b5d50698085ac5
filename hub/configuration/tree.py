"""The configuration as plain values with the texts it names inlined: what `hub apply` stores, and its digest.

Holds no place of any file on disk, so that the same tree from another checkout has the same digest. Secrets stay references.
Example: `digest(tree(configuration, files))` is the SHA-256 that every leaf of the ledger names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hub.model import canonical_json
from hub.model.config import Configuration

Tree = dict[str, Any]


def file_names(configuration: Configuration) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every file that the tree names: where it is named, and its name. Overlays first, then lists."""
    for system_id, system in configuration.systems.items():
        for message, overlays in system.maps.items():
            for ordinal, name in enumerate(overlays):
                yield ("systems", system_id, "maps", message, ordinal), name
        for list_name, name in system.lists.items():
            yield ("systems", system_id, "lists", list_name), name


def tree(configuration: Configuration, files: Mapping[str, str]) -> Tree:
    """The tree to store. Defaults are written out: the stored tree means the same under a later version of the hub."""
    values = configuration.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {"configuration": values, "files": dict(files)}


def digest(stored: Tree) -> str:
    """SHA-256 of the canonical JSON of a stored tree, in hex: its name in the database and in the ledger."""
    return canonical_json.digest(stored)


def normalised(text: str) -> str:
    """A file's text without what editors and checkouts change: byte order mark, line ends."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
