"""Source, document and target of a message side by side, value for value, to the byte."""

from __future__ import annotations

import datetime as dt
import re
from importlib import resources

from hub.pipeline.convert import convert
from hub.pipeline.lineage import explain

ORDER = resources.files("hub.cli.demo").joinpath("files/lanmei-order.x12").read_bytes()
AT = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def told(data, target=None):
    written = [(target, None, convert([data], target, at=AT).body)] if target else []
    return list(explain(data, written=written)), {name: body for name, _, body in written}


def test_a_value_is_followed_from_byte_to_byte():
    rows, made = told(ORDER, "x12/850")
    row = next(row for row in rows if row["pointer"] == "/id")
    there = row["targets"]["x12/850"]

    assert ORDER[slice(*row["source"]["span"])] == made["x12/850"][slice(*there["span"])] == b"PO-2026-4711"
    assert row["rule"]["file"] == "maps/x12/850.yaml"


def test_the_canonical_document_as_target_is_named_by_pointer():
    rows, _ = told(ORDER, "json")

    assert all(row["targets"]["json"]["path"] == row["pointer"] for row in rows if row["pointer"])


def test_what_found_no_place_in_the_document_is_told_with_its_source():
    rows, _ = told(ORDER)
    left = [row for row in rows if row["pointer"] is None]

    assert left
    assert all(row["source"]["value"] == row["value"] for row in left)


def test_bytes_of_no_format_have_no_lineage():
    assert list(explain(b"%PDF-1.7")) == []


def test_the_span_of_every_value_of_the_x12_corpus_holds_that_value(corpus):
    files = sorted((corpus / "edi" / "x12").glob("8[56][05]/*"))

    assert [wrong for file in files for wrong in elsewhere(file.read_bytes())] == []


def test_the_span_of_every_value_of_the_edifact_corpus_holds_that_value(corpus):
    """Also of those that the format takes apart: moments of DTM, the numbers of PIA."""
    files = sorted(file for kind in ("orders", "ordrsp") for file in (corpus / "edi" / "edifact" / kind).glob("*"))

    assert [wrong for file in files for wrong in elsewhere(file.read_bytes())] == []


def elsewhere(data):
    """Sources with a span that holds another value."""
    for row in explain(data):
        source = row["source"]
        if source and "span" in source:
            there = data[slice(*source["span"])]
            if source["value"] not in (said(there.decode(charset, "replace")) for charset in ("utf-8", "latin-1", "iso8859-2")):
                yield source, there


def said(text):
    """Without the release characters of EDIFACT and line breaks."""
    return re.sub(r"\?(.)", r"\1", "".join(text.splitlines())) if "?" in text or "\n" in text else text


def test_the_parts_of_a_moment_and_the_numbers_of_one_pia_have_places_of_their_own():
    data = (
        b"UNB+UNOC:3+A:ZZ+B:ZZ+261122:1000+1'UNH+1+ORDERS:D:96A:UN'BGM+220+7'DTM+137:202611221530:203'NAD+BY+++N'"
        b"CUX+2:EUR:9'LIN+1++4:EN'PIA+1+AA:SA+BB:IN+CC:BP'QTY+21:5:H87'UNS+S'UNT+10+1'UNZ+1+1'"
    )
    spans = {row["source"]["value"]: row["source"].get("span") for row in explain(data) if row["source"]}
    elements = {row["source"]["value"]: row["source"]["element"] for row in explain(data) if row["source"]}

    assert {value: data[slice(*spans[value])].decode() for value in ("20261122", "1530", "AA", "BB", "CC")} == {
        value: value for value in ("20261122", "1530", "AA", "BB", "CC")
    }
    assert [elements[value] for value in ("AA", "BB", "CC")] == [2, 3, 4]
