"""Uses as source: what the lines of a reading function do with the text at a place.

They say only what is certain, such as a text without outer blanks or a code whose way back is itself; everything else goes to the function
of `takes` that knows all there is to know. Example: for `id: BEG.03` they are `if v1:` and, below, `if v1.strip() == v1: document['id'] = v1`
and `else: use4(v1, (), node, document, reading)`.
"""

from __future__ import annotations

from collections.abc import Callable

from hub.formats.base import Tree
from hub.formats.source import Source, remark
from hub.mapping.canonical_path import CanonicalPath, Document
from hub.mapping.codec import Codec
from hub.mapping.reading import Reading, Values, setter
from hub.mapping.takes import Take, take
from hub.mapping.units import Part, Unit

_FEW = 3  # names of a path that are walked in line; of objects, one less


class Uses:
    """Writes the uses of one function. `roots`: whether any of them asks for a value of the message that lines refer to."""

    def __init__(self, made: Source, watch: Callable[[Unit, Take], Take] | None) -> None:
        self._made = made
        self._watch = watch
        self.roots = False

    def lines(self, unit: Unit, text: str, other: str) -> list[str]:
        """What is done with the text in the variable `text`, and with that of its neighbour in `other` (empty: it has none beside it)."""
        use = _counted(unit, take(unit, 0))
        if self._watch is not None:
            use = self._watch(unit, use)
        whole = f"{self._made.name('use', use)}({text}, {f'({other} or None,)' if other else '()'}, node, document, reading)"
        head = f"if {text}:  # " + remark(f"{unit.rule.path}: {unit.rule.right.text} ({unit.rule.origin})")
        usual = None if self._watch is not None or not _plain(unit) else self._usual(unit, text, other)
        if usual is None:
            return [head, f"    {whole}"]
        test, assignment = usual
        return [head, f"    if {test}:", *(f"        {line}" for line in assignment), f"    else: {whole}"]

    def _usual(self, unit: Unit, text: str, other: str) -> tuple[str, list[str]] | None:
        """The test for the usual case, and what is done in it; None where there is none."""
        if unit.part is not None:
            return self._usual_object(unit, unit.part, text, other)
        if unit.codec.known is not None:
            return f"(_known := {self._made.name('known', unit.codec.known)}({text})) is not None", self._put(unit.path, "_known")
        sure = self._sure(unit.codec, text)
        return (sure, self._put(unit.path, text)) if sure else None

    def _usual_object(self, unit: Unit, part: Part, text: str, other: str) -> tuple[str, list[str]] | None:
        sure, free, value = self._sure(unit.codec, text), self._free(unit.path), self._other(part, other)
        if not sure or not free or value is None:
            return None
        test, said = value
        item = f"{{'value': {text}, {part.key!r}: {said}}}"
        if part.kind == "beside" and not part.assume and part.codec.known is None:
            test, item = f"(not {other} or {test})", f"{item} if {other} else {{'value': {text}}}"
        return f"{sure} and {test} and {free}", self._put(unit.path, item, begun=True)

    def _other(self, part: Part, other: str) -> tuple[str, str] | None:
        """The test for the usual second value, and the expression that gives it."""
        if part.kind == "root":
            self.roots = True
            return f"(_root := roots.get({self._made.name('part', id(part))})) is not None", "_root"
        if part.kind != "beside" or getattr(part.place, "alternatives", False):
            return None
        if part.codec.known is not None:
            return f"{other} and (_code := {self._made.name('known', part.codec.known)}({other})) is not None", "_code"
        sure = self._sure(part.codec, other)
        return (f"{other} and {sure}" if part.assume else sure, other) if sure else None

    def _sure(self, codec: Codec, text: str) -> str:
        """The test whether a text means itself; empty where the codec has none."""
        if codec.sure:
            return codec.sure.format(text)
        return f"{self._made.name('quick', codec.quick)}({text})" if codec.quick is not None else ""

    def _free(self, path: CanonicalPath) -> str:
        """The test that nothing stands at a path yet; empty for paths that are not walked in line. `_held` is what stands above it."""
        if not path.plain or len(path.names) >= _FEW:
            return ""
        if len(path.names) == 1:
            return f"{path.names[0]!r} not in document"
        return f"((_held := document.get({path.names[0]!r})) is None or {path.names[1]!r} not in _held)"

    def _put(self, path: CanonicalPath, value: str, *, begun: bool = False) -> list[str]:
        """The lines that put a value at a path. `begun`: what stands above it is known already."""
        if not path.plain or len(path.names) > _FEW:
            return [f"{self._made.name('put', setter(path))}(document, {value})"]
        if len(path.names) == 1:
            return [f"document[{path.names[0]!r}] = {value}"]
        outer, *inner, name = path.names
        look = [] if begun else [f"_held = document.get({outer!r})"]
        if not inner:
            return [*look, f"if _held is None: document[{outer!r}] = {{{name!r}: {value}}}", f"else: _held[{name!r}] = {value}"]
        return [
            *look,
            f"if _held is None: document[{outer!r}] = {{{inner[0]!r}: {{{name!r}: {value}}}}}",
            f"elif (_low := _held.get({inner[0]!r})) is None: _held[{inner[0]!r}] = {{{name!r}: {value}}}",
            f"else: _low[{name!r}] = {value}",
        ]


def _plain(unit: Unit) -> bool:
    """Whether a value is only put into the document: nothing is counted, converted together with another or chosen among several."""
    if unit.paired is not None or unit.instant or unit.codec.derived or unit.path.names[0] == "extensions":
        return False
    return not getattr(unit.place, "alternatives", False)


def _counted(unit: Unit, use: Take) -> Take:
    if unit.path.names[0] != "extensions":
        return use

    def function(raw: str, values: Values, node: Tree, document: Document, reading: Reading) -> None:
        use(raw, values, node, document, reading)
        reading.extension += 1

    return function
