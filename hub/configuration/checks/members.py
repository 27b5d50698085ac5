"""Checks of members: an identifier that an envelope carries must lead to one company only.

Two members with one identifier would make the hub guess whose order it holds; it never does.
Example: `x12: "ZZ:LANMEI"` under two members is CFG-035 at the second.
"""

from __future__ import annotations

from collections.abc import Iterator

from hub.configuration.checks.base import Checked
from hub.configuration.identifiers import parse_identifier
from hub.configuration.problem import ConfigProblem
from hub.model.member import is_member_id


def identifiers_are_unique(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-035: the same identifier of the same family under two members, or twice under one."""
    owners: dict[tuple[str, str, str], str] = {}
    for member_id, member in checked.configuration.members.items():
        for family in member.ids:
            for ordinal, text in enumerate(member.identifiers(family)):
                address = parse_identifier(family, text)
                key = (family, address.qualifier, address.id)
                if key in owners:
                    path = ("members", member_id, "ids", family, ordinal)
                    yield checked.marks.problem(path, "CFG-035", family=family, identifier=text, owner=owners[key])
                owners.setdefault(key, member_id)


def ids_are_names(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-036: the key of a member cannot be its id."""
    for member_id in checked.configuration.members:
        if not is_member_id(member_id):
            yield checked.marks.problem(("members", member_id), "CFG-036", at="key", member=member_id)
