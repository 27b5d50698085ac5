"""Rules and groups checked against the path language, the codecs, the lists and the schema: every mistake of a map is found here.

Never runs a rule. Example: `Resolver(PATHS, Lists(), None).scope(effective.rules)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hub.formats.base import PathError, PathLanguage, Place
from hub.mapping import codecs
from hub.mapping.canonical_path import CanonicalPath, CanonicalPathError
from hub.mapping.codec import Codec
from hub.mapping.codec_errors import ArgumentError
from hub.mapping.codecs import TEXT
from hub.mapping.expression import Argument, Call, Expression, ExpressionError, parse
from hub.mapping.language import Entry, Group, Origin, Removed, Rule, Rules, Text
from hub.mapping.lists import Lists
from hub.mapping.numerals import decimal
from hub.mapping.pairs import paired
from hub.mapping.problem import RuleProblem, nearest
from hub.mapping.schema_paths import SchemaPaths
from hub.mapping.units import Branch, Part, Scope, Unit

ASSUMABLE = ("currency", "unit", "zone")
# Codecs that make an object of two values: the argument that names the second, its key, and what may be assumed for it.
OBJECTS = {
    "amount": ("currency", "currencyID", "currency"),
    "quantity": ("unit", "unitCode", "unit"),
    "identifier": ("scheme", "schemeID", ""),
    "coded": ("list", "listID", ""),
}


@dataclass(frozen=True, slots=True)
class Resolver:
    """Resolves the rules of one map. `schema`: the paths of its document, None when they are not to be checked."""

    paths: PathLanguage
    lists: Lists
    schema: SchemaPaths | None

    def scope(self, rules: Rules, within: tuple[str, ...] = ()) -> Scope:
        """The rules that are seen from one node."""
        scope = Scope()
        for entry in rules.values():
            if isinstance(entry, Rule):
                scope.units.append(self.unit(entry, within))
            elif not isinstance(entry, Removed):
                scope.branches.append([self._branch(group, within) for group in _groups(entry)])
        _check_nesting(scope)
        _check_derived(scope)
        return _contested(scope)

    def unit(self, rule: Rule, within: tuple[str, ...] = ()) -> Unit:
        """One rule."""
        path = self.path(rule.path, rule.origin, within)
        expression = self._expression(rule.right)
        if expression.constant is not None:
            return Unit(rule, path, None, TEXT, constant=expression.constant)
        place = self.place(rule.right, expression)
        try:
            return self._with_codec(rule, path, place, expression, within)
        except ArgumentError as error:
            raise _located(rule.right, error) from None

    def path(self, text: str, origin: Origin, within: tuple[str, ...] = ()) -> CanonicalPath:
        """A canonical path that the document has."""
        try:
            path = CanonicalPath(text)
        except CanonicalPathError as error:
            raise origin.problem("MAP-011", error.column - 1, path=text) from None
        wrong = self.schema.unknown((*within, *path.names)) if self.schema is not None else None
        if wrong is not None:
            raise origin.problem("MAP-012", path=".".join((*within, *path.names)), name=wrong[0], nearest=wrong[1])
        return path

    def place(self, right: Text, expression: Expression) -> Place:
        return self._place(right, expression.place, expression.column)

    def bare(self, right: Text) -> Place:
        """A place that stands alone, without a codec."""
        expression = self._expression(right)
        if expression.calls or expression.constant is not None:
            raise right.origin.problem("MAP-013", text=right.text, expected="a place without a codec")
        return self.place(right, expression)

    def _expression(self, right: Text) -> Expression:
        try:
            return parse(right.text)
        except ExpressionError as error:
            raise right.origin.problem("MAP-013", error.column - 1, text=right.text, expected=error.expected) from None

    def _place(self, right: Text, text: str, column: int) -> Place:
        try:
            return self.paths.place(text)
        except PathError as error:
            raise right.origin.problem("MAP-014", column + error.column - 2, place=text, expected=error.expected) from None

    def _with_codec(self, rule: Rule, path: CanonicalPath, place: Place, expression: Expression, within: tuple[str, ...]) -> Unit:
        assume, calls = _assumption(expression.calls)
        for at, call in enumerate(calls):
            if call.name in OBJECTS or paired(call) is not None:
                if len(calls) > 1:
                    raise ArgumentError(calls[1 - at].column, f"no other codec beside {call.name}")
                return replace(self._of_two(rule, path, place, expression, call, within), assume=assume)
        instant = bool(calls) and calls[-1].name == "datetime" and any(one.text == "instant" for one in calls[-1].positional)
        if instant:
            calls = (*calls[:-1], replace(calls[-1], positional=tuple(one for one in calls[-1].positional if one.text != "instant")))
        codec = codecs.chain([codecs.build(call, self.lists) for call in calls]) if calls else TEXT
        return Unit(rule, path, place, codec, assume=assume, instant=instant)

    def _of_two(self, rule: Rule, path: CanonicalPath, place: Place, expression: Expression, call: Call, within: tuple[str, ...]) -> Unit:
        pair = paired(call)
        if pair is not None:
            part = self._part(rule.right, expression, pair[1], "", TEXT, "")
            return Unit(rule, path, place, TEXT, part, pair[0])
        argument, key, assume = OBJECTS[call.name]
        if self.schema is not None:
            for name in ("value", key):
                wrong = self.schema.unknown((*within, *path.names, name))
                if wrong is not None:
                    raise rule.origin.problem("MAP-012", path=".".join((*within, *path.names, name)), name=wrong[0], nearest=wrong[1])
        named = call.named.get(argument)
        codec = self._part_codec(call)
        if named is None:
            part = Part("constant", key, codec, assume=assume)
        else:
            part = self._part(rule.right, expression, named, key, codec, assume)
        return Unit(rule, path, place, self._main_codec(call, argument), part)

    def _main_codec(self, call: Call, argument: str) -> Codec:
        if call.name in {"amount", "quantity"}:
            return decimal(call, argument, "codes", "family")
        wrong = [one for name, one in call.named.items() if name not in {argument, "codes", "family"}] + list(call.positional)
        if wrong:
            raise ArgumentError(wrong[0].column, f"{argument}=, codes= or family=")
        return TEXT

    def _part_codec(self, call: Call) -> Codec:
        other = codecs.other_codes(call.named.get("family"))
        if "codes" in call.named:
            return codecs.listed(codecs.code_list(call.named["codes"], self.lists), other)
        if other is not None:
            raise ArgumentError(call.named["family"].column, "codes= beside family=")
        return TEXT

    def _part(self, right: Text, expression: Expression, argument: Argument, key: str, codec: Codec, assume: str) -> Part:
        text = argument.text
        if argument.constant is not None:
            return Part("constant", key, codec, constant=argument.constant, assume=assume)
        if text.startswith("$"):
            path = self.path(text[1:], replace(right.origin, column=right.origin.column + argument.column))
            return Part("document", key, codec, path=path, assume=assume)
        if text.startswith("."):
            beside = self.paths.beside(expression.place, text)
            column = argument.column - (len(beside) - len(text))
            return Part("beside", key, codec, self._place(right, beside, column), assume=assume)
        return Part("root", key, codec, self._place(right, text, argument.column), assume=assume)

    def _branch(self, group: Group, within: tuple[str, ...]) -> Branch:
        path = self.path(group.path, group.origin, within)
        text = group.each or group.at
        assert text is not None
        try:
            each = self.paths.each(text.text)
        except PathError as error:
            raise text.origin.problem("MAP-014", error.column - 1, place=text.text, expected=error.expected) from None
        if bool(group.value) is bool(group.rules) or (group.value and group.at) or (group.join and not group.value):
            raise group.origin.problem("MAP-015", path=group.path)
        if group.value is not None:
            scope = Scope([Resolver(self.paths, self.lists, None).unit(Rule("value", group.value, group.origin))])
        else:
            scope = self.scope(group.rules, (*within, *path.names))
        needs = self._needs(group, scope)
        return Branch(path, each, group.each is not None, scope, needs, group.value is not None, group.join.text if group.join else None)

    def _needs(self, group: Group, scope: Scope) -> Unit | Branch | None:
        if group.needs is None:
            return None
        for unit in scope.units:
            if unit.rule.path == group.needs.text and unit.place is not None:
                return unit
        branches = [branch for branches in scope.branches for branch in branches]
        for branch in branches:
            if branch.path.text == group.needs.text:
                return branch
        known = [*(unit.rule.path for unit in scope.units if unit.place is not None), *(branch.path.text for branch in branches)]
        raise group.needs.origin.problem("MAP-016", path=group.needs.text, nearest=nearest(group.needs.text, known))


def _groups(entry: Entry) -> Iterator[Group]:
    if isinstance(entry, tuple):
        yield from entry
    elif isinstance(entry, Group):
        yield entry


def _assumption(calls: tuple[Call, ...]) -> tuple[str, tuple[Call, ...]]:
    """`assume(currency)`, taken out of the codecs."""
    found = [call for call in calls if call.name == "assume"]
    for call in found:
        names = [argument.text for argument in call.positional]
        if len(names) != 1 or names[0] not in ASSUMABLE or len(found) > 1:
            raise ArgumentError(call.column, f"one of {', '.join(f'assume({name})' for name in ASSUMABLE)}")
    return found[0].positional[0].text if found else "", tuple(call for call in calls if call.name != "assume")


def _located(right: Text, error: ArgumentError) -> RuleProblem:
    if error.unknown:
        return right.origin.problem(
            "MAP-017", error.column - 1, name=error.unknown, nearest=nearest(error.unknown, (*codecs.CODECS, *OBJECTS))
        )
    return right.origin.problem("MAP-018", error.column - 1, text=right.text, expected=error.expected)


def _check_nesting(scope: Scope) -> None:
    """A path cannot be a value and an object at once."""
    leaves = {unit.path.text: unit for unit in scope.units if unit.part is None or unit.paired is not None}
    for unit in scope.units:
        pieces = unit.path.text.split(".")
        for count in range(1, len(pieces)):
            if ".".join(pieces[:count]) in leaves:
                raise unit.rule.origin.problem("MAP-019", path=unit.path.text, value=".".join(pieces[:count]))


def _check_derived(scope: Scope) -> None:
    """A usual form stands beside the text that it is made from, never in place of it."""
    kept: set[str] = set()
    for unit in scope.units:
        if unit.place is None:
            continue
        if unit.codec is TEXT:
            kept.add(unit.place.text)
        elif unit.codec.derived and unit.place.text not in kept:
            expected = f"a rule for the text itself at {unit.place.text}, before the one with {unit.codec.name}"
            raise unit.rule.right.origin.problem("MAP-018", text=unit.rule.right.text, expected=expected)


def _contested(scope: Scope) -> Scope:
    """Mark the rules whose place another rule of the scope writes too: the second never overwrites the first."""
    count = Counter(place.text for unit in scope.units for place in _places(unit))
    scope.units = [replace(_marked(unit, count), rivals=_rivals(unit, scope)) for unit in scope.units]
    return scope


def _rivals(unit: Unit, scope: Scope) -> tuple[Codec, ...]:
    if unit.place is None:
        return ()
    text = unit.place.text
    return tuple(other.codec for other in scope.units if other is not unit and other.place is not None and other.place.text == text)


def _places(unit: Unit) -> Iterator[Place]:
    if unit.place is not None and unit.rule.one_way != "read":
        yield unit.place
        if unit.part is not None and unit.part.kind == "beside" and unit.part.place is not None:
            yield unit.part.place


def _marked(unit: Unit, count: Counter[str]) -> Unit:
    part = unit.part
    if part is not None and part.place is not None and count[part.place.text] > 1:
        part = replace(part, contested=True)
    return replace(unit, part=part, contested=unit.place is not None and count[unit.place.text] > 1)
