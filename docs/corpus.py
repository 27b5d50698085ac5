"""The page about documents that we did not write: what the hub makes of each message of the corpus, family by family.

Reads the corpus folder and nothing else; where it is absent, the page in the repository is left as it is.
Example: `python -m docs.generate` writes `docs/reference/corpus.md`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_ORDINAL = re.compile(r"\[[0-9]+\]\+?")
_MOST = 12  # kinds of residue named for one message


@dataclass(frozen=True, slots=True)
class Family:
    """A format and where its messages lie. Without `types`, all that its files hold; `versions`: whether they say one of their own."""

    title: str
    format: str
    folder: str
    types: tuple[str, ...] = ()
    versions: bool = True


FAMILIES = (
    Family("X12", "x12", "edi/x12", ("810", "850", "855", "856", "860", "997")),
    Family("EDIFACT", "edifact", "edi/edifact", ("ORDERS", "ORDRSP", "DESADV", "INVOIC", "CONTRL")),
    Family("UBL", "ubl", "documents", versions=False),
)

# Files that show a parser something and hold nothing that a business could mean: read and kept whole, but in no share.
NO_BUSINESS = {
    "berryworkssoftware-ORDERS-D01B-UNOC.edi": "every element filled with Lorem ipsum, codes among them",
    "berryworkssoftware-ORDERS-D01B-UNOD.edi": "the same in another charset",
    "hupe1980-d01b_invoic_malformed.edi": "a date and a party; neither BGM nor lines",
    "hupe1980-d96a_orders_malformed.edi": "an order without a number, its line without a quantity",
    "indice-co-edifact.Issue203.edi": "every group of the message once, in no order, without BGM; DTM+222, MOA+333",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One message of one file, as `hub try` tells it, and how it comes back."""

    family: Family
    file: str
    row: dict[str, Any]
    back: str

    @property
    def name(self) -> str:
        """What the message says it is."""
        return f"{self.row['type']} {self.row['version']}" if self.family.versions else str(self.row["type"])

    @property
    def share(self) -> str:
        """Per cent of its filled leaves that are in the document."""
        return percent(self.row["coverage"])

    @property
    def residue(self) -> list[str]:
        """Where values stood that no rule took. The order of siblings (`*order`) and choices among spellings (`=…`) are not values."""
        from hub.formats.discover import formats

        is_detail = getattr(formats()[self.family.format], "is_detail", lambda _path, _value: False)
        left = (self.row["canonical"] or {}).get("unmapped", ())
        paths = (one["path"] for one in left if not is_detail(one["path"], one["value"]))
        return [path for path in paths if not path.startswith("=") and not path.endswith("*order")]

    @property
    def rules(self) -> list[str]:
        """The rules that found something, each once, in order."""
        return list(dict.fromkeys(finding["rule"] for finding in self.row["findings"]))


def percent(coverage: dict[str, int]) -> str:
    """Per cent of the filled leaves that are in the document."""
    found = coverage["mapped"] + coverage["extension"]
    return f"{100 * found // coverage['leaves']} %" if coverage["leaves"] else ""


def seen(folder: Path, family: Family) -> Iterator[Seen]:
    """Every message of a family, file by file."""
    from hub.configuration.active import ActiveConfiguration
    from hub.pipeline.check import check

    maps = ActiveConfiguration.empty()  # one for all files, so that each map is compiled once
    for path in sorted((folder / family.folder).rglob("*")):
        if path.is_file() and path.suffix != ".md":
            data = path.read_bytes()
            rows = [row for row in check([data], configuration=maps, name=path.name) if row["format"] == family.format]
            trips = _trips(family, data)
            for at, row in enumerate(rows):
                if not family.types or row["type"] in family.types:
                    yield Seen(family, str(path.relative_to(folder)), row, trips[at] if len(trips) == len(rows) else "")


def _trips(family: Family, data: bytes) -> list[str]:
    """How each message of a file comes back from its document: equal, or why not."""
    from hub.formats.base import MessageRead, Reading
    from hub.formats.discover import formats

    events = formats()[family.format].read([data], Reading())
    return [_trip(family, event.message) for event in events if isinstance(event, MessageRead)]


def _trip(family: Family, message: Any) -> str:
    from hub.formats.discover import formats
    from hub.mapping import library
    from hub.mapping.trial import trial

    if not message.supported or (family.format, message.type) not in library.available():
        return ""
    told = trial(formats()[family.format], _compiled(family.format, message.type, message.grammar or ""), message.tree)
    if told.faithful:
        return "equal"
    if not (told.lost or told.dropped or told.unfitting):
        return "with " + ", ".join(f"`{path}` {value}" for path, value in told.added)
    return f"{len(told.lost)} lost, {len(told.added)} added, {len(told.dropped)} dropped"


@cache
def _compiled(format_name: str, message_type: str, grammar: str) -> Any:
    from hub.formats.discover import formats
    from hub.mapping import library
    from hub.mapping.compile import compile_map

    return compile_map(library.load(format_name, message_type, variants=[grammar]), formats()[format_name].paths)


def overview(messages: list[Seen]) -> list[tuple[str, ...]]:
    """One row a message."""
    rows = []
    for one in messages:
        rules = ", ".join(f"[{rule}](rules/{rule}.md)" for rule in one.rules)
        leaves = str(one.row["coverage"]["leaves"])
        rows.append((one.file, one.name, one.row["verdict"], leaves, one.share, str(len(one.residue)), one.back, rules))
    return rows


def by_type(messages: list[Seen]) -> list[tuple[str, ...]]:
    """One row a message type that has a document."""
    kinds: dict[str, list[Seen]] = defaultdict(list)
    for one in messages:
        if one.row["document"] and Path(one.file).name not in NO_BUSINESS:
            kinds[str(one.row["type"])].append(one)
    rows = []
    for kind, ones in sorted(kinds.items()):
        total: Counter[str] = Counter()
        for one in ones:
            total.update(one.row["coverage"])
        rows.append((kind, ones[0].row["document"], str(len(ones)), str(total["leaves"]), percent(total)))
    return rows


def no_business(messages: list[Seen]) -> list[tuple[str, ...]]:
    """One row a file that is in no share, and why."""
    return [(file, why) for file in dict.fromkeys(one.file for one in messages) if (why := NO_BUSINESS.get(Path(file).name))]


def residues(messages: list[Seen]) -> list[tuple[str, ...]]:
    """One row a message that has any; places without ordinals, the most frequent first."""
    rows = []
    for one in messages:
        kinds = Counter(_ORDINAL.sub("", path) for path in one.residue).most_common()
        named = ", ".join(f"`{path}`" + (f" × {count}" if count > 1 else "") for path, count in kinds[:_MOST])
        if named:
            rows.append((one.file, one.name, named + (f" and {len(kinds) - _MOST} more kinds" if len(kinds) > _MOST else "")))
    return rows
