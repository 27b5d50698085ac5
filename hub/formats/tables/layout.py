"""The `layout:` of a table's map: its columns and labels with their spellings, and what makes one message.

Never looks at a table. Example: `parse("orders", {"columns": {"no": ["Order No", "采购单号"]}, "required": ["no"]}).headings["no"][0]`
is `"Order No"`, the spelling that is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hub.formats.base import Layout, LayoutError

SHEET, ROW = "sheet", "row"
RESERVED = frozenset((SHEET, ROW, "rows", "above", "after"))
_TEXTS = ("charset", "delimiter", "one_per", "repeat", "sheet")
_TABLES = ("head", "columns", "labels", "totals")
_NUMBERED = re.compile(r"(.*)\{([0-9]{1,3})\.\.([0-9]{1,3})\}")
_KEY = re.compile(r'[^/\[\]{}#|=!.,"\s]+(?: [^/\[\]{}#|=!.,"\s]+)*')
# Rows that add up the rows above them, in tables of people who write no map: known by their first word.
TOTALS = ("合计", "总计", "小计", "total", "totals", "subtotal", "grand total", "sum")


@dataclass(frozen=True, slots=True)
class TableLayout:
    """One layout. `headings`: the spellings of every key, the first is written. `head`: columns that say the same on every row of a
    message; `columns`: those of a row; `labels` and `totals`: cells with a label before them, above and below the rows.
    """

    type: str = ""
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    head: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    one_per: str = SHEET
    repeat: str = "every"
    charset: str = ""
    delimiter: str = ""
    sheet: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)  # of columns, by normalised heading
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of labels and totals, alike
    under: Mapping[str, str] = field(default_factory=dict)  # the columns that totals stand under

    @property
    def across(self) -> tuple[str, ...]:
        """The keys of all columns in the order in which they are written."""
        return (*self.head, *self.columns)

    @property
    def per_row(self) -> frozenset[str]:
        """The required columns that belong to a row."""
        return frozenset(self.required) & frozenset(self.columns)


def normalised(text: str) -> str:
    """A heading without what people vary: width of characters, case, blanks, a colon or an asterisk behind it."""
    folded = unicodedata.normalize("NFKC", text).casefold().rstrip(" *:\r\n\t")
    return "".join(folded.split()) if not folded.isascii() else " ".join(folded.split())


def parse(message_type: str, layout: Layout) -> TableLayout:
    """The layout of a map; LayoutError tells the key and what would be right."""
    for key in layout:
        if key not in (*_TEXTS, *_TABLES, "required"):
            raise LayoutError((key,), f"one of {', '.join((*_TABLES, 'required', *_TEXTS))}")
    texts = {key: _text(layout, key) for key in _TEXTS}
    tables = {key: dict(_headings(layout, key)) for key in _TABLES}
    headings = _together(tables)
    under = dict(_under(layout, tables))
    required = _required(layout, headings)
    one_per = _one_of(texts, "one_per", SHEET, (SHEET, ROW, *tables["head"]))
    if texts["delimiter"] not in ("", ",", ";", "|", "\t", "tab"):
        raise LayoutError(("delimiter",), "one of , ; | tab")
    return TableLayout(
        message_type,
        headings,
        head=tuple(tables["head"]),
        columns=tuple(tables["columns"]),
        labels=tuple(tables["labels"]),
        totals=tuple(tables["totals"]),
        required=required,
        one_per=one_per,
        repeat=_one_of(texts, "repeat", "every", ("every", "first")),
        charset=texts["charset"],
        delimiter={"tab": "\t"}.get(texts["delimiter"], texts["delimiter"]),
        sheet=texts["sheet"],
        keys=_columns_by_spelling(tables),
        marks=_marks_by_spelling(tables, under),
        under=under,
    )


def _text(layout: Layout, key: str) -> str:
    value = layout.get(key, "")
    if not isinstance(value, str):
        raise LayoutError((key,), "a text")
    return value


def _one_of(texts: Mapping[str, str], key: str, usual: str, known: tuple[str, ...]) -> str:
    value = texts[key] or usual
    if value not in known:
        raise LayoutError((key,), f"one of {', '.join(known)}")
    return value


def _headings(layout: Layout, section: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Keys with their spellings; a list instead of a mapping names headings that are their own keys."""
    given = layout.get(section) or {}
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        given = {one: [one] for one in given}
    if not isinstance(given, dict):
        raise LayoutError((section,), "a mapping of names to headings, or a list of headings")
    for key, spellings in given.items():
        if section == "totals" and isinstance(spellings, dict) and set(spellings) == {"label", "under"}:
            spellings = spellings["label"]  # noqa: PLW2901 - the same, written at length
        spelt = [spellings] if isinstance(spellings, str) else spellings
        if not isinstance(spelt, list) or not spelt or not all(isinstance(one, str) and normalised(one) for one in spelt):
            raise LayoutError((section, key), "a heading, or a list of its spellings")
        yield from _numbered(section, key, spelt)


def _numbered(section: str, key: str, spelt: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    found = _NUMBERED.fullmatch(key)
    if found is None:
        if key in RESERVED or not _KEY.fullmatch(key):
            raise LayoutError((section, key), "a name without / [ ] { } # | = ! . , and quotes, and not " + ", ".join(sorted(RESERVED)))
        yield key, tuple(spelt)
        return
    ranges = [_NUMBERED.fullmatch(one) for one in spelt]
    if any(one is None or one.groups()[1:] != found.groups()[1:] for one in ranges):
        raise LayoutError((section, key), f"headings numbered like the name, such as Discount{{{found[2]}..{found[3]}}}")
    for number in range(int(found[2]), int(found[3]) + 1):
        yield f"{found[1]}{number}", tuple(f"{one[1]}{number}" for one in ranges if one is not None)


def _together(tables: Mapping[str, Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    headings: dict[str, tuple[str, ...]] = {}
    for section, named in tables.items():
        for key, spellings in named.items():
            if key in headings:
                raise LayoutError((section, key), "a name of its own")
            headings[key] = spellings
    return headings


def _required(layout: Layout, headings: Mapping[str, object]) -> tuple[str, ...]:
    wanted = layout.get("required")
    if not isinstance(wanted, list) or not wanted or any(one not in headings for one in wanted):
        raise LayoutError(("required",), f"a list of what every such table has, out of {', '.join(headings) or 'its columns and labels'}")
    return tuple(wanted)


def _under(layout: Layout, tables: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, str]]:
    """The column of each total that names one: a total row says several things, each under its column."""
    given = layout.get("totals")
    for key, total in given.items() if isinstance(given, dict) else ():
        if isinstance(total, dict):
            column = str(total.get("under"))
            if column not in tables["head"] and column not in tables["columns"]:
                raise LayoutError(("totals", key, "under"), "a column of the layout")
            yield key, column


def _columns_by_spelling(tables: Mapping[str, Mapping[str, tuple[str, ...]]]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for section in ("head", "columns"):
        for key, spellings in tables[section].items():
            for spelling in spellings:
                if keys.setdefault(normalised(spelling), key) != key:
                    raise LayoutError((section, key), f"headings of its own: '{spelling}' already is {keys[normalised(spelling)]}")
    return keys


def _marks_by_spelling(tables: Mapping[str, Mapping[str, tuple[str, ...]]], under: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The keys of each label. Totals under different columns may share theirs."""
    marks: dict[str, tuple[str, ...]] = {}
    for section in ("labels", "totals"):
        for key, spellings in tables[section].items():
            for spelling in dict.fromkeys(map(normalised, spellings)):
                held = marks.get(spelling, ())
                if held and not (key in under and all(one in under for one in held)):
                    raise LayoutError((section, key), f"a label of its own: '{spelling}' already is {held[0]}")
                marks[spelling] = (*held, key)
    return marks
