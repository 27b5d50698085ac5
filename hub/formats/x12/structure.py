"""The transaction sets of X12 that have a table of segments in `grammar/`.

The notation is that of `hub.formats.segments.structure`. Example: `structure("850", "004010").root.inner[0].tag` is `"BEG"`.
"""

from __future__ import annotations

from functools import cache

from hub.formats.segments.structure import Structure, built
from hub.formats.x12.dictionary import RELEASES, table

SETS = ("810", "850", "855", "856", "860", "997")
HEADER = "ST"


@cache
def structure(set_type: str, release: str) -> Structure | None:
    """The structure of a set, None when it is not supported."""
    if set_type not in SETS or release not in RELEASES:
        return None
    rows = table(set_type)
    return built(set_type, release, rows["group"], rows["structure"], HEADER)


def group_of(set_type: str) -> str:
    """GS01 for a set; empty when the set is not known."""
    found = structure(set_type, RELEASES[0])
    return found.group if found else ""
