"""Doubts about evidence and scope: hashes that are none, evidence named and not listed, categories that do not look like their list.

Opens no file. Example: `hash_doubts("ABC", "/evidence/0/sha256")` yields QUA-009.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hub.model.codes import category_shapes, lists
from hub.model.documents.checks.findings import remark, warning
from hub.model.documents.common import Code
from hub.model.documents.evidence import Evidence, Scope
from hub.model.location import Finding

_SHA256 = re.compile("[0-9a-f]{64}")
_REGIONS = frozenset(("ISO3166-1", "ISO3166-2"))


def hash_doubts(stated: str | None, pointer: str) -> Iterator[Finding]:
    """A SHA-256 is 64 hexadecimal digits in small letters: written otherwise it compares equal to nothing."""
    if stated is not None and not _SHA256.fullmatch(stated):
        yield warning("QUA-009", pointer, found=stated)


def evidence_doubts(evidence: Iterable[Evidence], named: Iterable[tuple[str, str]] = ()) -> Iterator[Finding]:
    """Doubts about the list of evidence, and about names of evidence (id, pointer) that are not in it."""
    listed: set[str] = set()
    for at, one in enumerate(evidence):
        yield from hash_doubts(one.sha256, f"/evidence/{at}/sha256")
        if one.id is not None and one.id in listed:
            yield warning("QUA-011", f"/evidence/{at}/id", found=one.id)
        listed.add(one.id or "")
    yield from (warning("QUA-010", pointer, found=name) for name, pointer in named if name not in listed)


def scopes_doubts(scopes: Iterable[Scope], pointer: str) -> Iterator[Finding]:
    """Doubts about each scope of a list."""
    for at, scope in enumerate(scopes):
        yield from scope_doubts(scope, f"{pointer}/{at}")


def scope_doubts(scope: Scope | None, pointer: str) -> Iterator[Finding]:
    """A category or a region that does not look like a code of the list it names."""
    if scope is not None:
        yield from code_doubts(scope.category, pointer + "/category")
        yield from code_doubts(scope.region, pointer + "/region")


def code_doubts(code: Code | None, pointer: str) -> Iterator[Finding]:
    """The shape of a code, and the country of a region. Lists that the hub does not know raise no doubt."""
    shape = category_shapes().get(code.list_id or "") if code is not None else None
    if code is None or shape is None:
        return
    if not shape.fullmatch(code.value):
        yield remark("QUA-012", pointer, found=code.value, list=code.list_id)
    elif code.list_id in _REGIONS and code.value[:2] not in lists().country:
        yield warning("BUS-022", pointer, found=code.value[:2])
