"""The hardened parser: what it refuses, and that nothing is ever fetched, opened or expanded."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.ubl import parse as module
from hub.formats.ubl.parse import parse

LAUGHS = b'<!DOCTYPE a [<!ENTITY x0 "lol">' + b"".join(b'<!ENTITY x%d "%s">' % (n, b"&x%d;" % (n - 1) * 10) for n in range(1, 10)) + b"]>"
REFUSED = [
    ("nothing", b"", "UBL-013"),
    ("blanks", b" \n ", "UBL-013"),
    ("no markup", b"hello", "UBL-013"),
    ("an external entity", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "UBL-012"),
    ("an external DTD", b'<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>', "UBL-012"),
    ("a parameter entity", b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/"> %x;]><a/>', "UBL-012"),
    ("billion laughs", LAUGHS + b"<a>&x9;</a>", "UBL-012"),
    ("an entity of nobody", b"<a>&x;</a>", "UBL-013"),
    ("10,000 levels", b"<a>" * 10_000 + b"</a>" * 10_000, "UBL-014"),
    ("cut off", b"<a><b>", "UBL-013"),
    ("two documents", b"<a/>\n<b/>", "UBL-015"),
    ("two documents with declarations", b'<?xml version="1.0"?><a/><?xml version="1.0"?><b/>', "UBL-015"),
    ("an attribute twice", b'<a b="1" b="2"/>', "UBL-013"),
    ("a prefix of nobody", b"<x:a/>", "UBL-013"),
    ("a control character", b"<a>\x00</a>", "UBL-013"),
    ("a DOCTYPE in UTF-16", '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"), "UBL-012"),
]


@pytest.mark.parametrize("data, rule", [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_dangerous_or_broken_is_a_finding(data, rule):
    found = parse(data, None)

    assert found.root is None
    assert [one.rule for one in found.findings] == [rule]
    assert found.findings[0].where.byte is None or found.findings[0].where.byte <= len(data)


def test_blanks_before_the_declaration_do_no_harm():
    found = parse(b'\n  <?xml version="1.0" encoding="UTF-8"?>\n<a/>', None)

    assert (found.root.tag, found.root.sourceline, found.findings) == ("a", 3, [])


def test_comments_and_instructions_leave_the_text_whole():
    assert parse(b"<?x?><a><!-- 1 -->b<![CDATA[<c>]]><?y?>d</a>", None).root.text == "b<c>d"


def test_a_document_of_nothing_but_elements_is_not_parsed(monkeypatch):
    monkeypatch.setattr(module, "MAX_ELEMENTS", 10)

    assert [one.rule for one in parse(b"<a>" + b"<b/>" * 30 + b"</a>", None).findings] == ["UBL-011"]


def test_the_place_of_a_mistake_is_told():
    data = "<a>\n <b>商</b>\n <c></d>\n</a>".encode()

    where = parse(data, None).findings[0].where

    assert where.line == 3
    assert data.index(b"<c>") <= where.byte <= data.index(b"</a>")


@given(st.binary(max_size=300) | st.text("<>/&;!?ab \"='[]-", max_size=100).map(str.encode))
def test_any_bytes_give_a_root_or_a_finding(data):
    found = parse(data, None)

    assert (found.root is None) == any(one.severity == "error" and one.rule != "UBL-002" for one in found.findings)


def test_entities_cost_nothing():
    before = time.process_time()
    parse(LAUGHS + b"<a>&x9;</a>", None)

    assert time.process_time() - before < 5  # expanded it would be a thousand million texts
