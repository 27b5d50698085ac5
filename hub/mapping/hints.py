"""How the source spelt a value whose meaning alone the document holds: kept beside the residue, used again when it is written.

A hint never changes a meaning: it is used only where reading it gives the very value of the document. Example: the entry
`{"path": "=x12/issueDate", "value": "070102"}` in `unmapped` keeps a date with two digits of the year; `=x12@/…` keeps which of
several places was used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

MARK = "="


def is_hint(path: str) -> bool:
    """Whether an entry of `unmapped` is a hint for the maps, not a leaf for the format."""
    return path.startswith(MARK)


@dataclass(slots=True)
class Hints:
    """The hints of one document for one family of formats: `texts` and `places` by JSON pointer."""

    family: str
    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.texts or self.places)

    def entries(self) -> list[dict[str, str]]:
        """The hints as entries of `unmapped`."""
        texts = [{"path": f"{MARK}{self.family}{pointer}", "value": text} for pointer, text in self.texts.items()]
        return texts + [{"path": f"{MARK}{self.family}@{pointer}", "value": text} for pointer, text in self.places.items()]


def hints_of(document: Mapping[str, Any], family: str) -> Hints:
    """The hints that a document carries for a family."""
    hints = Hints(family)
    entries: Iterable[Mapping[str, Any]] = document.get("unmapped") or ()
    for entry in entries:
        head, slash, pointer = str(entry["path"]).partition("/")
        if slash and head == MARK + family:
            hints.texts[slash + pointer] = str(entry["value"])
        elif slash and head == f"{MARK}{family}@":
            hints.places[slash + pointer] = str(entry["value"])
    return hints
