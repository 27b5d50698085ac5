"""What the checks of a document say, for tables of cases: each finding as its rule and its pointer.

Example: `doubted("order/1", id="1", lineCountNumeric="2")` is `["BUS-011 /lineCountNumeric"]`.
"""

from __future__ import annotations

from typing import Any

from hub.catalogue import rules
from hub.model.documents.registry import validate


def doubted(document_type: str, **values: Any) -> list[str]:
    """Every doubt about a document, none of which changes it."""
    model, findings = validate(document_type, values)
    assert model is not None, findings
    before = model.values()
    found = list(model.doubts())

    assert model.values() == before
    assert {one.rule for one in found} <= rules().keys()
    return [f"{one.rule} {one.pointer}" for one in found]
