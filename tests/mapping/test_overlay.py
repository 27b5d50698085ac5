"""Layers laid over each other."""

from __future__ import annotations

import pytest

from hub.mapping.explain import explain
from hub.mapping.problem import RuleProblem
from tests.mapping.trees import compiled, read

BASE = """
rules:
  id: BEG.03
  note: {each: MSG, value: .01}
  buyer: {at: "N1[01=BY]", use: party}
  line: {each: PO1, rules: {n: .01, q: .02}}
parts: {party: {name: .02, id: .04}}
write_only: {CTT.01: count(line)}
waive: {a: x, b: y}
"""
MESSAGE = ["BEG***1*2", "REF*PO*R", "N1*BY*A**7", "N1*SO*S**8", "PO1*1*5*EA", "LIN*9"]

CASES = [
    ("rules: {id: REF.02}", {"id": "R"}),
    ("rules: {id: null}", {}),
    ("rules: {revision: BEG.04}", {"id": "1", "revision": "2"}),
    ("rules: {line: {rules: {u: .03, q: null}}}", {"line": [{"n": "1", "u": "EA"}]}),
    ("rules: {line: {each: LIN}}", {"line": [{"n": "9"}]}),
    ("rules: {line: null}", {"line": None}),
    ("rules: {line: {rules: {n: {at: LIN, rules: {x: .01}}}}}", {"line": [{"q": "5"}]}),
    ("rules: {buyer: {at: 'N1[01=SO]'}}", {"buyer": {"name": "S", "id": "8"}}),
    ("rules: {buyer: {rules: {id: null}}}", {"buyer": {"name": "A"}}),
    ("rules: {buyer: {rules: {name: .04, role: .01}}}", {"buyer": {"name": "7", "id": "7", "role": "BY"}}),
    ("parts: {party: {id: null, code: .04}}", {"buyer": {"name": "A", "code": "7"}}),
    ("extends: x12/850\nrules: {}", {"id": "1"}),
]
WRONG = [
    ("rules: {idd: null}", "MAP-007", "id"),
    ("rules: {buyer: {rules: {idd: null}}}", "MAP-007", "id"),
    ("rules: {line: {rules: {z: null}}}", "MAP-007", None),
    ("write_only: {CTT.02: null}", "MAP-007", None),
    ("extends: x12/855", "MAP-006", None),
    ("document: order/2", "MAP-006", None),
]


@pytest.mark.parametrize(("overlay", "expected"), CASES)
def test_an_overlay_changes_what_it_names_and_nothing_else(overlay, expected):
    document = read(compiled(BASE, overlay), *MESSAGE).document

    assert {key: document.get(key) for key in expected} == expected
    if "line" not in expected:
        assert document["line"] == [{"n": "1", "q": "5"}]


@pytest.mark.parametrize(("overlay", "rule", "nearest"), WRONG)
def test_an_overlay_for_something_else_is_refused(overlay, rule, nearest):
    with pytest.raises(RuleProblem) as caught:
        compiled(BASE, overlay)

    assert (caught.value.rule, caught.value.file) == (rule, "own0.yaml")
    assert nearest is None or caught.value.params["nearest"] == nearest


def test_later_layers_win():
    assert read(compiled(BASE, "rules: {id: BEG.04}", "rules: {id: REF.02}"), *MESSAGE).document["id"] == "R"
    assert read(compiled(BASE, "rules: {id: null}", "rules: {id: REF.02}"), *MESSAGE).document["id"] == "R"


def test_waivers_and_write_only_rules_are_overlaid_too():
    effective = compiled(BASE, "waive: {a: null, c: z}\nwrite_only: {CTT.01: null}").effective

    assert effective.waive == {"b": "y", "c": "z"}
    assert effective.write_only == {}


def test_a_base_must_say_what_it_maps():
    from hub.mapping.language import parse
    from hub.mapping.overlay import effective

    with pytest.raises(RuleProblem) as caught:
        effective([parse("rules: {}", "x.yaml", "base")])
    assert caught.value.rule == "MAP-005"


def test_every_effective_rule_is_explained_with_its_origin():
    rows = [row.as_dict() for row in explain(compiled(BASE, "rules: {id: REF.02, buyer: {rules: {name: .03}}}").effective)]
    found = {row["path"]: (row["place"], row["direction"], row["file"], row["line"], row["layer"]) for row in rows}

    assert found["id"] == ("REF.02", "both", "own0.yaml", 1, "member")
    assert found["buyer.name"] == (".03", "both", "own0.yaml", 1, "member")
    assert found["buyer.id"] == (".04", "both", "base.yaml", 9, "base")
    assert found["note"] == ("each: MSG value: .01", "both", "base.yaml", 6, "base")
    assert found["count(line)"] == ("CTT.01", "write", "base.yaml", 10, "base")
