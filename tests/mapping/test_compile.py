"""Every construct of the language, read and written."""

from __future__ import annotations

import pytest

from hub.catalogue import rules
from hub.formats.segments.restoring import restore
from hub.mapping.compile import left_over, waivers
from hub.mapping.problem import RuleProblem
from hub.model.config import Assume
from tests.mapping.trees import compiled, lines, read, tree, write

# rules, message, document
BOTH_WAYS = [
    ("rules: {id: BEG.03}", ["BEG***4711"], {"id": "4711"}),
    ("rules: {a.b.c.d: BEG.03}", ["BEG***4711"], {"a": {"b": {"c": {"d": "4711"}}}}),
    ("rules: {'a[0].b': BEG.03, 'a[1].b': BEG.04}", ["BEG***1*2"], {"a": [{"b": "1"}, {"b": "2"}]}),
    ("rules: {'r[type=CT].id': 'REF[01=CT].02'}", ["REF*CT*C1"], {"r": [{"type": "CT", "id": "C1"}]}),
    ("rules: {x: 'N1[01=BY, 03:=9].02'}", ["N1*BY*A*9"], {"x": "A"}),
    ("rules: {city: 'N1[01=BY]/N4.01'}", ["N1*BY", ">N4*Hamburg"], {"city": "Hamburg"}),
    ("rules: {c: REF.04.02}", ["REF****:B"], {"c": "B"}),
    ("rules: {p: 'N1[01=BY].02', q: 'N1[01=ST].02'}", ["N1*BY*A", "N1*ST*B"], {"p": "A", "q": "B"}),
    ("rules: {p: {at: 'N1[01=BY]', rules: {name: .02, id: .04}}}", ["N1*BY*A**7"], {"p": {"name": "A", "id": "7"}}),
    ("rules: {l: {each: PO1, rules: {id: .01}}}", ["PO1*1", "PO1*2"], {"l": [{"id": "1"}, {"id": "2"}]}),
    (
        "rules: {l: {each: PO1, rules: {id: .01, s: {each: SCH, rules: {q: .01}}}}}",
        ["PO1*1", ">SCH*5", ">SCH*6", "PO1*2"],
        {"l": [{"id": "1", "s": [{"q": "5"}, {"q": "6"}]}, {"id": "2"}]},
    ),
    ("rules: {end: 'BEG.03 | unless(长期) | date', open: 'BEG.03 | flag(长期)'}", ["BEG***长期"], {"open": True}),
    ("rules: {end: 'BEG.03 | unless(长期) | date', open: 'BEG.03 | flag(长期)'}", ["BEG***20270531"], {"end": "2027-05-31"}),
    ("rules: {note: {each: MSG, value: .01}}", ["MSG*a", "MSG*b"], {"note": ["a", "b"]}),
    ("rules: {note: {each: MSG, value: .01, join: ' / '}}", ["MSG*a", "MSG*b"], {"note": "a / b"}),
    ("rules: {line: {each: 'N3.{01..02}', value: .}}", ["N3*a*b", "N3*c"], {"line": ["a", "b", "c"]}),
    ("rules: {up: .06+(UP), vn: .06+(VN)}", ["X"], {}),
    (
        "rules: {l: {each: PO1, rules: {up: .06+(UP), more: {each: .06+(*), rules: {s: .01, v: .02}}}}}",
        ["PO1******UP*1*VN*2*ZZ*3"],
        {"l": [{"up": "1", "more": [{"s": "VN", "v": "2"}, {"s": "ZZ", "v": "3"}]}]},
    ),
    (
        "rules: {ct: 'REF[01=CT].02', other: {each: 'REF[*]', rules: {t: .01, v: .02}}}",
        ["REF*CT*1", "REF*PD*2", "REF*IA*3"],
        {"ct": "1", "other": [{"t": "PD", "v": "2"}, {"t": "IA", "v": "3"}]},
    ),
    ("rules: {r: {each: 'REF[01!=CT]', rules: {t: .01, v: .02}}}", ["REF*PD*2"], {"r": [{"t": "PD", "v": "2"}]}),
    (
        "rules:\n  r:\n    - {each: REF, rules: {s: =REF, v: .02}}\n    - {each: N9, rules: {s: =N9, v: .02}}",
        ["REF**1", "N9**2"],
        {"r": [{"s": "REF", "v": "1"}, {"s": "N9", "v": "2"}]},
    ),
    ("rules: {r: {at: REF, rules: {kind: =ref, v: .02}}}", ["REF**1"], {"r": {"kind": "ref", "v": "1"}}),
    ("rules: {d: 'DTM[01=002].06 | date(by .05)'}", ["DTM*002****D8*20260131"], {"d": "2026-01-31"}),
    ("rules: {d: 'DTM[01=002].02 | datetime(time=.03)'}", ["DTM*002*20260131*0905"], {"d": "2026-01-31T09:05:00"}),
    ("rules: {q: 'QTY.02 | quantity(unit=.03)'}", ["QTY**5.0*EA"], {"q": {"value": "5.0", "unitCode": "EA"}}),
    (
        "rules: {c: CUR.02, a: 'AMT.02 | amount(currency=$c)'}",
        ["CUR**EUR", "AMT**9.90"],
        {"c": "EUR", "a": {"value": "9.90", "currencyID": "EUR"}},
    ),
    ("rules: {a: 'AMT.02 | amount(currency=CUR[01=BY].02)'}", ["AMT**9", "CUR*BY*EUR"], {"a": {"value": "9", "currencyID": "EUR"}}),
    ("rules: {a: 'AMT.02 | amount(currency=\"EUR\", implied=2)'}", ["AMT**990"], {"a": {"value": "9.90", "currencyID": "EUR"}}),
    ("rules: {i: 'N1.04 | identifier(scheme=.03)'}", ["N1***9*77"], {"i": {"value": "77", "schemeID": "9"}}),
    ("rules: {i: 'TC2.02 | coded(list=.01)'}", ["TC2*J*58"], {"i": {"value": "58", "listID": "J"}}),
    ("rules: {'i[0]': 'N1.04 | identifier(scheme=.03)'}", ["N1***9*77"], {"i": [{"value": "77", "schemeID": "9"}]}),
    ("rules: {n: CTT.01 | int, b: 'X01.01 | bool(Y, N)'}", ["CTT*3", "X01*N"], {"n": 3, "b": False}),
    ("rules: {t: 'X01.01 | split(;)'}", ["X01*a;b"], {"t": ["a", "b"]}),
    (
        """
        parts: {party: {name: .02, address: {at: N4, use: address}}, address: {city: .01}}
        rules: {p: {at: 'N1[01=BY]', use: party}, q: {each: 'N1[*]', use: [party], rules: {role: .01}}}
        """,
        ["N1*BY*A", ">N4*H", "N1*Z7*B"],
        {"p": {"name": "A", "address": {"city": "H"}}, "q": [{"name": "B", "role": "Z7"}]},
    ),
    (
        "rules: {p: {at: N1, needs: id, rules: {id: .04, name: .02}}}",
        ["N1**A**7"],
        {"p": {"id": "7", "name": "A"}},
    ),
]


@pytest.mark.parametrize(("text", "message", "document"), BOTH_WAYS)
def test_a_rule_is_both_directions(text, message, document):
    map_ = compiled(text)
    source = tree(*message)
    result = map_.read(source)

    assert result.findings == []
    assert result.document == document
    if document:
        made, written = write(map_, document)
        assert written.findings == []
        assert written.dropped == []
        assert sorted(made) == sorted(lines(source))


def test_a_group_without_what_it_needs_does_not_exist_in_either_direction():
    map_ = compiled(
        "rules: {p: {at: N1, needs: id, rules: {id: .04, name: .02}}, l: {each: PO1, needs: n, rules: {n: '.02 | decimal', i: .01}}}"
    )
    source = tree("N1**A", "PO1*1", "PO1*2*x", "PO1*3*5")
    result = map_.read(source)

    assert result.document == {"l": [{"i": "3", "n": "5"}]}
    assert [(finding.rule, finding.pointer) for finding in result.findings] == [("MAP-101", "/l/n")]
    assert [child.taken for child in source.children] == [0, 0, 0, 0b110]
    made, written = write(map_, {"p": {"name": "A"}, "l": [{"i": "1"}]})
    assert (made, written.dropped) == ([], ["/p/name", "/l/0/i"])


def test_what_a_codec_refuses_is_found_with_its_place_and_stays_in_the_source():
    map_ = compiled("rules:\n  l:\n    each: PO1\n    rules:\n      id: .01\n      q: .02 | quantity(unit=.03)")
    source = tree("PO1*1*5*EA", "PO1*2*six*CA")
    source.children[1].offset = 100
    (finding,) = map_.read(source).findings

    assert (finding.rule, finding.severity, finding.pointer) == ("MAP-101", "error", "/l/1/q")
    assert finding.where.as_dict() == {"byte": 106, "segment": "PO1", "position": 3, "element": 2, "path": ".02"}
    assert {"value": "six", "map": "base.yaml:8", "place": ".02", "canonical": "q", "layer": "base"}.items() <= finding.params.items()
    assert source.children[1].taken == 0b10


def test_what_two_rules_of_a_place_both_leave_stays_in_the_source():
    text, source = "rules: {end: 'BEG.03 | unless(长期|永久) | date', open: 'BEG.03 | flag(长期)'}", tree("BEG***永久")

    assert compiled(text).read(source).document == {}
    assert [child.taken for child in source.children] == [0]


def test_a_unit_without_its_quantity_stays_in_the_source():
    source = tree("PO1***EA")

    assert compiled("rules: {q: 'PO1.02 | quantity(unit=.03)'}").read(source).document == {}
    assert source.children[0].taken == 0


def test_nothing_is_assumed_unless_it_is_given_and_every_use_is_recorded():
    map_ = compiled(
        "rules: {c: CUR.02 | assume(currency), a: 'AMT.02 | amount(currency=$c)', l: {each: PO1, rules: {q: '.02 | quantity(unit=.03)', "
        "p: '.04 | amount(currency=CUR.02)'}}}"
    )
    message = ["AMT**9", "PO1**5**2"]

    assert read(map_, *message).document == {"a": {"value": "9"}, "l": [{"q": {"value": "5"}, "p": {"value": "2"}}]}
    result = read(map_, *message, assume=Assume(currency="EUR", unit="H87"))
    assert result.document == {
        "c": "EUR",
        "a": {"value": "9", "currencyID": "EUR"},
        "l": [{"q": {"value": "5", "unitCode": "H87"}, "p": {"value": "2", "currencyID": "EUR"}}],
    }
    assert [(one.kind, one.value, one.pointer) for one in result.assumptions] == [
        ("currency", "EUR", "/c"),
        ("unit", "H87", "/l/0/q/unitCode"),
        ("currency", "EUR", "/l/0/p/currencyID"),
    ]
    assert read(map_, "CUR**USD", assume=Assume(currency="EUR")).assumptions == []


def test_a_zone_makes_an_instant_only_where_the_map_asks_for_it():
    map_ = compiled("rules: {t: 'X01.01 | datetime(%Y%m%d%H%M, instant)', u: 'X01.02 | datetime(%Y%m%d%H%M)'}")
    assume = Assume(zone="Asia/Shanghai")
    result = read(map_, "X01*202601310905*202601310905", assume=assume)

    assert result.document == {"t": "2026-01-31T09:05:00+08:00", "u": "2026-01-31T09:05:00"}
    assert [(one.kind, one.pointer) for one in result.assumptions] == [("zone", "/t")]
    assert write(map_, result.document, assume=assume)[0] == ["X01*202601310905*202601310905"]
    assert write(map_, {"t": "2026-01-31T09:05:00+08:00"})[1].findings[0].rule == "MAP-102"
    assert read(map_, "X01*202610250230", assume=Assume(zone="Europe/Berlin")).findings[0].rule == "MAP-101"


def test_a_value_that_cannot_be_written_is_found_and_counts_as_dropped():
    map_ = compiled("rules: {l: {each: PO1, rules: {id: .01, q: '.02 | decimal'}}}")
    _, result = write(map_, {"l": [{"id": "1"}, {"id": "2", "q": "1e3"}]})
    (finding,) = result.findings

    assert (finding.rule, finding.pointer, finding.params["value"]) == ("MAP-102", "/l/1/q", "1e3")
    assert result.dropped == ["/l/1/q"]


def test_what_finds_no_place_is_dropped_unless_it_is_waived_by_name():
    map_ = compiled("rules: {id: BEG.03, l: {each: PO1, rules: {id: .01}}}\nwaive: {l.uid: our own number, 'x.*.c': tried}")
    document = {
        "$schema": "s",
        "schemaVersion": "1.0",
        "id": "1",
        "l": [{"id": "1", "uid": "u", "more": {"a": "1", "b": ["2", ""]}}],
        "x": {"a": {"c": "1", "d": None}, "b~/": "2"},
        "y": {"z": "3"},
        "unmapped": [{"path": "p", "value": "v"}],
        "extensions": [{"id": "e", "content": "c"}],
    }
    _, result = write(map_, document, waive=["y"])

    assert result.dropped == ["/l/0/more/a", "/l/0/more/b/0", "/x/b~0~1"]
    assert result.waived == ["/l/0/uid", "/x/a/c", "/y/z"]


def test_read_only_rules_are_waived_when_writing():
    map_ = compiled("rules: {id: BEG.03}\nread_only: {n: CTT.01}")

    assert read(map_, "CTT*3").document == {"n": "3"}
    made, result = write(map_, {"id": "1", "n": "3"})
    assert (made, result.dropped, result.waived) == (["BEG***1"], [], ["/n"])


WRITE_ONLY = "rules: {l: {each: PO1, rules: {id: .01, q: '.02 | decimal'}}, a: AMT.09}\nwrite_only: {CTT.01: count(l), CTT.02: sum(l.q), BEG.01: '=\"00\"', 'AMT[01=TT].02': $a}"


def test_write_only_places_are_written_from_the_whole_document():
    made, result = write(compiled(WRITE_ONLY), {"l": [{"id": "1", "q": "1.50"}, {"id": "2", "q": "2.50"}]})

    assert made == ["PO1*1*1.50", "PO1*2*2.50", "CTT*2*4", "BEG*00"]
    assert result.dropped == []


def test_write_only_places_are_compared_when_reading():
    source = tree("BEG*00", "PO1*1*1.5", "CTT*2*1.50", "AMT*TT*9")
    (finding,) = compiled(WRITE_ONLY).read(source).findings

    assert (finding.rule, finding.severity, finding.params["stated"], finding.params["computed"]) == ("MAP-110", "warning", "2", "1")
    assert [child.taken for child in source.children] == [0b10, 0b110, 0b100, 0]


def test_what_a_source_stated_is_not_computed_anew():
    made = tree()
    result = compiled(WRITE_ONLY).write({"l": [{"id": "1", "q": "1"}]}, made, residue=lambda root: restore(root, [("CTT[1].01", "2")]))

    assert (lines(made), result.unfitting) == (["PO1*1*1", "CTT*2*1", "BEG*00"], [])


def test_residue_without_a_place_is_dropped_unless_its_loss_is_agreed():
    map_ = compiled(WRITE_ONLY)
    left = {"residue": lambda _: ["REF[1].02"]}

    assert map_.write({}, tree(), **left).dropped == ["/unmapped REF[1].02"]
    assert map_.write({}, tree(), waive=["unmapped"], **left).waived == ["/unmapped REF[1].02"]


def test_two_rules_for_one_place_never_overwrite_each_other():
    map_ = compiled("rules: {a: BEG.03, b: BEG.03, q: 'QTY.01 | quantity(unit=.02)', r: 'QTY.03 | quantity(unit=.02)'}")

    assert read(map_, "BEG***1").document == {"a": "1", "b": "1"}
    made, result = write(map_, {"a": "1", "b": "2", "q": {"value": "1", "unitCode": "EA"}, "r": {"value": "2", "unitCode": "CA"}})
    assert made == ["BEG***1", "QTY*1*EA*2"]
    assert result.dropped == ["/b", "/r/unitCode"]


def test_an_amount_in_another_currency_than_the_place_can_say_is_dropped():
    map_ = compiled("rules: {c: CUR.02, l: {each: PO1, rules: {p: '.04 | amount(currency=$c)', s: '.05 | amount(currency=CUR.02)'}}}")
    _, result = write(map_, {"c": "EUR", "l": [{"p": {"value": "1", "currencyID": "USD"}, "s": {"value": "1", "currencyID": "CNY"}}]})

    assert result.dropped == ["/l/0/p/currencyID", "/l/0/s/currencyID"]


def test_values_of_the_wrong_kind_are_findings_never_exceptions():
    map_ = compiled(
        "rules: {id: BEG.03, q: 'QTY.01 | quantity(unit=.02)', d: 'DTM.02 | datetime(time=.03)', l: {each: PO1, rules: {id: .01}}, n: {each: MSG, value: .01}}"
    )
    _, result = write(map_, {"id": 5, "q": "5", "d": 7, "l": {"id": "1"}, "n": [1, {"a": "b"}]})

    assert {finding.rule for finding in result.findings} == {"MAP-102"}
    assert result.dropped == ["/id", "/q", "/d", "/l/id", "/n/0", "/n/1/a"]


def test_a_value_that_a_list_lacks_is_told_with_the_list_and_its_place():
    map_ = compiled("rules: {l: {each: PO1, rules: {id: '.01 | code(uom)'}}}")
    finding = write(map_, {"l": [{"id": "no such unit"}]})[1].findings[0]

    assert (finding.rule, finding.pointer) == ("MAP-106", "/l/0/id")
    assert (finding.params["list"], finding.params["value"], finding.params["place"]) == ("uom", "no such unit", ".01")


def test_the_digest_changes_with_the_rules_and_the_lists_not_with_the_place_in_the_file():
    one = compiled("rules: {id: BEG.03}")

    assert one.digest == compiled("\n\nrules:\n  id:    BEG.03").digest
    assert one.digest != compiled("rules: {id: BEG.04}").digest
    assert one.digest != compiled("rules: {id: BEG.03}", lists={"a": "code,canonical\n1,2\n"}).digest
    assert (one.document, one.format, one.family) == ("order/1", "x12/850", "x12")


WRONG = [
    ("rules: {id: BEG}", "MAP-014", 3, 16),
    ("rules: {id: 'BEG.03 | upcase'}", "MAP-017", 3, 22),
    ("rules: {id: 'BEG.03 | date(%q)'}", "MAP-018", 3, 22),
    ("rules: {id: 'BEG.03 | decimal | amount(currency=.02)'}", "MAP-018", 3, 22),
    ("rules: {id: 'BEG.03 | amount(currency=.x)'}", "MAP-014", 3, 39),
    ("rules: {id: 'BEG.03 | quantity(unit=.02, codes=nothing)'}", "MAP-018", 3, 47),
    ("rules: {id: 'BEG.03 | identifier(unit=.02)'}", "MAP-018", 3, 38),
    ("rules: {id: 'BEG.03 | assume(weather)'}", "MAP-018", 3, 22),
    ("rules: {id: 'BEG.03 |'}", "MAP-013", 3, 21),
    ("rules: {'1d': BEG.03}", "MAP-011", 3, 9),
    ("rules: {a: BEG.03, a.b: BEG.04}", "MAP-019", 3, 20),
    ("rules: {a: {each: PO1.02, rules: {b: .01}}}", "MAP-014", 3, 22),
    ("rules: {a: {each: PO1}}", "MAP-015", 3, 9),
    ("rules: {a: {at: PO1, value: .01}}", "MAP-015", 3, 9),
    ("rules: {a: {each: PO1, needs: x, rules: {b: .01}}}", "MAP-016", 3, 31),
    ("rules: {a: {rules: {b: .01}}}", "MAP-009", 3, 9),
    ("rules: {a: {each: PO1, use: x}}", "MAP-008", 3, 29),
    ("parts: {x: {a: {at: N1, use: x}}}\nrules: {a: {each: PO1, use: x}}", "MAP-008", 3, 30),
    ("rules: {a: BEG.03}\nwrite_only: {CTT.01: 'count('}", "MAP-013", 4, 22),
    ("rules: {a: BEG.03}\nwrite_only: {CTT.01: median(a)}", "MAP-013", 4, 22),
    ("rules: {a: BEG.03}\nwrite_only: {CTT: count(a)}", "MAP-014", 4, 17),
    ("rules: {a: BEG.03}\nwrite_only: {CTT.01: {each: PO1}}", "MAP-013", 4, 14),
    ("rules: {a: BEG.03}\nread_only: {a: BEG.04}", "MAP-004", 4, 13),
]


@pytest.mark.parametrize(("text", "rule", "line", "column"), WRONG)
def test_a_wrong_rule_is_told_by_file_line_and_column(text, rule, line, column):
    with pytest.raises(RuleProblem) as caught:
        compiled(text)

    assert (caught.value.rule, caught.value.file, caught.value.line, caught.value.column) == (rule, "base.yaml", line, column)
    assert rule in rules()


def test_a_misspelt_canonical_path_is_told_with_the_nearest_name():
    schema = {"properties": {"orderLine": {"type": "array", "items": {"properties": {"quantity": {"type": "string"}}}}}}
    compiled("rules: {orderLine: {each: PO1, rules: {quantity: .02}}}", schema=schema)
    with pytest.raises(RuleProblem) as caught:
        compiled("rules: {orderLine: {each: PO1, rules: {quantitty: .02}}}", schema=schema)

    assert (caught.value.rule, caught.value.params["nearest"]) == ("MAP-012", "quantity")
    with pytest.raises(RuleProblem):
        compiled("rules: {orderLine: {each: PO1, rules: {quantity: '.02 | quantity(unit=.03)'}}}", schema=schema)


def test_waivers_cover_what_is_below_them():
    agreed = waivers(["a.b", "l[0].c", "x.*"])

    assert [agreed(names) for names in [("a", "b"), ("a", "b", "c"), ("l", "c"), ("x", "y")]] == [True] * 4
    assert [agreed(names) for names in [("a",), ("a", "bc"), ("x",)]] == [False] * 3
    assert not waivers([])(("a",))


def test_left_over_skips_what_is_empty():
    assert list(left_over({"a": "", "b": None, "c": [], "d": {}, "e": 0, "f": False}, set())) == [("/e", ("e",)), ("/f", ("f",))]
