"""What bytes are called that no format takes as they stand: business documents by name and type, and tables that want a map.

Never reads beyond the first bytes. Example: `named(b"STX=ANA:1+S+R'MHD=1+ORDHDR:9'")` is `("tradacoms", "ORDHDR")`.
"""

from __future__ import annotations

import re

from hub.formats.discover import recognise

# Formats of business documents that are told by name before they can be read. A picture or a table is none: its `format` is null.
_BUSINESS = ("x12", "edifact", "tradacoms", "ubl", "cxml", "idoc", "cii", "cio", "sbdh")
# What such a file calls its message, where its first bytes tell: UNH of EDIFACT, MHD of TRADACOMS.
_TYPES = (
    re.compile(rb"(?:^|[^A-Za-z0-9])UNH(?P<mark>[^A-Za-z0-9])[A-Za-z0-9]{1,14}(?P=mark)(?P<type>[A-Z]{6})[^A-Z]"),
    re.compile(rb"MHD=[0-9]+\+(?P<type>[A-Z]{6}):"),
)
_ROOT = re.compile(r"XML \((?:.* )?(?P<type>\S+)\)")

_TABLES = ("CSV", "XLSX")


def is_table(name: str | None) -> bool:
    """Whether what is called so is read only by the map of a system, since nothing in it says what it holds."""
    return name in _TABLES


def named(head: bytes) -> tuple[str | None, str | None]:
    """The name of the format and of its message type, as far as they can be told without reading."""
    said = recognise(head) or ""
    words = re.findall(r"[a-z0-9]+", said.lower())
    name = next((known for known in _BUSINESS if known in words), None)
    if name is None:
        return None, None
    if root := _ROOT.fullmatch(said):
        return name, root["type"]
    found = next((match for pattern in _TYPES if (match := pattern.search(head))), None)
    return name, found["type"].decode("ascii") if found else None
