"""How a doubt about a document is told: at its JSON pointer, as a warning unless a rule says more.

Judges nothing. Example: `warning("BUS-013", "/orderLine/1/id", found="1")`.
"""

from __future__ import annotations

from hub.model.location import Finding


def warning(rule: str, pointer: str, **params: object) -> Finding:
    """A finding that does not stop a document."""
    return Finding(rule, "warning", params={"pointer": pointer, **params}, pointer=pointer)


def remark(rule: str, pointer: str, **params: object) -> Finding:
    """A finding that only informs."""
    return Finding(rule, "info", params={"pointer": pointer, **params}, pointer=pointer)


def error(rule: str, pointer: str, **params: object) -> Finding:
    """A finding that the agreement decides about."""
    return Finding(rule, "error", params={"pointer": pointer, **params}, pointer=pointer)
