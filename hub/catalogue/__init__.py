"""What every rule says to a person, in English and Chinese: one YAML file per area beside this module.

A rule id is AREA-NNN and never changes its meaning. `explain` fills the words with the values of one case.

>>> explain("API-001", {"scheme": "Basic"}).message[:5]
'The h'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import yaml

Language = Literal["en", "zh"]
# libyaml reads the catalogue ten times faster, and every command that says something waits for it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the catalogue: title, message and fix by language; `{name}` marks a value to fill in."""

    id: str
    title: Mapping[str, str]
    message: Mapping[str, str]
    fix: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule put into words for one case: what was wrong, and what would be right."""

    rule: str
    title: str
    message: str
    fix: str


class _Blanks(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


@cache
def rules() -> dict[str, Rule]:
    """Every rule by id, read once from the YAML files of this package."""
    found: dict[str, Rule] = {}
    for file in sorted(resources.files(__name__).iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".yaml"):
            continue
        for rule_id, row in (yaml.load(file.read_text("utf-8"), Loader=_LOADER) or {}).items():  # noqa: S506 - both are the safe loader
            if rule_id in found:
                raise ValueError(f"{file.name}: {rule_id} is already defined elsewhere")
            found[rule_id] = Rule(rule_id, row["title"], row["message"], row["fix"])
    return found


def explain(rule_id: str, params: Mapping[str, object], language: Language = "en") -> Explanation:
    """The words of one rule with `params` filled in; a value that is not given shows as `?`."""
    rule = rules().get(rule_id)
    if rule is None:
        return Explanation(rule_id, rule_id, rule_id, "")
    values = _Blanks(params)
    return Explanation(
        rule_id,
        rule.title[language],
        rule.message[language].format_map(values),
        rule.fix[language].format_map(values),
    )
