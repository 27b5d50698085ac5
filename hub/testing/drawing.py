"""Documents drawn from a map by dice: quick for maps that are too large for strategies. Hypothesis draws the seed and the share.

Knows no format and no kind of document. Example: `drawn(compiled.scope, random.Random(7), 0.3)` is a document that the map can write.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from hub.mapping.codec import Codec
from hub.mapping.codec_errors import CodecError
from hub.mapping.units import Branch, Scope, Unit

Document = dict[str, Any]
Values = Mapping[str, Sequence[Any]]
USUAL: Values = {
    "text": ("A", "0088", "杭州 <商驿> & 'co'", "x" * 40, "é"),
    "decimal": ("0", "12.50", "-3.1", "1000000.00"),
    "date": ("2026-02-28", "2026-11-30", "1999-12-31"),
    "time": ("10:05", "23:59:59"),
    "bool": (True, False),
}
CODES = ("accepted", "changed", "rejected", "380", "381", "9", "A", "0088")


def drawn(scope: Scope, dice: random.Random, share: float, values: Values = USUAL) -> Document:
    """An object of one scope, each value there with the probability `share`."""
    document: Document = {}
    for unit in scope.units:
        if unit.constant is None and not unit.rule.one_way and dice.random() < share:
            _fill(unit, document, dice, values)
    for branches in scope.branches:
        branch = branches[0]
        if dice.random() < share:
            items = [item for item in (drawn(branch.scope, dice, share, values) for _ in range(dice.randint(1, 2))) if item]
            if items:
                container, key = branch.path.make(document)
                container[key] = _held(branch, items)
    for unit in scope.units:
        if unit.constant is not None and document:
            container, key = unit.path.make(document)
            container[key] = unit.constant
    return document


def _held(branch: Branch, items: list[Document]) -> Any:
    """The items as the group holds them: objects, texts, one text, or one object."""
    held = [item["value"] for item in items] if branch.value else items
    if branch.join is not None:
        return branch.join.join(map(str, held))
    return held if branch.many else held[0]


def _fill(unit: Unit, document: Document, dice: random.Random, values: Values) -> None:
    value = _value(unit, dice, values)
    if value is None:
        return
    if unit.part is not None and unit.part.key:
        value = {"value": value, unit.part.key: "CNY"} if dice.random() < 0.8 else {"value": value}
    container, key = unit.path.make(document)
    container[key] = value


def _value(unit: Unit, dice: random.Random, values: Values) -> Any:
    """A value that the rule's codec writes and reads back alike."""
    if unit.paired is not None:
        return dice.choice(list(values["date"]))
    known = list(values.get(unit.codec.name, CODES))
    return next((value for value in dice.sample(known, len(known)) if _same(unit.codec, value)), None)


def _same(codec: Codec, value: Any) -> bool:
    try:
        return bool(codec.decode(codec.encode(value)) == value)
    except CodecError:
        return False
