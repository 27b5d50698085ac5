"""The releases of X12 that have a dictionary of segments and elements, read from the tables in `grammar/`.

Knows no order of segments (see `structure`) and checks nothing (see `checks`). Example:
`dictionary("004010").segments["BEG"].uses[2].element.ref` is `"324"`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from hub.formats.segments import dictionary as notation
from hub.formats.segments.dictionary import Dictionary, Element

RELEASES = ("004010", "005010")

_PACKAGE = "hub.formats.x12"


def table(name: str) -> dict[str, Any]:
    """One table of `grammar/`, as plain values."""
    return notation.table(_PACKAGE, name)


def dictionary(release: str) -> Dictionary:
    """The segments of a release in `RELEASES`."""
    return notation.load(_PACKAGE, release)


@lru_cache(maxsize=1024)
def is_qualified(tag: str) -> bool:
    """Whether element 01 of this segment says which kind it is, rather than being content."""
    specs = (dictionary(release).segments.get(tag) for release in RELEASES)
    firsts = (spec.uses[0].element for spec in specs if spec)
    return any(isinstance(first, Element) and first.type == "ID" for first in firsts)
