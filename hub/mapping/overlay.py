"""Layers of map files laid over each other by canonical path: base, then variants, then the member's.

Never opens a file and never looks at places or codecs. Example: `effective([parse(base, "850.yaml", "base"), parse(own, "acme.yaml", "member")])`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hub.mapping.language import Entry, Group, Layout, MapText, Origin, Removed, Rule, Rules, Text
from hub.mapping.problem import RuleProblem, nearest
from hub.model.canonical_json import digest


@dataclass(frozen=True, slots=True)
class EffectiveMap:
    """The rules that apply after all layers. `digest` changes exactly when one of them does."""

    document: str
    format: str
    rules: Rules
    write_only: Rules = field(default_factory=dict)
    waive: Mapping[str, str] = field(default_factory=dict)
    layers: tuple[tuple[str, str], ...] = ()
    layout: Mapping[str, Any] = field(default_factory=dict)
    laid: tuple[Layout, ...] = ()
    whole: Text | None = None

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the effective rules in canonical JSON (RFC 8785); places in files do not count."""
        return digest(
            {
                "document": self.document,
                "format": self.format,
                "rules": _plain(self.rules),
                "write_only": _plain(self.write_only),
                "waive": sorted(self.waive),
                **({"layout": dict(self.layout)} if self.layout else {}),
                **({"whole": self.whole.text} if self.whole else {}),
            }
        )

    def layout_origin(self, keys: Sequence[str]) -> Origin:
        """Where something of the layout was written: in the last layer that has it, or has what it would stand in."""
        for count in range(len(keys), -1, -1):
            for layer in reversed(self.laid):
                if (origin := layer.origin(keys[:count])) is not None:
                    return origin
        return Origin(self.layers[-1][1] if self.layers else "", 1, 1, "base")


def effective(layers: Sequence[MapText]) -> EffectiveMap:
    """The layers merged and their parts filled in; the first is the base and must name document and format."""
    base = layers[0]
    if base.document is None or base.format is None:
        raise RuleProblem("MAP-005", base.file, 1, 1)
    rules, write_only, parts = base.rules, base.write_only, dict(base.parts)
    waive: dict[str, Text | Removed] = dict(base.waive)
    for layer in layers[1:]:
        _check_names(base, layer)
        rules, write_only = _merged(rules, layer.rules), _merged(write_only, layer.write_only)
        for name, part in layer.parts.items():
            parts[name] = _merged(parts.get(name, {}), part)
        waive |= layer.waive
    return EffectiveMap(
        base.document.text,
        base.format.text,
        _expanded(_merged({}, rules), parts, ()),
        _merged({}, write_only),
        {path: text.text for path, text in waive.items() if isinstance(text, Text)},
        tuple((layer.layer, layer.file) for layer in layers),
        _laid([layer.layout.node.plain() for layer in layers if layer.layout is not None]),
        tuple(layer.layout for layer in layers if layer.layout is not None),
        next((layer.whole for layer in reversed(layers) if layer.whole is not None), None),
    )


def _laid(layouts: Sequence[Any]) -> dict[str, Any]:
    """Layouts over layouts: mappings are merged, everything else replaced, nothing (`null`) removes."""
    result: dict[str, Any] = {}
    for layout in layouts:
        for key, value in (layout or {}).items():
            if isinstance(value, dict):
                held = result.get(key)
                result[key] = _laid([held if isinstance(held, dict) else {}, value])
            elif value is None:
                result.pop(key, None)
            else:
                result[key] = value
    return result


def _check_names(base: MapText, layer: MapText) -> None:
    assert base.format is not None
    for given, right in ((layer.extends, base.format), (layer.format, base.format), (layer.document, base.document)):
        if given is not None and right is not None and given.text != right.text:
            raise given.origin.problem("MAP-006", given=given.text, expected=right.text)


def _merged(below: Rules, above: Rules, *, parts: bool = False) -> Rules:
    """Rules over rules. `parts`: a removal may concern a rule that a part will bring, so that it waits for the parts."""
    result = dict(below)
    for path, entry in above.items():
        held = result.get(path)
        if isinstance(entry, Removed):
            if held is None and parts:
                result[path] = entry
                continue
            if held is None:
                raise entry.origin.problem("MAP-007", path=path, nearest=nearest(path, below))
            del result[path]
        elif isinstance(entry, Group) and isinstance(held, Group):
            result[path] = _over(held, entry)
        else:
            result[path] = entry
    return result


def _over(below: Group, above: Group) -> Group:
    """A group with what the layer above gives; `each` and `at` replace each other."""
    moved = above.each is not None or above.at is not None
    return Group(
        below.path,
        above.origin,
        above.each if moved else below.each,
        above.at if moved else below.at,
        above.needs or below.needs,
        above.value or below.value,
        above.join or below.join,
        above.use or below.use,
        _merged(below.rules, above.rules, parts=bool(above.use or below.use)),
    )


def _expanded(rules: Rules, parts: Mapping[str, Rules], within: tuple[str, ...]) -> Rules:
    return {path: _filled(entry, parts, within) for path, entry in rules.items()}


def _filled(entry: Entry, parts: Mapping[str, Rules], within: tuple[str, ...]) -> Entry:
    if isinstance(entry, tuple):
        return tuple(_group(group, parts, within) for group in entry)
    return _group(entry, parts, within) if isinstance(entry, Group) else entry


def _group(group: Group, parts: Mapping[str, Rules], within: tuple[str, ...]) -> Group:
    rules: Rules = {}
    for use in group.use:
        if use.text not in parts or use.text in within:
            raise use.origin.problem("MAP-008", name=use.text, nearest=nearest(use.text, parts))
        rules = _merged(rules, _expanded(parts[use.text], parts, (*within, use.text)))
    own: Rules = {path: entry for path, entry in group.rules.items() if not isinstance(entry, Removed)}
    removed: Rules = {path: entry for path, entry in group.rules.items() if isinstance(entry, Removed)}
    rules = _merged(_merged(rules, removed), _expanded(own, parts, within))
    if group.each is None and group.at is None:
        raise group.origin.problem("MAP-009", path=group.path)
    return replace(group, rules=rules, use=())


def _plain(rules: Rules) -> dict[str, Any]:
    return {path: _plain_entry(entry) for path, entry in rules.items()}


def _plain_entry(entry: Entry) -> Any:
    if isinstance(entry, Rule):
        return [entry.one_way, entry.right.text] if entry.one_way else entry.right.text
    if isinstance(entry, tuple):
        return [_plain_entry(group) for group in entry]
    if isinstance(entry, Removed):
        return None
    texts = {key: getattr(entry, key) for key in ("each", "at", "needs", "value", "join")}
    return {key: text.text for key, text in texts.items() if text is not None} | {"rules": _plain(entry.rules)}
