"""Which of several layouts some bytes are of, where the bytes do not say what they hold.

Never looks at bytes: each format says what it found of what the layouts require. Example:
`chosen({"orders": ["no"], "leads": ["mail"]}, {"orders": ["no"]})` is `["orders"]`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping


def chosen(required: Mapping[str, Collection[str]], met: Mapping[str, Collection[str]]) -> list[str]:
    """The message types whose requirements are all met; where several are, those that require most.

    More than one means that nobody can tell them apart; none, that no layout fits.
    """
    fitting = [name for name, wanted in required.items() if set(wanted) <= set(met.get(name, ()))]
    most = max((len(set(required[name])) for name in fitting), default=0)
    return [name for name in fitting if len(set(required[name])) == most]


def nearest(required: Mapping[str, Collection[str]], met: Mapping[str, Collection[str]]) -> tuple[str, list[str]]:
    """The message type of which least is missing, and what is missing."""
    missing = {name: [one for one in wanted if one not in met.get(name, ())] for name, wanted in required.items()}
    name = min(missing, key=lambda one: (len(missing[one]), -len(required[one])), default="")
    return name, missing.get(name, [])
