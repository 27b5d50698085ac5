"""Files that somebody wrote to hurt: bombs, floods, lies about sizes, texts cut within a character.

Each is small to send and expensive to read carelessly. Example: `FILES["xml entities"]()` is a billion laughs.
"""

# ruff: noqa: PLW0108 - each is made when its test runs
from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable

from tests.formats.xlsx.books import book, row
from tests.journeys.world import order

UBL = "urn:oasis:names:specification:ubl:schema:xsd:Order-2"
BASIC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
UNB = "UNB+UNOC:3+A:ZZ+B:ZZ+261122:1000+{0}'"
UNH = "UNH+1+ORDERS:D:96A:UN'BGM+220+{0}+9'DTM+137:20261122:102'NAD+BY+++N'CUX+2:EUR:9'LIN+1++4:EN'QTY+21:5:H87'UNS+S'UNT+9+1'"
X12 = order("PO-H", control=5)
HEADINGS = "Order No,Line,Description,Quantity,Unit\n"
ROW = row(1, "Order No", "Line", "Description", "Quantity", "Unit")


def ubl(inside: str, before: str = "", prolog: str = '<?xml version="1.0"?>') -> bytes:
    return f'{prolog}{before}<Order xmlns="{UBL}" xmlns:c="{BASIC}">{inside}</Order>'.encode()


def edifact(*bodies: str) -> bytes:
    return "".join(UNB.format(at) + body + f"UNZ+1+{at}'" for at, body in enumerate(bodies, 1)).encode()


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 12))
    return ubl("<c:ID>&a11;</c:ID>", f'<!DOCTYPE Order [<!ENTITY a0 "ha">{entities}]>')


def _quadratic() -> bytes:
    return ubl(f"<c:ID>{'&a;' * 50_000}</c:ID>", f'<!DOCTYPE Order [<!ENTITY a "{"x" * 50_000}">]>')


def _zip(*parts: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return data.getvalue()


def _nested() -> bytes:
    inner = _zip(("0", b"\0" * 10_000_000))
    for _ in range(4):
        inner = _zip(*((f"{at}.zip", inner) for at in range(10)))
    return inner


def _lying(field: int, size: int) -> bytes:
    """A workbook whose central directory states another size for every part."""
    data = bytearray(book(ROW, row(2, "1", "1", "x", "n:5", "EA")))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", data, at + field, size)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def _overlapping() -> bytes:
    """All entries point at the same bytes, so that each is inflated anew."""
    one = _zip(("xl/workbook.xml", b"<a>" + b" " * 3_000_000 + b"</a>"))
    begins, ends = one.find(b"PK\x01\x02"), one.find(b"PK\x05\x06")
    entry = one[begins:ends]
    entries = b"".join(entry.replace(b"xl/workbook.xml", b"xl/workbo%02d.xml" % at) for at in range(90)) + entry
    return one[:begins] + entries + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 91, 91, len(entries), begins, 0)


FILES: dict[str, Callable[[], bytes]] = {
    # XML
    "external entity": lambda: ubl("<c:ID>&a;</c:ID>", '<!DOCTYPE Order [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    "external dtd": lambda: ubl("<c:ID>1</c:ID>", '<!DOCTYPE Order SYSTEM "http://127.0.0.1:9/order.dtd">'),
    "parameter entity": lambda: ubl("", '<!DOCTYPE Order [<!ENTITY % a SYSTEM "http://127.0.0.1:9/"> %a;]>'),
    "doctype behind a comment": lambda: ubl("&a;", '<!-- x --><?y z?>\n<!DOCTYPE Order [<!ENTITY a "b">]>'),
    "doctype in UTF-16": lambda: ubl("&a;", '<!DOCTYPE Order [<!ENTITY a "b">]>', "").decode().encode("utf-16"),
    "xml entities": _laughs,
    "quadratic entities": _quadratic,
    "xinclude": lambda: ubl('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'),
    "deep xml": lambda: ubl("<c:ID>" * 10_000 + "</c:ID>" * 10_000),
    "wide xml": lambda: ubl("<c:Note/>" * 600_000),
    "attributes": lambda: ubl("<c:ID " + " ".join(f'a{at}="x"' for at in range(60_000)) + ">1</c:ID>"),
    "namespaces": lambda: ubl("<c:ID " + " ".join(f'xmlns:n{at}="u:{at}"' for at in range(10_000)) + ">1</c:ID>"),
    "long xml text": lambda: ubl(f"<c:ID>{'x' * 11_000_000}</c:ID>"),
    "xml comments": lambda: ubl("<c:ID>1</c:ID>", "<!-- x -->" * 200_000),
    "open comments": lambda: ubl("<c:ID>1</c:ID>", "<!-- " * 200_000),
    "processing instructions": lambda: ubl("<c:ID>1</c:ID>", "<?x " * 200_000),
    "xml declared as another charset": lambda: ubl("<c:ID>订单</c:ID>", prolog='<?xml version="1.0" encoding="GB18030"?>'),
    "xml with a NUL": lambda: ubl("<c:ID>1\0</c:ID>"),
    "xml in UTF-16 without a mark": lambda: ubl("<c:ID>1</c:ID>").decode().encode("utf-16-le"),
    "xml in UTF-7": lambda: ubl("<c:ID>+AGE-</c:ID>", prolog='<?xml version="1.0" encoding="UTF-7"?>'),
    # JSON
    "deep json": lambda: b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "deep arrays": lambda: b"[" * 100_000,
    "long numbers": lambda: b'{"$schema":"https://tradepost.dev/schemas/order/1.0.json","id":' + b"9" * 1_000_000 + b"}",
    "exponents": lambda: b'{"id": 1e999999999, "total": -0.0e-999999}',
    "many keys": lambda: json.dumps({str(at): at for at in range(50_000)}).encode(),
    "the same key": lambda: b"{" + b",".join([b'"a":1'] * 100_000) + b"}",
    "lone surrogates": lambda: b'{"id":"\\ud800","created_at":"\\udfff"}',
    "json with a NUL": lambda: b'{"id":"a\\u0000b","created_at":"x\0"}',
    # workbooks
    "ratio": lambda: book(ROW, more={"xl/sharedStrings.xml": b" " * 60_000_000}),
    "nested zips": _nested,
    "entries": lambda: _zip(*((f"xl/{at}.xml", b"") for at in range(20_000))),
    "overlapping entries": _overlapping,
    "sizes understated": lambda: _lying(24, 10),
    "sizes overstated": lambda: _lying(24, 0xFFFFFFF0),
    "packed sizes overstated": lambda: _lying(20, 0x7FFFFFFF),
    "offsets beyond the end": lambda: _lying(42, 0x7FFFFFFF),
    "half a workbook": lambda: book(ROW, row(2, "1", "1", "x", "n:5", "EA"))[:900],
    "entities in a sheet": lambda: book(ROW, prolog='<!DOCTYPE x [<!ENTITY a "b">]>'),
    "external entity in shared texts": lambda: book(
        ROW,
        more={"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst><si><t>&a;</t></si></sst>'},
    ),
    "external sheet": lambda: book(
        ROW,
        more={
            "xl/_rels/workbook.xml.rels": b'<Relationships><Relationship Id="s" TargetMode="External" Type="x/worksheet" Target="http://127.0.0.1:9/"/></Relationships>'
        },
    ),
    "a sheet above the package": lambda: book(
        ROW,
        more={
            "xl/_rels/workbook.xml.rels": b'<Relationships><Relationship Id="s" Type="x/worksheet" Target="../../../../etc/passwd"/></Relationships>'
        },
    ),
    "a part that is itself": lambda: book(
        ROW,
        more={
            "xl/_rels/workbook.xml.rels": b'<Relationships><Relationship Id="s" Type="x/worksheet" Target="workbook.xml"/></Relationships>'
        },
    ),
    "deep sheet": lambda: book(ROW, before="<a>" * 10_000 + "</a>" * 10_000),
    "formulas": lambda: book(ROW, row(2, "1", "1", 'f:HYPERLINK("http://127.0.0.1:9/")=x', "f:1/0=#DIV/0!", "EA")),
    "far cells": lambda: book(ROW, *(f'<row r="{at}"><c r="XFD{at}"><v>1</v></c></row>' for at in range(2, 3000))),
    "a row number of no sheet": lambda: book(ROW, '<row r="99999999999999999999"><c r="A1"><v>1</v></c></row>'),
    "numbers of 18 digits": lambda: book(ROW, row(2, "n:123456789012345678", "1", "x", "n:1E+308", "EA")),
    "dates out of range": lambda: book(ROW, row(2, "d:-5", "d:99999999", "d:1e300", "d:nan", "EA")),
    "shared texts that are missing": lambda: book(
        ROW, row(2, 'x:t="s"><v>99999999</v>', 'x:t="s"><v>-1</v>', 'x:t="s"><v>x</v>', "n:1", "EA")
    ),
    # tables
    "gb18030 without a byte": lambda: (
        (HEADINGS + "1,1,兰美泵业密封圈,5,件\n").encode("gb18030").replace("泵".encode("gb18030"), "泵".encode("gb18030")[:1])
    ),
    "two charsets": lambda: HEADINGS.encode() + "1,1,密封圈,5,件\n".encode("gb18030") + "2,1,润滑脂,5,件\n".encode(),
    "csv in UTF-16 without a mark": lambda: (HEADINGS + "1,1,x,5,EA\n").encode("utf-16-le"),
    "csv with NULs": lambda: HEADINGS.encode() + b"1,1,\0\0x,5,EA\n",
    "a quote that never closes": lambda: (HEADINGS + '1,1,"x,5,EA\n' + "1,2,y,5,EA\n" * 4_000).encode(),
    "quotes that never close": lambda: (HEADINGS + '1,1,"x,5,EA\n' * 4_000).encode(),
    "a line without an end": lambda: (HEADINGS + "1," * 2_000_000).encode(),
    "a wide row of headings": lambda: (",".join(f"h{at}" for at in range(100_000)) + "\n" + HEADINGS + "1,1,x,5,EA\n").encode(),
    "formulas as texts": lambda: (HEADINGS + "1,1,\"=cmd|'/c calc'!A1\",5,EA\n1,2,@SUM(A1),+5,-EA\n").encode(),
    # EDIFACT
    "edifact segment of 1 MB": lambda: edifact(UNH.format("X" * 1_000_000)),
    "edifact segment without an end": lambda: (UNB.format(1) + "UNH+1+ORDERS:D:96A:UN'BGM+220+" + "X" * 5_000_000).encode(),
    "edifact without terminators": lambda: edifact(UNH.format(1)).replace(b"'", b""),
    "edifact components": lambda: edifact(UNH.format("X:" * 50_000)),
    "edifact elements": lambda: edifact(UNH.format("+" * 300_000)),
    "thousands of UNB": lambda: "".join(UNB.format(at) for at in range(2_000)).encode(),
    "thousands of UNH": lambda: (UNB.format(1) + "UNH+1+ORDERS:D:96A:UN'" * 1_000).encode(),
    "thousands of groups": lambda: edifact(UNH.format(1).replace("LIN+1", "LIN+1++4:EN'" * 4_000 + "LIN+1")),
    "release at the end": lambda: edifact(UNH.format(1))[:-1] + b"?",
    "only releases": lambda: (UNB.format(1) + "?" * 500_001).encode(),
    "una of one mark": lambda: b"UNA''''''UNB'UNOC:3'A'B'261122:1000'1'",
    "una of letters": lambda: b"UNAABCDEFUNBAUNOCB3",
    "edifact in UTF-16": lambda: edifact(UNH.format(1)).decode().encode("utf-16"),
    "counts that overflow": lambda: edifact(UNH.format(1).replace("UNT+9", "UNT+" + "9" * 5_000)),
    # X12
    "x12 of one separator": lambda: X12.replace(b"~", b"*"),
    "x12 separators of letters": lambda: X12.replace(b"*", b"A"),
    "x12 component is element": lambda: X12.replace(b"*>~", b"**~"),
    "x12 loops": lambda: X12 + b"N1*ST*X~" * 30_000,
    "x12 without an end": lambda: X12[:300] + b"*" * 3_000_000,
    "thousands of ISA": lambda: X12[:106] * 2_000,
    # nothing in particular
    "nothing": lambda: b"",
    "blanks": lambda: b" \r\n" * 100_000,
    "zeros": lambda: b"\0" * 3_000_000,
    "marks only": lambda: b"\xef\xbb\xbf\xff\xfe\xfe\xff",
    "binary": lambda: bytes(range(256)) * 4_000,
}
