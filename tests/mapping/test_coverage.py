"""Coverage, residue, and one message there and back."""

from __future__ import annotations

from hub.formats.x12 import FORMAT
from hub.mapping.coverage import Coverage, measure, residue, restore, with_residue
from hub.mapping.trial import residue_kinds, trial
from hub.model.config import Assume
from tests.mapping.trees import compiled, lines, tree, write

RULES = "rules: {id: BEG.03, d: 'BEG.05 | date(%Y%m%d, %y%m%d)', l: {each: PO1, rules: {id: .01, q: '.02 | decimal', up: .06+(UP), vn: .06+(VN)}}}"
MESSAGE = ["BEG*00*SA*4711**260131", "REF*CT*C1", "PO1*1*.5*EA***VN*V*UP*U", ">PID*F****Widget", "PO1*2*x"]


def test_every_leaf_is_mapped_or_residue():
    map_, source = compiled(RULES), tree(*MESSAGE)
    coverage = measure(FORMAT, source, map_.read(source))

    assert coverage == Coverage(leaves=17, mapped=9, extension=0, residue=8)
    assert coverage.as_dict()["residue"] == 8
    assert [entry["path"] for entry in residue(FORMAT, source)] == [
        "BEG[1].01",
        "BEG[1].02",
        "REF[1].01",
        "REF[1].02",
        "PO1[1].03",
        "PO1[1]/PID[1].01",
        "PO1[1]/PID[1].05",
        "PO1[2].02",
    ]


def test_extensions_are_counted_apart():
    map_ = compiled("rules: {id: BEG.03, 'extensions[0].content.x': BEG.01}")
    source = tree("BEG*00*SA*1")

    assert measure(FORMAT, source, map_.read(source)) == Coverage(leaves=3, mapped=1, extension=1, residue=1)
    assert Coverage(0, 0, 0, 0).share == 1.0


def test_residue_goes_back_to_where_it_stood():
    map_, source = compiled(RULES), tree(*MESSAGE)
    document = with_residue(FORMAT, source, map_.read(source).document, map_)
    made = FORMAT.new_tree("850")
    map_.write(document, made)

    assert restore(FORMAT, made, document) == []
    assert sorted(lines(made)) == sorted(line.replace("*.5*", "*0.5*").replace("VN*V*UP*U", "UP*U*VN*V") for line in lines(source))
    assert restore(FORMAT, made, {}) == []


def test_a_trial_tells_what_a_round_trip_would_lose():
    result = trial(FORMAT, compiled(RULES), tree(*MESSAGE))

    assert result.faithful
    assert {value for _, value in result.moved} == {"V", "U", "VN", "UP"}
    assert [finding.rule for finding in result.findings] == ["MAP-101"]
    assert residue_kinds([result, result]) == {
        "BEG.01": 2, "BEG.02": 2, "REF.01": 2, "REF.02": 2, "PO1.03": 2, "PO1/PID.01": 2, "PO1/PID.05": 2, "PO1.02": 2,
    }  # fmt: skip


def test_a_trial_shows_what_an_assumption_adds():
    result = trial(FORMAT, compiled("rules: {c: CUR.02 | assume(currency)}"), tree("BEG*00"), Assume(currency="EUR"))

    assert not result.faithful
    assert result.added == [("CUR[1].02", "EUR")]


def test_the_order_of_siblings_is_kept_where_writing_would_change_it():
    rules = "rules: {st: 'N1[01=ST].02', by: 'N1[01=BY].02'}"
    map_ = compiled(rules)
    document = with_residue(FORMAT, source := tree("N1*BY*A", "N1*ST*B"), map_.read(source).document, map_)
    kept = with_residue(FORMAT, source := tree("N1*ST*B", "N1*BY*A"), map_.read(source).document, map_)

    assert document["unmapped"] == [{"path": "N1/*order", "value": "BY ST"}]
    assert "unmapped" not in kept
    made = FORMAT.new_tree("850")
    map_.write(document, made)
    restore(FORMAT, made, document)
    assert lines(made) == ["N1*BY*A", "N1*ST*B"]


def test_writing_leaves_no_marks():
    map_ = compiled("rules: {a: BEG.03, b: BEG.03, m: 'X01.01 | amount(currency=CUR.02)'}\nwrite_only: {CTT.01: count(l)}")
    made = FORMAT.new_tree("850")
    map_.write({"a": "1", "b": "1", "m": {"value": "1", "currencyID": "EUR"}, "l": [{}, {}]}, made)

    assert len(FORMAT.untaken(made)) == FORMAT.census(made)
    assert write(map_, {"l": [1]})[0] == ["CTT*1"]
