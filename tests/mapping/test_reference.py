"""The page docs/reference/map-language.md says what is true: its example compiles and runs, and it names every codec."""

from __future__ import annotations

import re
from pathlib import Path

from hub.formats import csv
from hub.formats.segments.path import PATHS
from hub.mapping.codecs import CODECS
from hub.mapping.compile import compile_map
from hub.mapping.language import parse
from hub.mapping.overlay import effective
from hub.mapping.resolve import OBJECTS
from hub.testing.formats import messages
from tests.mapping.trees import HEAD, tree

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "map-language.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def block(beginning: str) -> str:
    """The example that begins with these words."""
    return next(text for text in BLOCKS if text.startswith(beginning))


def test_the_example_compiles_and_reads():
    map_ = compile_map(effective([parse(BLOCKS[0], "page.yaml", "base")]), PATHS)
    document = map_.read(
        tree("BEG*00*SA*4711**260131", "CUR*SE*EUR", "N1*BY*Lanmei", ">N3*a*b", "REF*CT*1", "PO1*1*5*EA*9", ">PID*F****T")
    ).document

    assert document["buyerCustomerParty"] == {"partyName": "Lanmei", "postalAddress": {"addressLine": ["a", "b"]}}
    assert document["orderLine"][0]["item"] == {"description": [{"value": "T"}]}
    assert document["additionalDocumentReference"] == [{"documentTypeCode": "x12:CT", "id": "1"}]


def test_the_other_blocks_compile_too():
    base = parse(BLOCKS[0], "page.yaml", "base")
    one_way = parse(HEAD + block("read_only:"), "one-way.yaml", "base")
    overlay = parse(block("extends:").replace("  customerReference: null", "  issueDate: null"), "overlay.yaml", "member")

    compile_map(effective([one_way]), PATHS)
    compile_map(effective([base, overlay]), PATHS)


def test_the_example_of_a_table_reads_one():
    map_ = effective([parse(next(text for text in BLOCKS if "format: csv/" in text), "page.yaml", "base")])
    format_ = csv.FORMAT.bound({"orders": map_.layout})
    text = "供应商名称：蓝美\n采购单号,Item,数量,Discount1\n7,Pump,1.5万,5 %\n,Tap,2,\nTotal,,2\n"
    (message,) = messages(format_, text.encode())

    assert compile_map(map_, format_.paths).read(message.tree).document == {
        "id": "7",
        "sellerSupplierParty": {"partyName": "蓝美"},
        "orderLine": [
            {"item": {"name": "Pump"}, "quantity": {"value": "15000"}, "note": [{"value": "5 %"}]},
            {"item": {"name": "Tap"}, "quantity": {"value": "2"}},
        ],
        "unmapped": [{"path": "=csv/orderLine/0/quantity/value", "value": "1.5万"}],
    }


def test_every_codec_is_on_the_page():
    named = set(re.findall(r"`([a-z]+)[(`]", PAGE))

    assert set(CODECS) | set(OBJECTS) | {"assume"} <= named
