"""Checks of conditions: every `when:` parses, and speaks of what its documents can say.

A path that no document of the agreement has could never hold, so it is told with the nearest name that there is.
Example: `when: buyr.partyName == Acme` is CFG-071 at the column of `buyr`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hub.configuration.checks.base import Checked
from hub.configuration.condition import ConditionProblem, parse, paths
from hub.configuration.problem import ConfigProblem, Path
from hub.mapping.schema_paths import schema_for
from hub.model.config import AgreementConfig

# What would be right, in a notation that needs no translation.
_EXPECTED = {
    "path": "buyer.partyName",
    "relation": "== != < <= > >= in startswith",
    "value": "SE, 'two words', 10.5, 2026-11-22",
    "number": "10.5, 2026-11-22",
    "list": "[SE, NO]",
    "end": "and …, or …",
    "bracket": ")",
    "shorter": "≤ 4000",
    "shallower": "≤ 40",
}


def conditions_can_hold(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-070: not a condition; CFG-071: a path that none of the documents has."""
    for agreement_id, agreement in checked.configuration.agreements.items():
        for path, source, names in _conditions(("agreements", agreement_id), agreement):
            documents = [document for name in names for document in checked.known.document_types(name)]
            yield from _condition(checked, path, source, documents)


def _conditions(base: Path, agreement: AgreementConfig) -> Iterator[tuple[Path, str, Sequence[str]]]:
    """Every condition with its place and the documents that it is about."""
    if agreement.when is not None:
        yield (*base, "when"), agreement.when, agreement.carries
    for ordinal, row in enumerate(agreement.deliver):
        if row.when is not None:
            yield (*base, "deliver", ordinal, "when"), row.when, agreement.carries
    for ordinal, row in enumerate(agreement.tell):
        if row.when is not None:
            yield (*base, "tell", ordinal, "when"), row.when, ["lead_status"]
    for number, reply in enumerate(agreement.replies):
        for ordinal, row in enumerate(reply.deliver):
            if row.when is not None:
                yield (*base, "replies", number, "deliver", ordinal, "when"), row.when, [reply.document]


def _condition(checked: Checked, path: Path, source: str, documents: Sequence[str]) -> Iterator[ConfigProblem]:
    try:
        node = parse(source)
    except ConditionProblem as problem:
        expected = _EXPECTED[problem.expected]
        yield checked.marks.within(path, problem.column, "CFG-070", found=problem.found or "…", column=problem.column, expected=expected)
        return
    schemas = [schema for document in documents if (schema := schema_for(document)) is not None]
    for one in paths(node):
        unknown = [schema.unknown(one.names) for schema in schemas]
        if unknown and all(unknown):
            name, known = next(found for found in unknown if found is not None)
            named = ", ".join(documents)
            yield checked.marks.within(path, one.column, "CFG-071", path=".".join(one.names), name=name, documents=named, known=known)
