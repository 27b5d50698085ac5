"""Charsets of XML: marks, declarations, and what is done where they are wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.ubl.charset import decode

CHINESE = "采购订单"


def xml(name: str, text: str = CHINESE) -> str:
    return f'<?xml version="1.0" encoding="{name}"?>\n<a>{text}</a>'


READ = [
    ("no declaration is UTF-8", f"<a>{CHINESE}</a>".encode(), "utf-8"),
    ("declared UTF-8", xml("UTF-8").encode(), "utf-8"),
    ("GB2312 is read as GB18030", xml("GB2312", "朱镕基").encode("gb18030"), "gb18030"),
    ("GBK is read as GB18030", xml("gbk").encode("gb18030"), "gb18030"),
    ("Latin-1", xml("ISO-8859-1", "Société").encode("latin-1"), "iso8859-1"),
    ("UTF-16 with a mark", xml("UTF-16").encode("utf-16"), "utf-16-le"),
    ("UTF-16 without one", xml("UTF-16").encode("utf-16-be"), "utf-16-be"),
    ("a mark of UTF-8", b"\xef\xbb\xbf" + xml("utf-8").encode(), "utf-8"),
]
WRONG = [
    ("GB18030 said to be UTF-8", xml("UTF-8").encode("gb18030"), "gb18030", "UBL-001", 2),
    ("GB18030 without a word", f"<a>\n{CHINESE}</a>".encode("gb18030"), "gb18030", "UBL-001", 2),
    ("UTF-8 said to be GBK", xml("GBK").encode(), "utf-8", "UBL-001", 2),
    ("UTF-8 said to be Latin-1", xml("ISO-8859-1", "Société").encode(), "utf-8", "UBL-001", 2),
    ("UTF-8 under a mark, said to be GBK", b"\xef\xbb\xbf" + xml("GBK").encode(), "utf-8", "UBL-001", 1),
    ("a charset that nobody knows", xml("klingon").encode(), "utf-8", "UBL-003", 1),
    ("a codec that is no charset", xml("rot13").encode(), "utf-8", "UBL-003", 1),
    ("GBK that lost a byte", xml("GBK").encode("gb18030")[:-6] + b"\xff</a>", "gb18030", "UBL-002", 2),
]


@pytest.mark.parametrize("data, charset", [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_documents_are_read_in_their_charset(data, charset):
    found = decode(data, None)

    assert (found.charset, found.findings) == (charset, [])
    assert found.data.decode("utf-8").endswith("</a>")


@pytest.mark.parametrize("data, charset, rule, line", [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_wrong_declarations_are_found_where_they_show(data, charset, rule, line):
    found = decode(data, None)

    assert (found.charset, [one.rule for one in found.findings], found.findings[0].where.line) == (charset, [rule], line)


def test_the_agreement_goes_before_the_declaration():
    assert decode(xml("ISO-8859-1").encode("gb18030"), "GBK").data.decode("utf-8").endswith(f"<a>{CHINESE}</a>")


def test_a_place_in_the_text_is_a_byte_of_the_parcel():
    data = xml("GBK").encode("gb18030")

    found = decode(data, None)
    column = found.data.splitlines()[1].index(b"</a>") + 1

    assert found.byte(2, column) == data.index(b"</a>")


@given(st.binary(max_size=200), st.none() | st.text(max_size=10))
def test_any_bytes_become_utf8(data, charset):
    found = decode(data, charset)

    assert found.data.decode("utf-8", "surrogatepass") is not None
    assert found.byte(1, 1) is not None
