"""Opening tags as they are written (`cbc:ID schemeID="0088"`): names in our prefixes and attributes, each tag read once.

Knows well-formed tags only. Example: `outermost()["ID xml:lang='en'"].attributes` is `{"xml:lang": "en"}`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import cast

from hub.formats.ubl.names import XML, short

Attributes = dict[str, str]
Tag = tuple[str, Attributes, bool, "Scope"]  # name, attributes, whether the tag ends its element too, and the scope inside the element

_MOST, _LONGEST = 5_000, 500  # tags that are remembered, and the characters of one: both come from senders
_ATTRIBUTE = re.compile(r"""\s([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_BLANK = str.maketrans("\t\n", "  ")  # XML 1.0, 3.3.3
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(amp|lt|gt|quot|apos));")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _shared(attributes: Attributes) -> Attributes:
    """Attributes that many nodes share, so that none of them may change them."""
    return cast("Attributes", MappingProxyType(attributes))


_NONE = _shared({})


class Scope(dict[str, Tag]):
    """The tags of one part of a document, where prefixes are bound to `namespaces`, and beyond these as `around` says.

    The outermost scope, which all others hang on, forgets them when there are many.
    """

    def __init__(self, namespaces: Attributes, around: Scope | None = None) -> None:
        super().__init__()
        self.namespaces = namespaces
        self.around = around
        self.outermost: Scope = self if around is None else around.outermost
        self.held = 0

    def __missing__(self, text: str) -> Tag:
        found = self._read(text)
        if len(text) <= _LONGEST:
            self.outermost.make_room()
            self[text] = found
        return found

    def make_room(self) -> None:
        """For one more tag, here or in a scope inside."""
        self.held += 1
        if self.held > _MOST:
            self.clear()
            self.held = 1

    def _read(self, text: str) -> Tag:
        attributes = {name: plain((one or other).translate(_BLANK)) for name, one, other in _ATTRIBUTE.findall(text)}
        bound = {name.partition(":")[2]: attributes.pop(name) for name in list(attributes) if name.partition(":")[0] == "xmlns"}
        inner = Scope(bound, self) if bound else self
        name = inner.name(text.removesuffix("/").split(maxsplit=1)[0])
        # Without a prefix, an attribute is in no namespace (Namespaces in XML 1.0, 6.2).
        own = {inner.name(name) if ":" in name else name: value for name, value in attributes.items()}
        return name, _shared(own) if own else _NONE, text.endswith("/"), inner

    def name(self, written: str) -> str:
        """A name as it is written, with a prefix of ours."""
        prefix, _, local = written.rpartition(":")
        scope: Scope | None = self
        while scope is not None and prefix not in scope.namespaces:
            scope = scope.around
        namespace = scope.namespaces[prefix] if scope is not None else ""
        return short(f"{{{namespace}}}{local}") if namespace else written


@lru_cache(maxsize=1)
def outermost() -> Scope:
    """The scope around every document."""
    return Scope({"xml": XML})


def plain(text: str) -> str:
    """Text with its references as the characters that they stand for."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    return _CHARACTERS[found[3]] if found[3] else chr(int(found[1], 16) if found[1] else int(found[2]))
