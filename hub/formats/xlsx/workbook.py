"""A workbook: its sheets, shared texts and number formats, and what in it people cannot see.

Never runs a macro and never follows a link. Example: `Workbook(Package(data)).sheets[0].name`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hub.formats.xlsx.numbers import Shown, shown
from hub.formats.xlsx.package import Element, Package, Refused, local, parsed

MOST_TEXT = 256 * 1024 * 1024  # characters of all shared texts
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RELATION = "{%s}id"
_NAMESPACES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its part, and whether people see it."""

    name: str
    part: str
    hidden: bool


class Workbook:
    """What the sheets of a workbook share."""

    def __init__(self, package: Package) -> None:
        self.package = package
        main = next((path for kind, path in package.relations("").values() if kind == "officeDocument"), "xl/workbook.xml")
        if main.endswith(".bin"):
            raise Refused("XLS-005")
        root = package.root(main)
        relations = package.relations(main)
        self.since_1904 = any(child.get("date1904") in ("1", "true") for child in root if local(child) == "workbookPr")
        self.macros = any(kind == "vbaProject" for kind, _ in relations.values())
        self.sheets = [sheet for child in root if local(child) == "sheets" for one in child for sheet in _sheet(one, relations)]
        self.texts = _texts(package, _target(relations, "sharedStrings"))
        self.formats = _formats(package, _target(relations, "styles"))


def _target(relations: dict[str, tuple[str, str]], wanted: str) -> str:
    return next((path for kind, path in relations.values() if kind == wanted), "")


def _sheet(one: Element, relations: dict[str, tuple[str, str]]) -> list[Sheet]:
    key = next((one.get(_RELATION % space) for space in _NAMESPACES if one.get(_RELATION % space)), "")
    kind, part = relations.get(key, ("", ""))
    return [Sheet(one.get("name", ""), part, one.get("state", "visible") != "visible")] if kind == "worksheet" else []


def _texts(package: Package, part: str) -> list[str]:
    if not part or part not in package:
        return []
    texts, size = [], 0
    for _, item in parsed(package.part(part), "si"):
        text = text_of(item)
        size += len(text)
        if size > MOST_TEXT:
            raise Refused("XLS-003", what=f"more than {MOST_TEXT} characters of text", limit=str(MOST_TEXT))
        texts.append(text)
        clear(item)
    return texts


def text_of(item: Element) -> str:
    """The text of a shared or inline string: of all its runs, without the reading aids of East Asian text (`rPh`)."""
    pieces: list[str] = []
    for child in item:
        name = local(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces.extend(grandchild.text or "" for grandchild in child if local(grandchild) == "t")
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """`_x000D_` is the character that XML has no other way to carry (ECMA-376 part 1, 22.9.2.19)."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _formats(package: Package, part: str) -> list[Shown]:
    """What each cell style shows, by its number."""
    if not part or part not in package:
        return []
    codes: dict[int, str] = {}
    styles: list[Shown] = []
    for section in package.root(part):
        if local(section) == "numFmts":
            codes = {_number(one.get("numFmtId")): one.get("formatCode", "") for one in section}
        elif local(section) == "cellXfs":
            styles = [shown(number, codes.get(number)) for number in (_number(one.get("numFmtId")) for one in section)]
    return styles


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 10 else 0


def clear(element: Element) -> None:
    """Give back what an element held, and those before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
