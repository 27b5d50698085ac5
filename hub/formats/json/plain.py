"""The values of a canonical document: texts, true, false, objects and lists; numbers only where they are whole and small.

A number with a fraction, or with more digits than every reader keeps, becomes the text that it was written as, and a finding.
Example: `plain({"a": Number("1.50")}, findings)` is `{"a": "1.50"}` with one finding.
"""

from __future__ import annotations

from typing import Any

from hub.formats.json.parse import Number
from hub.model.location import Finding, Location

_DIGITS = 15  # whole numbers that every reader of JSON keeps


def plain(value: Any, findings: list[Finding], pointer: str = "") -> Any:
    """A copy of a value without `Number`s; nesting is limited by the parser."""
    if isinstance(value, dict):
        return {key: plain(child, findings, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}") for key, child in value.items()}
    if isinstance(value, list):
        return [plain(child, findings, f"{pointer}/{at}") for at, child in enumerate(value)]
    if isinstance(value, Number):
        return _number(value, pointer, findings)
    return value


def _number(value: Number, pointer: str, findings: list[Finding]) -> Any:
    if value.removeprefix("-").isdecimal() and len(value) <= _DIGITS:
        return int(value)
    findings.append(Finding("JSON-005", "error", Location(path=pointer), {"value": str(value)}, pointer))
    return str(value)
