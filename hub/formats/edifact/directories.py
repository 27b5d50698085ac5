"""The directories of EDIFACT that there are tables for in `grammar/`: segments and elements by directory, messages in its folder.

A message is one more file: `grammar/D96A/DESADV.yaml` with its `structure`, in the notation of `hub.formats.segments.structure`;
segments that the directory does not describe yet go into `grammar/D96A.yaml`. Nothing else has to be changed.
Example: `structure("ORDERS", "D96A").root.inner[0].tag` is `"BGM"`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources

from hub.formats.segments import dictionary as notation
from hub.formats.segments.dictionary import Composite, Dictionary, Element
from hub.formats.segments.structure import Structure, built

HEADER = "UNH"
SERVICE = "SERVICE"  # CONTRL belongs to the syntax, not to a directory
DEFAULT = "D96A"

_PACKAGE = "hub.formats.edifact"
_QUALIFIER = 3  # a code that tells segments of one tag apart is no longer


@cache
def directories() -> tuple[str, ...]:
    """Every directory with a folder of messages, SERVICE apart."""
    folder = resources.files(_PACKAGE) / "grammar"
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and entry.name != SERVICE))


@cache
def messages(directory: str) -> tuple[str, ...]:
    """The messages that have a table in a directory."""
    folder = resources.files(_PACKAGE) / "grammar" / directory
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")))


def directory_of(message_type: str, version: str, release: str) -> str:
    """The directory that UNH names in 0052 and 0054: D and 96A are `D96A`; empty where there are no tables for it."""
    if message_type in messages(SERVICE):
        return SERVICE
    name = f"{version}{release}".upper()
    return name if name in directories() else ""


def dictionary(directory: str) -> Dictionary:
    """The segments of a directory."""
    return notation.load(_PACKAGE, directory)


@cache
def structure(message_type: str, directory: str) -> Structure | None:
    """The structure of a message, None when there is no table for it."""
    if directory not in (*directories(), SERVICE) or message_type not in messages(directory):
        return None
    table = notation.table(_PACKAGE, f"{directory}/{message_type}")
    return built(message_type, directory, "", table["structure"], HEADER)


@lru_cache(maxsize=1024)
def is_qualified(tag: str) -> bool:
    """Whether element 01 of this segment (or its first component) says which kind it is, rather than being content."""
    specs = (dictionary(directory).segments.get(tag) for directory in directories())
    return any(_is_code(spec.uses[0].element) for spec in specs if spec and spec.uses)


def _is_code(element: Element | Composite) -> bool:
    first = element.uses[0].element if isinstance(element, Composite) else element
    return isinstance(first, Element) and first.type == "an" and first.maximum == _QUALIFIER
