"""Conditions: the small language of `when:`, in which an agreement says for which documents it is.

Total: a condition that parses gives true or false for any document and never fails. It compares what the document says with
what the condition says; it calls nothing and computes nothing. Example: `condition("buyer.partyName == Acme")({"buyer": {}})` is False.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hub.configuration.condition.holds import holds
from hub.configuration.condition.nodes import Node, Path, paths, text
from hub.configuration.condition.parse import ConditionProblem, parse

__all__ = ["ConditionProblem", "Node", "Path", "condition", "holds", "parse", "paths", "text"]


def condition(source: str) -> Callable[[Any], bool]:
    """The condition as a function of a canonical document. Raises ConditionProblem with its column."""
    return holds(parse(source))
