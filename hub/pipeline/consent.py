"""Whether a person agreed to what is about to happen with a lead, and if not, what exactly is missing.

Pure. It reads what the lead states and what the agreement asks for; it never guesses a consent.

>>> missing({"consent": [{"purposeCode": "share", "givenIndicator": True}]}, Consented()) is None
True
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.model.config import Consented


def missing(values: Mapping[str, Any], wanted: Consented) -> str | None:
    """What stands in the way, in one word; None where an entry covers it."""
    entries = values.get("consent") or ()
    fitting = [entry for entry in entries if entry.get("purposeCode") in wanted.purpose]
    if not fitting:
        return "purpose"
    standing = [entry for entry in fitting if entry.get("givenIndicator") is not False and "withdrawnAt" not in entry]
    if not standing:
        return "withdrawn" if any("withdrawnAt" in entry for entry in fitting) else "refused"
    return None if any(_basis(entry) in wanted.basis for entry in standing) else "basis"


def _basis(entry: Mapping[str, Any]) -> str:
    """The legal basis as stated; who ticked a box at a stated moment has consented."""
    stated = entry.get("legalBasisCode")
    if stated is not None:
        return str(stated)
    return "consent" if entry.get("givenIndicator") or "givenAt" in entry else ""
