"""A map drafted from a sample loads, reads the sample, and misses none of its values."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from hub.formats.base import MessageRead, Reading
from hub.formats.json import FORMAT
from hub.mapping import library
from hub.mapping.compile import compile_map
from hub.mapping.draft import draft

SAMPLE = {
    "orderNo": "4711",
    "order_date": "2026-11-22",
    "buyer": {"name": "Lanmei", "city": "杭州"},
    "供应商名称": "北起",
    "items": [{"line_no": "1", "sku": "A1", "品名": "红布", "qty": 5, "单位": "MTR"}, {"line_no": "2", "qty": 1}],
    "colour: main": "red # or so",
    "tags": ["a"],
}
ANYTHING = st.recursive(
    st.text(max_size=6) | st.integers(0, 99) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def tree(values):
    events = FORMAT.read([json.dumps(values, ensure_ascii=False).encode()], Reading())
    return next(event.message.tree for event in events if isinstance(event, MessageRead))


def drafted(values):
    text = draft("order/1", "json/mine", FORMAT.untaken(tree(values)))
    return text, compile_map(library.extending(text, "mine.yaml"), FORMAT.paths)


def test_what_a_name_says_is_guessed_and_what_it_does_not_say_is_not():
    text, compiled = drafted(SAMPLE)
    document = compiled.read(tree(SAMPLE)).document

    assert document["id"] == "4711"
    assert document["issueDate"] == "2026-11-22"
    assert document["buyerCustomerParty"] == {"partyName": "Lanmei", "postalAddress": {"cityName": "杭州"}}
    assert document["sellerSupplierParty"] == {"partyName": "北起"}
    assert document["orderLine"][0]["item"]["name"] == "红布"
    assert [line["quantity"]["value"] for line in document["orderLine"]] == ["5", "1"]
    assert '# ?: "colour: main"' in text


def test_every_place_of_the_sample_stands_on_a_line():
    text, _ = drafted(SAMPLE)

    assert all(name in text for name in ("orderNo", "buyer/city", "line_no", "sku", "单位", "colour: main", "tags"))


@given(st.dictionaries(st.text(max_size=6), ANYTHING, max_size=5))
def test_whatever_the_sample_is_the_draft_loads(values):
    drafted(values)
