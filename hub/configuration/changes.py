"""What differs between two stored trees: members, systems, agreements, offers, maps and lists; each change with its old and new value.

Pure. A list is compared by its rows, a map by its lines, so that an edited CSV shows what was edited.
Example: `[change.line() for change in changes(before, after)]` gives `["+ list nordkran/erp products  NK-9 = 4711"]`.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from hub.configuration.tree import Tree
from hub.mapping.lists import rows

What = Literal["added", "removed", "changed"]
MARKS: Final[Mapping[What, str]] = {"added": "+", "removed": "-", "changed": "~"}
_SECTIONS: Final = {"members": "member", "systems": "system", "agreements": "agreement", "offers": "offer"}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs. `kind`: member, system, agreement, offer, list or map. `at`: the path below it, or the code of a row."""

    what: What
    kind: str
    name: str
    at: str = ""
    old: Any = None
    new: Any = None

    def line(self) -> str:
        """The change as people read it."""
        return f"{MARKS[self.what]} {self.kind} {self.name}{_where(self)}"


def changes(before: Tree, after: Tree) -> list[Change]:
    """Everything that differs, section by section."""
    return [*_configured(before, after), *_filed(before, after)]


def _configured(before: Tree, after: Tree) -> Iterator[Change]:
    old, new = before["configuration"], after["configuration"]
    for section, kind in _SECTIONS.items():
        yield from _things(kind, old.get(section, {}), new.get(section, {}))


def _things(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        if name not in old:
            yield Change("added", kind, name, new=new[name])
        elif name not in new:
            yield Change("removed", kind, name, old=old[name])
        else:
            yield from (Change(what, kind, name, at, was, is_) for what, at, was, is_ in _values("", old[name], new[name]))


def _values(at: str, old: Any, new: Any) -> Iterator[tuple[What, str, Any, Any]]:
    """The leaves that differ; lists of plain values and of rows are told as a whole where their length differs."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted({*old, *new}):
            below = f"{at}.{name}" if at else str(name)
            if name not in old:
                yield "added", below, None, new[name]
            elif name not in new:
                yield "removed", below, old[name], None
            else:
                yield from _values(below, old[name], new[name])
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (was, is_) in enumerate(zip(old, new, strict=True)):
            yield from _values(f"{at}[{place}]", was, is_)
    else:
        yield "changed", at, old, new


def _filed(before: Tree, after: Tree) -> Iterator[Change]:
    """Files by what names them: a list of a system, a map laid over a message."""
    old, new = _named(before), _named(after)
    for kind, name in sorted({*old, *new}):
        was, is_ = old.get((kind, name)), new.get((kind, name))
        if was != is_:
            yield from (_rows if kind == "list" else _lines)(name, was, is_)


def _named(tree: Tree) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for system_id, system in tree["configuration"].get("systems", {}).items():
        for list_name, file in system.get("lists", {}).items():
            found["list", f"{system_id} {list_name}"] = tree["files"].get(file, "")
        for message, files in system.get("maps", {}).items():
            for file in files:
                found["map", f"{system_id} {message} {file}"] = tree["files"].get(file, "")
    return found


def _rows(name: str, old: str | None, new: str | None) -> Iterator[Change]:
    if old is None or new is None:
        yield Change("added" if old is None else "removed", "list", name, old=_count(old), new=_count(new))
        return
    was, is_ = rows(old), rows(new)
    if was == is_:
        yield Change("changed", "list", name, "its order or spelling")
    for code in sorted({*was, *is_}):
        if code not in was:
            yield Change("added", "list", name, code, new=is_[code])
        elif code not in is_:
            yield Change("removed", "list", name, code, old=was[code])
        elif was[code] != is_[code]:
            yield Change("changed", "list", name, code, was[code], is_[code])


def _count(text: str | None) -> str | None:
    return None if text is None else f"{len(rows(text))} rows"


def _lines(name: str, old: str | None, new: str | None) -> Iterator[Change]:
    if old is None or new is None:
        yield Change("added" if old is None else "removed", "map", name)
        return
    was, is_ = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(a=was, b=is_, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what != "equal":
            yield from _hunk(name, was[a:b], is_[c:d], c + 1)


def _hunk(name: str, old: Sequence[str], new: Sequence[str], line: int) -> Iterator[Change]:
    was, is_ = "\n".join(old).strip(), "\n".join(new).strip()
    what: What = "added" if not old else "removed" if not new else "changed"
    yield Change(what, "map", name, f"line {line}", was or None, is_ or None)


def _where(change: Change) -> str:
    at = f"  {change.at}" if change.at else ""
    if change.old is not None and change.new is not None:
        return f"{at}  {_shown(change.old)} -> {_shown(change.new)}"
    value = change.new if change.old is None else change.old
    told = "" if value is None or (not change.at and isinstance(value, dict)) else f"{' =' if change.at else ' '} {_shown(value)}"
    return f"{at}{told}"


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else text[:199] + "…"
