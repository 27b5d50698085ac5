"""Profiles: named tables of what a trade needs beyond the required core, as the documents state them. An agreement binds one.

A profile asks; it never supplies. What is missing is a finding with the pointer where it belongs.

>>> [finding.pointer for finding in check({"id": "1"}, "order/1", "hub.order.basic")][:2]
['/issueDate', '/buyerCustomerParty']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hub.errors import Misconfigured
from hub.model.documents.needs import Need
from hub.model.documents.registry import DOCUMENTS
from hub.model.location import Finding


@dataclass(frozen=True, slots=True)
class Profile:
    """A named table of needs for one document type."""

    document: str
    needs: tuple[Need, ...]


PROFILES: dict[str, Profile] = {
    name: Profile(document_type, needs) for document_type, kind in DOCUMENTS.items() for name, needs in kind.profiles.items()
}


def check(values: Mapping[str, Any], document_type: str, profile: str) -> list[Finding]:
    """What a profile misses in a document (as JSON values). A profile of another document type asks nothing."""
    table = PROFILES.get(profile)
    if table is None:
        raise Misconfigured("BUS-090", profile=profile, known=", ".join(PROFILES))
    if table.document != document_type:
        return []
    return [_finding(need, pointer, profile) for need in table.needs for pointer in _missing(values, need.path.split("/"), "")]


def _finding(need: Need, pointer: str, profile: str) -> Finding:
    return Finding(need.rule, "error", params={"pointer": pointer, "profile": profile}, pointer=pointer)


def _missing(node: Any, steps: list[str], pointer: str) -> Iterator[str]:
    step, rest = steps[0], steps[1:]
    if step == "*":
        items = enumerate(node) if isinstance(node, list) else node.items()
        for key, item in items:
            yield from _missing(item, rest, f"{pointer}/{key}")
    elif rest:
        if step in node:
            yield from _missing(node[step], rest, f"{pointer}/{step}")
    elif not any(name in node for name in step.split("|")):
        yield f"{pointer}/{step.partition('|')[0]}"
