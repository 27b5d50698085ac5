"""What differs between two trees, as people read it: sections, values, rows of lists, lines of maps."""

from __future__ import annotations

from typing import Any

import pytest

from hub.configuration.changes import changes

OLD: dict[str, Any] = {
    "configuration": {
        "members": {"acme": {"name": {"en": "Acme"}}},
        "systems": {
            "acme/erp": {
                "adapter": "erp/document",
                "pace": {"in_flight": 4},
                "lists": {"goods": "goods.csv"},
                "maps": {"x12/850": ["m.yaml"]},
            }
        },
        "agreements": {"orders": {"deliver": [{"to": "bolt/erp", "within": "120s"}], "carries": ["order"]}},
    },
    "files": {"goods.csv": "code,canonical\nA,1\nB,2\n", "m.yaml": "extends: x12/850\nrules:\n  id: BEG.03\n"},
}


def changed(**files: str) -> dict[str, Any]:
    return {**OLD, "files": {**OLD["files"], **{name.replace("_", "."): text for name, text in files.items()}}}


def configured(section: str, value: dict[str, Any]) -> dict[str, Any]:
    return {**OLD, "configuration": {**OLD["configuration"], section: value}}


SYSTEM = OLD["configuration"]["systems"]["acme/erp"]


@pytest.mark.parametrize(
    "new, lines",
    [
        (OLD, []),
        (configured("members", {}), ["- member acme"]),
        (configured("members", {"acme": {"name": {"en": "Acme"}}, "bolt": {}}), ["+ member bolt"]),
        (configured("members", {"acme": {"name": {"en": "Acme", "zh": "顶"}}}), ["+ member acme  name.zh = 顶"]),
        (
            configured("agreements", {"orders": {"deliver": [{"to": "bolt/erp", "within": "60s"}], "carries": ["order"]}}),
            ["~ agreement orders  deliver[0].within  120s -> 60s"],
        ),
        (
            configured("agreements", {"orders": {"deliver": [{"to": "bolt/erp", "within": "120s"}], "carries": ["order", "invoice"]}}),
            ['~ agreement orders  carries  ["order"] -> ["order", "invoice"]'],
        ),
        (configured("systems", {"acme/erp": {**SYSTEM, "pace": {"in_flight": 9}}}), ["~ system acme/erp  pace.in_flight  4 -> 9"]),
        (changed(goods_csv="code,canonical\nB,3\nC,4\n"), ["- list acme/erp goods  A = 1", "~ list acme/erp goods  B  2 -> 3", "+ list acme/erp goods  C = 4"]),
        (changed(goods_csv="code,canonical\nB,2\nA,1\n"), ["~ list acme/erp goods  its order or spelling"]),
        (changed(goods_csv="code,canonical,direction\nA,1,\nB,2,read\n"), ["- list acme/erp goods  B = 2", "+ list acme/erp goods  B (read) = 2"]),
        (
            changed(m_yaml="extends: x12/850\nrules:\n  id: BEG.04\n"),
            ["~ map acme/erp x12/850 m.yaml  line 3  id: BEG.03 -> id: BEG.04"],
        ),
        (
            configured("systems", {"acme/erp": {**SYSTEM, "lists": {}}}),
            ["- system acme/erp  lists.goods = goods.csv", "- list acme/erp goods  2 rows"],
        ),
    ],
)  # fmt: skip
def test_each_change_is_one_line(new: dict[str, Any], lines: list[str]) -> None:
    assert [change.line() for change in changes(OLD, new)] == lines


def test_what_is_added_one_way_is_removed_the_other() -> None:
    new = changed(goods_csv="code,canonical\nA,1\nB,2\nC,3\n")
    assert [change.what for change in (*changes(OLD, new), *changes(new, OLD))] == ["added", "removed"]


def test_a_long_value_is_cut_in_its_line_only() -> None:
    (change,) = changes(OLD, configured("members", {"acme": {"name": {"en": "x" * 500}}}))
    assert (len(change.line()) < 260, len(change.new)) == (True, 500)
