"""Source, document and target of a message side by side, value for value, to the byte."""

from __future__ import annotations

import datetime as dt
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


def test_the_span_of_every_value_of_the_corpus_holds_that_value(corpus):
    wrong = [
        (file.name, row["source"])
        for file in sorted((corpus / "edi" / "x12").glob("8[56][05]/*"))
        for data in [file.read_bytes()]
        for row in explain(data)
        if row["source"] and "span" in row["source"] and data[slice(*row["source"]["span"])].decode("latin-1") != row["source"]["value"]
    ]

    assert wrong == []
