"""Workbooks for tests, part by part, as any program might have written them."""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def row(number: int, *cells: str, more: str = "") -> str:
    """A row of cells given as XML: `n:1.5` is a number, `d:45983` a number in style 1, `f:1+1=2` a formula with its value, `x:…` raw."""
    return f'<row r="{number}"{more}>{"".join(_cell(number, column, text) for column, text in enumerate(cells))}</row>'


def _cell(number: int, column: int, text: str) -> str:
    at = f'r="{chr(65 + column)}{number}"'
    kind, _, value = text.partition(":")
    if kind == "n":
        return f"<c {at}><v>{value}</v></c>"
    if kind == "d":
        return f'<c {at} s="1"><v>{value}</v></c>'
    if kind == "f":
        formula, _, cached = value.partition("=")
        return f"<c {at}><f>{formula}</f>{f'<v>{cached}</v>' if cached else ''}</c>"
    if kind == "x":
        return f"<c {at} {value}</c>"
    return f'<c {at} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else ""


def book(
    *rows: str, code: str = "yyyy-mm-dd", after: str = "", before: str = "", prolog: str = "", state: str = "", more: dict[str, bytes] | None = None,
    main: str = "", space: str = MAIN,
) -> bytes:  # fmt: skip
    """A workbook of one sheet."""
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{RELATIONS}">{main}<sheets><sheet name="Data" sheetId="1" r:id="s"{state}/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="s" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="t" Type="{RELATIONS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="u" Type="{RELATIONS}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{space}"><numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{space}"><si><r><t>共</t></r><r><t>享</t></r><rPh><t>gong</t></rPh></si><si><t>a_x000D_b</t></si></sst>',
        "xl/worksheets/sheet1.xml": f'{prolog}<worksheet xmlns="{space}">{before}<sheetData>{"".join(rows)}</sheetData>{after}</worksheet>',
    }
    return packed({**{name: text.encode() for name, text in parts.items()}, **(more or {})})


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()
