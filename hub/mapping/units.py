"""One rule of a map, checked and resolved: its path, its place, its codec, and the neighbour that it needs.

Never reads or writes anything; `reading` and `writing` make functions of it. Example: the unit of `quantity: .02 | quantity(unit=.03)` has a
`part` that stands at `.03` and goes into `unitCode`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from hub.formats.base import Place
from hub.mapping.canonical_path import CanonicalPath
from hub.mapping.codec import Codec
from hub.mapping.language import Rule
from hub.mapping.pairs import Paired

PartKind = Literal["beside", "root", "document", "constant"]


@dataclass(frozen=True, slots=True)
class Part:
    """The second value of a rule: where it comes from, its codec, and the key of the object that it fills (empty for paired codecs).

    `beside` is a place seen from the same node as the rule's own, `root` one seen from the message, `document` a value of the document.
    """

    kind: PartKind
    key: str
    codec: Codec
    place: Place | None = None
    path: CanonicalPath | None = None
    constant: str = ""
    assume: str = ""
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A resolved rule. Exactly one of `place` and `constant` is set; `paired` replaces `codec` where two elements make one value.
    `rivals`: the codecs of the other rules at the same place, one of which may read what this one leaves.
    """

    rule: Rule
    path: CanonicalPath
    place: Place | None
    codec: Codec
    part: Part | None = None
    paired: Paired | None = None
    constant: str | None = None
    assume: str = ""
    instant: bool = False
    contested: bool = False
    rivals: tuple[Codec, ...] = ()

    @property
    def late(self) -> bool:
        """Whether it needs another value of the document first."""
        return self.part is not None and self.part.kind == "document"


@dataclass(slots=True)
class Branch:
    """A resolved group: its nodes, and the scope of its rules. `value`: items are texts, under the key `value` of the scope.

    `needs`: the rule or group of its own without which it is not there.
    """

    path: CanonicalPath
    each: Any
    many: bool
    scope: Scope
    needs: Unit | Branch | None = None
    value: bool = False
    join: str | None = None

    @property
    def rest(self) -> bool:
        """Whether it takes what the others left, so that it runs last."""
        return bool(getattr(self.each, "rest", False))


@dataclass(slots=True)
class Scope:
    """Everything that is seen from one node: rules, and groups in the order in which they run."""

    units: list[Unit] = field(default_factory=list)
    branches: list[list[Branch]] = field(default_factory=list)
