"""The maps of the package, and a member's overlays laid over them.

Opens only the package's own data; overlays come as text. Example: `load("x12", "850", overlays=[("acme.yaml", text)]).digest`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from hub.errors import Misconfigured
from hub.mapping.language import MapText, parse
from hub.mapping.overlay import EffectiveMap, effective
from hub.mapping.problem import nearest

SHARED = "parts.yaml"  # of every format's folder: parts that all of its maps may use


def load(format_name: str, message_type: str, variants: Sequence[str] = (), overlays: Sequence[tuple[str, str]] = ()) -> EffectiveMap:
    """The effective map of a message type (`850`, `ORDERS:D96A`).

    `variants` names what else is known of the message (its version, its guide); those with a file of their own
    (`850.004010VICS.yaml`) are laid over the base in that order, then `overlays` as (file name, text).
    """
    base, _, version = message_type.partition(":")
    if (format_name, base) not in available():
        known = [f"{name}/{type_}" for name, type_ in available()]
        wanted = f"{format_name}/{base}"
        raise Misconfigured("MAP-010", wanted=wanted, nearest=nearest(wanted, known))
    layers = _base(format_name, base)
    for variant in (version, *variants) if version else variants:
        name = f"{base}.{variant}.yaml"
        if name in _files(format_name):
            layers.append(_built_in(format_name, name, variant))
    layers.extend(parse(text, file, "member") for file, text in overlays)
    return effective(layers)


def _base(format_name: str, message_type: str) -> list[MapText]:
    """The base map of a message; one that extends the map of another format has its rules, under its own name."""
    text = _built_in(format_name, f"{message_type}.yaml", "base")
    if text.extends is None:
        return [_with_shared_parts(format_name, text)]
    below = _base(*text.extends.text.split("/", 1))
    return [replace(layer, format=text.format) for layer in below] + [replace(text, extends=None)]


def own(message: str, layers: Sequence[tuple[str, str]]) -> EffectiveMap:
    """The effective map of a message that only a member has (`csv/orders`): its first file is a whole map or extends one of the package."""
    texts = [parse(text, file, "member") for file, text in layers]
    first = texts[0]
    if first.extends is None:
        if first.format is not None and first.format.text != message:
            raise first.format.origin.problem("MAP-006", given=first.format.text, expected=message)
        return effective(texts)
    format_name, _, message_type = first.extends.text.partition("/")
    if format_name != message.partition("/")[0]:
        raise first.extends.origin.problem("MAP-006", given=first.extends.text, expected=message)
    return replace(load(format_name, message_type, overlays=layers), format=message)


def whole(text: str, file: str) -> bool:
    """Whether a map file says by itself which document it makes."""
    return parse(text, file, "member").document is not None


def extending(text: str, file: str) -> EffectiveMap:
    """The effective map of a text that stands alone, or lies over the built-in map that it `extends`."""
    own = parse(text, file, "member")
    if own.extends is None:
        return effective([own])
    format_name, _, message_type = own.extends.text.partition("/")
    return load(format_name, message_type, overlays=[(file, text)])


@cache
def available() -> tuple[tuple[str, str], ...]:
    """Format and message type of every base map of the package."""
    root = resources.files("hub.mapping") / "maps"
    folders = [folder.name for folder in root.iterdir() if folder.is_dir()] if root.is_dir() else []
    pairs = [(folder, name.removesuffix(".yaml")) for folder in folders for name in _files(folder)]
    return tuple(sorted((folder, name) for folder, name in pairs if "." not in name and f"{name}.yaml" != SHARED))


def _with_shared_parts(format_name: str, base: MapText) -> MapText:
    """A base map that may use the parts of its folder beside its own."""
    if SHARED not in _files(format_name):
        return base
    return replace(base, parts={**_built_in(format_name, SHARED, "base").parts, **base.parts})


@cache
def _files(format_name: str) -> frozenset[str]:
    folder = resources.files("hub.mapping") / "maps" / format_name
    return frozenset(file.name for file in folder.iterdir() if file.name.endswith(".yaml")) if folder.is_dir() else frozenset()


@cache
def _built_in(format_name: str, name: str, layer: str) -> MapText:
    folder = resources.files("hub.mapping") / "maps" / format_name
    return parse((folder / name).read_text("utf-8"), f"maps/{format_name}/{name}", layer)
