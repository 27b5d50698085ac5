"""What an adapter promises of the messages it speaks: a map for each, and limits that tell what does not fit.

Round trips of those maps are the matter of `hub.testing.mappings`. Example: `class TestLimits(LimitsKit): adapter = Mine()`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from hub.adapters.base import Adapter, Limit
from hub.adapters.limits import overflows
from hub.mapping.library import load


class LimitsKit:
    """Set `adapter`."""

    adapter: ClassVar[Adapter]

    def test_what_it_speaks_it_carries(self) -> None:
        assert set(self.adapter.speaks) <= set(self.adapter.carries)

    def test_each_message_it_speaks_has_a_map_of_that_document(self) -> None:
        for document, message in self.adapter.speaks.items():
            family, _, kind = message.partition("/")
            assert load(family, kind).document == document, message

    def test_limits_are_those_of_messages_that_it_speaks(self) -> None:
        assert set(self.adapter.limits) <= set(self.adapter.speaks.values())

    def test_what_fits_is_no_finding_and_what_does_not_is_told_with_its_place(self) -> None:
        for limits in self.adapter.limits.values():
            for path, limit in limits.items():
                for value in fitting(limit):
                    assert list(overflows(body(path, value), {path: limit})) == [], (path, value)
                for value in unfit(limit):
                    (found,) = overflows(body(path, value), {path: limit})
                    assert found.place == path.replace("[*]", "[0]"), (path, value)
                    assert found.allowed


def body(path: str, value: str) -> Any:
    """The smallest message that has this value at this place."""
    node: Any = value
    for step in reversed(path.split("/")):
        name, many, _ = step.partition("[*]")
        node = {name: [node] if many else node}
    return node


def fitting(limit: Limit) -> list[str]:
    """Values that the place holds."""
    if limit.values:
        return sorted(limit.values)
    return ["A" * limit.length] if limit.length is not None else ["A"]


def unfit(limit: Limit) -> list[str]:
    """Values that it does not: one too long, one outside the charset, one that is not in the list."""
    longer = ["A" * (limit.length + 1)] if limit.length is not None else []
    strange = ["\N{SMILING FACE WITH SUNGLASSES}"] if limit.charset and limit.charset.lower().replace("-", "") != "utf8" else []
    return [*longer, *strange, *(["no such value"] if limit.values else [])]
