"""What every cross check is given: the tree, its places, the texts it names, and what is installed.

A check reads and yields problems; it never changes the tree and never stops another check.
Example: `def lonely(checked: Checked) -> Iterator[ConfigProblem]: ...`, listed in `hub.configuration.checks.CHECKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from hub.configuration.known import Known
from hub.configuration.problem import ConfigProblem, Marks
from hub.model.config import Configuration


@dataclass(frozen=True, slots=True)
class Checked:
    """One tree under inspection. `is_set` is None when secrets are not to be looked at."""

    configuration: Configuration
    marks: Marks
    files: Mapping[str, str]
    known: Known
    is_set: Callable[[str], bool] | None = None

    def party_exists(self, name: str) -> bool:
        """Whether `name` is a member, or a system of one."""
        return name in self.configuration.members or name in self.configuration.systems

    def parties(self) -> list[str]:
        """Every name that an agreement may use for one of its ends."""
        return [*self.configuration.members, *self.configuration.systems]


Check = Callable[[Checked], Iterator[ConfigProblem]]
