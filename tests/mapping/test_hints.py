"""How the source spelt a value, kept and used again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.mapping.hints import hints_of, is_hint
from tests.mapping.trees import compiled, lines, tree, write

UNITS = {"u": "code,canonical,direction\nEA,H87,both\nPCE,H87,read\n"}

# rules, message: what is read is written exactly so again
CASES = [
    ("rules: {d: 'BEG.05 | date(%Y%m%d, %y%m%d)'}", ["BEG*****260131"]),
    ("rules: {n: BEG.03}", ["BEG*** 4711 "]),
    ("rules: {a: {n: BEG.03}}".replace("{n: BEG.03}", "{at: BEG, rules: {n: .03}}"), ["BEG*** 4711"]),
    ("rules: {u: 'X01.01 | xref(u)'}", ["X01*PCE"]),
    ("rules: {n: 'X01.01 | int'}", ["X01*007"]),
    ("rules: {c: 'CUR[01=BY|SE].02'}", ["CUR*SE*EUR"]),
    ("rules: {c: 'CUR[01=BY|SE].02', r: 'CUR[01=BY|SE].03'}", ["CUR*SE*EUR*2"]),
    ("rules: {p: {at: 'N1[01=SE|SU]', rules: {n: .02, c: N4.01}}}", ["N1*SU*A", ">N4*X"]),
    ("rules: {p: {each: 'SAC[01=A|C]', rules: {n: .02}}}", ["SAC*C*1", "SAC*A*2"]),
    ("rules: {l: {each: PO1, rules: {i: .06+(UP|UK)}}}", ["PO1******UK*1", "PO1******UP*2"]),
    ("rules: {l: {each: PO1, rules: {i: {at: .06+(UP|UK), rules: {v: .02}}}}}", ["PO1******UK*1"]),
    ("rules: {l: {each: PO1, rules: {i: {at: .06+(UP|UK), rules: {v: .02, s: .01}}}}}", ["PO1******UK*1"]),
    ("rules: {d: 'DTM.06 | date(by .05)'}", ["DTM*****D6*260131"]),
    ("rules: {q: 'X01.01 | quantity(unit=.02)'}", ["X01*5* EA"]),
    ("rules: {a: 'X01.01 | amount(currency=CUR[01=BY|SE].02)'}", ["X01*5", "CUR*SE*EUR"]),
    ("rules: {i: 'X01.01 | identifier(scheme=.02)'}", ["X01* 5*9"]),
]


@pytest.mark.parametrize(("text", "message"), CASES)
def test_what_is_read_is_written_as_it_was_spelt(text, message):
    map_ = compiled(text, lists=UNITS)
    source = tree(*message)
    result = map_.read(source)
    made, written = write(map_, result.document)

    assert result.findings == []
    assert made == lines(source)
    assert written.dropped == []
    assert all(is_hint(entry["path"]) for entry in result.document.get("unmapped", ()))


def test_a_choice_that_a_rule_carries_needs_no_hint():
    map_ = compiled(CASES[11][0])

    assert "unmapped" not in map_.read(tree(*CASES[11][1])).document


def test_a_hint_is_not_used_for_a_value_that_was_changed():
    map_ = compiled("rules: {d: 'BEG.05 | date(%Y%m%d, %y%m%d)', q: 'DTM.06 | date(by .05)'}")
    document = map_.read(tree("BEG*****260131", "DTM*****D6*260131")).document
    made, _ = write(map_, {**document, "d": "2026-02-01", "q": "2026-02-01"})

    assert made == ["BEG*****20260201", "DTM*****D8*20260201"]


@pytest.mark.parametrize("text", ["N1[01=BY].02", "CUR[01=XX].02", "CUR.02", "CUR[01=SE].03", "nonsense", "BEG.03"])
def test_a_hint_names_one_of_the_alternatives_or_is_not_used(text):
    map_ = compiled("rules: {c: 'CUR[01=BY|SE].02'}")

    assert write(map_, {"c": "EUR", "unmapped": [{"path": "=x12@/c", "value": text}]})[0] == ["CUR*BY*EUR"]


def test_hints_of_another_family_are_left_alone():
    document = {
        "unmapped": [
            {"path": "=un/d", "value": "1"},
            {"path": "=x12/d", "value": "2"},
            {"path": "=x12@/e", "value": "3"},
            {"path": "N1[1].02", "value": "4"},
        ]
    }
    hints = hints_of(document, "x12")

    assert (hints.texts, hints.places) == ({"/d": "2"}, {"/e": "3"})
    assert [entry["path"] for entry in hints.entries()] == ["=x12/d", "=x12@/e"]


@given(st.lists(st.builds(dict, path=st.text("=x12@/cd.", max_size=8), value=st.text("CUR[01=SE].2 ", max_size=14)), max_size=4))
def test_any_entry_of_unmapped_is_harmless(entries):
    made, result = write(
        compiled("rules: {c: 'CUR[01=BY|SE].02', d: 'BEG.05 | date'}"), {"c": "EUR", "d": "2026-01-31", "unmapped": entries}
    )

    assert result.dropped == []
    assert [line.split("*")[2] for line in made if line.startswith("CUR")] == ["EUR"]
