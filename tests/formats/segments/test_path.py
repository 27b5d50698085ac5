"""The path language of X12 over trees of segments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.base import PathError
from hub.formats.segments import Segment
from hub.formats.segments.path import PATHS


def seg(text, *children):
    def field(value):
        if "^" in value:
            return [part.split(":") for part in value.split("^")]
        return value.split(":") if ":" in value else value

    segment = Segment(text.split("*")[0], [field(value) for value in text.split("*")])
    segment.children = list(children)
    return segment


def order():
    return seg(
        "ST",
        seg("BEG*00*SA*4711**20260131"),
        seg("CUR*SE*EUR"),
        seg("REF*DP*038"),
        seg("REF*CT*C-1**A:B:C"),
        seg("REF*CT*C-2"),
        seg("N1*BY*Lanmei*9*123", seg("N3*Road 1*Floor 2"), seg("N3*Gate 3"), seg("N4*Hamburg**20095*DE")),
        seg("N1*ST*Depot*92*7", seg("PER*IC*Li*TE*1234*EM*li@example.com")),
        seg("PO1*1*5*EA*9.25**UP*111*VN*222*ZZ*333", seg("PID*F****Widget"), seg("PID*X*08")),
        seg("PO1*2*6*CA*1.5***", seg("SCH*6*CA")),
        seg("QTY*A^B:C^D"),
    )


GETS = [
    ("BEG.03", "4711"),
    ("BEG.04", None),
    ("BEG.09", None),
    ("CUR[01=BY|SE].02", "EUR"),
    ("CUR[01=BY].02", None),
    ("REF[01=CT].02", "C-1"),
    ("REF[01!=DP|CT].02", None),
    ("REF[01!=DP].02", "C-1"),
    ("REF[01=CT].04.02", "B"),
    ("REF[01=CT].04", "A"),
    ("REF[01=CT, 04.03=C].02", "C-1"),
    ("REF[01=CT, 04.03=D].02", None),
    ("REF[01=CT, 03:=9].02", "C-1"),
    ("N1[01=BY].02", "Lanmei"),
    ("/N1[01=BY].02", "Lanmei"),
    ("N1[01=BY]/N4.01", "Hamburg"),
    ("N1[01=BY]/N4.02", None),
    ("N1[01=BY]/N3.02", "Floor 2"),
    ("N1[01=ST]/PER[01=IC].04", "1234"),
    ("N1[01=ST]/PER[01=IC].03+(EM)", "li@example.com"),
    ("N1[01=ST]/N4.01", None),
    ("PO1.06+(UP)", "111"),
    ("PO1.06+(EN|ZZ)", "333"),
    ("PO1.06+(BP)", None),
    ("PO1/PID[01=F].05", "Widget"),
    ("QTY.01", "A"),
    ("QTY.01:2", "B"),
    ("QTY.01:2.02", "C"),
    ("QTY.01:3", "D"),
    ("QTY.01:4", None),
    ("XYZ.01", None),
]

WRONG = [
    ("", 1, "segment tag"),
    ("BEG", 4, "one value"),
    ("beg.03", 1, "segment tag"),
    ("BEG.x", 5, "element number"),
    ("BEG.00", 5, "from 1"),
    ("BEG.03x", 7, "end"),
    ("N1[01=BY", 9, "']'"),
    ("N1[01~BY].02", 6, "=, != or :="),
    ("N1[].02", 4, "element number"),
    ("N1[*].02", 4, "last step"),
    ("N1[01=].02", 7, "a value"),
    (".06+(UP", 8, "')'"),
    (".06+(*)", 1, "(*)"),
    ("N1/.02", 4, "segment tag"),
    ("N3.{01..02}", 3, "one value"),
]

EACHES = [
    ("PO1", 2),
    ("REF[01=CT]", 2),
    ("REF[01!=CT]", 1),
    ("REF[*]", 3),
    ("N1[01=BY]/N3", 2),
    ("N1/N3", 2),
    ("N1[01=BY]/N3.{01..02}", 3),
    ("PO1.06+(*)", 3),
    ("PO1.06+(VN|UP)", 2),
    ("QTY.01:*", 3),
    ("XYZ", 0),
]


@pytest.mark.parametrize(("text", "expected"), GETS)
def test_a_place_gives_the_first_value(text, expected):
    assert expected == PATHS.place(text).get(order())


def test_one_reader_gives_what_the_places_give_one_by_one():
    places = [PATHS.place(text) for text, _ in GETS]

    assert [expected for _, expected in GETS] == PATHS.reader(places)(order())


@pytest.mark.parametrize(("text", "column", "expected"), WRONG)
def test_a_wrong_path_tells_the_column_and_what_would_be_right(text, column, expected):
    with pytest.raises(PathError) as caught:
        PATHS.place(text)

    assert expected in caught.value.expected
    assert column == caught.value.column


@pytest.mark.parametrize("text", ["BEG.03", "N3.{02..01}", "REF[*]/N1", ".{00..01}"])
def test_a_wrong_repetition_is_refused(text):
    with pytest.raises(PathError):
        PATHS.each(text)


@pytest.mark.parametrize(("text", "count"), EACHES)
def test_each_gives_every_match(text, count):
    assert count == len(list(PATHS.each(text).iterate(order())))


def test_what_is_read_is_marked_and_so_is_the_qualifier_that_is_written_again():
    tree = order()
    PATHS.reader([PATHS.place("N1[01=BY].02"), PATHS.place("CUR[01=BY|SE].02"), PATHS.place("PO1.06+(EN|ZZ)")])(tree)
    by_tag = {child.tag: child for child in reversed(tree.children)}

    assert by_tag["N1"].taken == 0b110
    assert by_tag["CUR"].taken == 0b100  # SE would be written as BY: the map does not carry it
    assert by_tag["PO1"].taken == 1 << 11
    assert by_tag["BEG"].taken == 0


def test_components_and_repetitions_are_marked_one_by_one():
    tree = order()
    PATHS.place("REF[01=CT].04.02").get(tree)
    PATHS.place("QTY.01:2.02").get(tree)

    assert tree.children[3].parts == {(4, 1, 2)}
    assert tree.children[3].taken == 0b10
    assert tree.children[-1].parts == {(1, 2, 2)}


@pytest.mark.parametrize("text", [text for text, value in GETS if value])
def test_release_takes_every_mark_back(text):
    tree = order()
    place = PATHS.place(text)
    place.get(tree)
    place.release(tree)

    assert not any(node.taken or node.parts for node in walk(tree))


def test_release_keeps_the_qualifier_that_another_value_needs():
    tree = order()
    name, number = PATHS.place("N1[01=BY].02"), PATHS.place("N1[01=BY].04")
    PATHS.reader([name, number])(tree)
    number.release(tree)

    assert tree.children[5].taken == 0b110


def test_the_rest_is_what_nothing_was_taken_from():
    tree = order()
    PATHS.place("REF[01=CT].02").get(tree)

    assert [node.fields[2] for node in PATHS.each("REF[*]").iterate(tree)] == ["038", "C-2"]


def test_a_view_brings_its_marks_home():
    tree = order()
    line = tree.children[7]
    PATHS.place(".06+(UP)").get(line)
    each, qualifier, value = PATHS.each(".06+(*)"), PATHS.place(".01"), PATHS.place(".02")
    found = []
    for node in each.iterate(line):
        found.append((qualifier.get(node), value.get(node)))
        each.take(node)

    assert found == [("VN", "222"), ("ZZ", "333")]
    assert line.taken == 0b111111000000
    assert value.locate(node).element == 11


def test_a_location_names_segment_element_and_byte():
    tree = order()
    tree.children[0].position, tree.children[0].offset = 2, 100
    where = PATHS.place("BEG.03").locate(tree)

    assert where.as_dict() == {"byte": 110, "segment": "BEG", "position": 2, "element": 3, "path": "BEG.03"}
    assert PATHS.place("XYZ.01").locate(tree).as_dict() == {}


@pytest.mark.parametrize("text", [text for text, _ in GETS if "!=" not in text])
def test_what_is_put_is_got(text):
    tree = Segment("ST")
    place = PATHS.place(text)
    place.put(tree, "value")

    assert place.get(tree) == "value"


def test_putting_makes_the_way_once():
    tree = Segment("ST")
    for text, value in [("N1[01=BY, 03:=9].02", "A"), ("N1[01=BY]/N4.01", "B"), ("N1[01=ST].02", "C"), ("N1[01=BY]/N4.03", "D")]:
        PATHS.place(text).put(tree, value)

    assert [child.fields for child in tree.children] == [["N1", "BY", "A", "9"], ["N1", "ST", "C"]]
    assert [child.fields for child in tree.children[0].children] == [["N4", "B", "", "D"]]


def test_putting_components_and_repetitions():
    tree = Segment("ST")
    for text in ("A01.01.02", "A01.02:2", "A01.03:2.03", "A01.02"):
        PATHS.place(text).put(tree, text)

    assert tree.children[0].fields == ["A01", ["", "A01.01.02"], [["A01.02"], ["A01.02:2"]], [[], ["", "", "A01.03:2.03"]]]


def test_pairs_are_put_behind_each_other():
    line = Segment("PO1", ["PO1", "1"])
    PATHS.place(".06+(UP)").put(line, "111")
    PATHS.place(".06+(VN|VP)").put(line, "222")
    each = PATHS.each(".06+(*)")
    node = each.append(line)
    PATHS.place(".01").put(node, "ZZ")
    PATHS.place(".02").put(node, "333")
    each.close(node)
    PATHS.place(".06+(UP)").put(line, "444")

    assert line.fields == ["PO1", "1", "", "", "", "", "UP", "444", "VN", "222", "ZZ", "333"]


def test_numbered_elements_begin_a_new_segment_when_they_are_used_up():
    tree, each, itself = Segment("N1"), PATHS.each("N3.{01..02}"), PATHS.place(".")
    for value in "abc":
        node = each.append(tree)
        itself.put(node, value)
        each.close(node)

    assert [child.fields for child in tree.children] == [["N3", "a", "b"], ["N3", "c"]]


def test_numbered_elements_of_the_node_itself_end():
    node, each, itself = Segment("N3"), PATHS.each(".{01..02}"), PATHS.place(".")
    for value in "ab":
        view = each.append(node)
        itself.put(view, value)
        each.close(view)

    assert node.fields == ["N3", "a", "b"]
    assert each.append(node) is None


def test_repetitions_are_appended():
    node, each = Segment("X01"), PATHS.each(".02:*")
    for value in "ab":
        view = each.append(node)
        PATHS.place(".01").put(view, value)
        PATHS.place(".02").put(view, value * 2)
        each.close(view)

    assert node.fields == ["X01", "", [["a", "aa"], ["b", "bb"]]]
    assert [(view.fields[1], view.fields[2]) for view in each.iterate(node)] == [("a", "aa"), ("b", "bb")]


@pytest.mark.parametrize(
    ("text", "neighbour", "expected"),
    [
        ("DTM[01=002].02", ".03", "DTM[01=002].03"),
        (".02", ".03", ".03"),
        ("N1[01=BY]/N4.01", ".06", "N1[01=BY]/N4.06"),
        (".06+(UP)", ".03", ".03"),
    ],
)
def test_a_neighbour_stands_in_the_same_segment(text, neighbour, expected):
    assert expected == PATHS.beside(text, neighbour)


def walk(node):
    yield node
    for child in node.children:
        yield from walk(child)


_TAGS = st.sampled_from(["N1", "REF", "PO1"])
_VALUES = st.sampled_from(["", "BY", "ST", "x"])
_FIELDS = st.lists(
    _VALUES | st.lists(_VALUES, min_size=1, max_size=3) | st.lists(st.lists(_VALUES, min_size=1, max_size=2), min_size=2, max_size=3),
    max_size=8,
)
_TREES = st.recursive(
    st.tuples(_TAGS, _FIELDS, st.just([])), lambda inner: st.tuples(_TAGS, _FIELDS, st.lists(inner, max_size=4)), max_leaves=10
)
_PATHS = st.sampled_from(
    ["N1.01", "N1[01=BY].02", "N1[01=BY|ST]/REF.01", ".01.02", "REF[01!=x].02:2", "PO1.02+(BY|ST)", "PO1/REF/N1.01", "N1[02=x, 03:=y].01"]
)


def build(shape):
    tag, fields, inner = shape
    segment = Segment(tag, [tag, *fields])
    segment.children = [build(child) for child in inner]
    return segment


@given(_TREES, st.lists(_PATHS, max_size=8))
def test_any_tree_is_read_alike_by_one_reader_and_by_single_places(shape, texts):
    places = [PATHS.place(text) for text in texts]
    together, alone = build(shape), build(shape)

    assert [place.get(alone) for place in places] == PATHS.reader(places)(together)
    assert [(node.taken, node.parts or set()) for node in walk(alone)] == [(node.taken, node.parts or set()) for node in walk(together)]


@given(_TREES, _PATHS)
def test_a_value_put_into_any_tree_is_got_if_no_earlier_match_hides_it(shape, text):
    place = PATHS.place(text)
    tree = build(("ST", [], []))
    place.put(tree, "v")
    if "!=" not in text:
        assert place.get(tree) == "v"
    place.put(build(shape), "v")


@given(st.text("N1[]=BY|:!.0123*+(){}/, ", max_size=16))
def test_any_text_is_a_path_or_a_located_error(text):
    for compiled in (PATHS.place, PATHS.each):
        try:
            compiled(text)
        except PathError as error:
            column = error.column
        else:
            column = 1

        assert 1 <= column <= len(text) + 1


def test_numbered_components_are_a_list():
    node, each, itself = Segment("FTX", ["FTX", "AAI", "", "", ["one", "", "two"]]), PATHS.each(".04.{01..05}"), PATHS.place(".")
    views = list(each.iterate(node))
    assert [itself.get(view) for view in views] == ["one", "two"]
    for view in views:
        each.take(view)
    assert list(each.iterate(node)) == []

    written = Segment("FTX", ["FTX"])
    for value in ("a", "b", "c", "d", "e"):
        view = each.append(written)
        itself.put(view, value)
        each.close(view)
    assert written.fields[4] == ["a", "b", "c", "d", "e"]
    assert each.append(written) is None


def test_a_constant_is_completed_in_a_segment_that_another_rule_made():
    root = Segment("UNH")
    PATHS.place("CUX[01.01=2].01.02").put(root, "GBP")
    PATHS.place("CUX[01.01=2, 02.01:=3].02.02").put(root, "EUR")

    assert [child.fields for child in root.children] == [["CUX", ["2", "GBP"], ["3", "EUR"]]]
