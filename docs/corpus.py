"""The page about documents that we did not write: what the hub makes of each X12 order, response and acknowledgement of the corpus.

Reads the corpus folder and nothing else; where it is absent, the page in the repository is left as it is.
Example: `python -m docs.generate` writes `docs/reference/corpus.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SETS = ("810", "850", "855", "856", "860", "997")


@dataclass(frozen=True, slots=True)
class Seen:
    """One message of one file, as `hub try` tells it."""

    file: str
    row: dict[str, Any]

    @property
    def name(self) -> str:
        """What the message says it is."""
        return f"{self.row['type']} {self.row['version']}"

    @property
    def share(self) -> str:
        """Per cent of its filled leaves that are in the document."""
        coverage = self.row["coverage"]
        found = coverage["mapped"] + coverage["extension"]
        return f"{100 * found // coverage['leaves']} %" if coverage["leaves"] else ""

    @property
    def residue(self) -> list[str]:
        """Where values stood that no rule took. The order of siblings (`*order`) and choices among spellings (`=…`) are not values."""
        left = (self.row["canonical"] or {}).get("unmapped", ())
        return [entry["path"] for entry in left if not entry["path"].startswith("=") and not entry["path"].endswith("*order")]

    @property
    def rules(self) -> list[str]:
        """The rules that found something, each once, in order."""
        return list(dict.fromkeys(finding["rule"] for finding in self.row["findings"]))


def seen(folder: Path) -> Iterator[Seen]:
    """Every message of the named sets, file by file."""
    from hub.pipeline.check import check

    for path in sorted((folder / "edi" / "x12").rglob("*")):
        if path.is_file():
            rows = check([path.read_bytes()], name=path.name)
            yield from (Seen(str(path.relative_to(folder / "edi")), row) for row in rows if row["format"] == "x12" and row["type"] in SETS)


def overview(messages: list[Seen]) -> list[tuple[str, ...]]:
    """One row a message."""
    rows = []
    for one in messages:
        rules = ", ".join(f"[{rule}](rules/{rule}.md)" for rule in one.rules)
        coverage = one.row["coverage"]
        rows.append((one.file, one.name, one.row["verdict"], str(coverage["leaves"]), one.share, str(len(one.residue)), rules))
    return rows


def residues(messages: list[Seen]) -> list[tuple[str, ...]]:
    """One row a message that has any."""
    return [(one.file, one.name, ", ".join(f"`{path}`" for path in one.residue)) for one in messages if one.residue]
