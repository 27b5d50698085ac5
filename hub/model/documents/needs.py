"""What a profile asks for: one value that must be stated, and the rule under which its absence is reported.

Judges nothing; `hub.model.profiles` does. Example: `Need("orderLine/*/quantity/unitCode", "BUS-003")`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """A value that must be stated: its path (`*` is every item), and the rule it is reported under.

    A path that ends in `a|b` is met by either. Steps before the last are asked for by needs of their own.
    """

    path: str
    rule: str = "BUS-001"


Needs = Mapping[str, tuple[Need, ...]]  # by the name of the profile
