import pytest

from hub.formats.segments import Segment
from hub.formats.segments.cutting import Raw, cut
from hub.formats.segments.placing import MAX_FINDINGS, ordinal
from hub.formats.x12.body import BodyReader
from hub.formats.x12.delimiters import Delimiters
from hub.formats.x12.dictionary import dictionary
from hub.formats.x12.structure import structure
from tests.formats.x12.parcels import shape


def body(*segments: str, kind: str = "850", release: str = "004010"):
    root = Segment("ST", ["ST", kind])
    reader = BodyReader(structure(kind, release), dictionary(release), Delimiters())
    count, findings = reader.read(root, Raw("~".join(segments) + "~"))
    assert count == len(segments)
    return root, findings


BEG, PO1 = "BEG*00*SA*1**20260801", "PO1*1*3*EA"


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        ([BEG, "N1*BY*A", "N3*S", "N4*LYON", PO1], ["BEG", ["N1", "N3", "N4"], "PO1"]),
        ([BEG, PO1, "PID*F****X", "N1*ST*B", "N4*LYON", PO1], ["BEG", ["PO1", "PID", ["N1", "N4"]], "PO1"]),
        ([BEG, "N9*L1*X", "MSG*A", "MSG*B", PO1], ["BEG", ["N9", "MSG", "MSG"], "PO1"]),
        (
            [BEG, PO1, "SCH*1*EA***002*20260801", "TD5****M", PO1, "CTT*2", "AMT*TT*9"],
            ["BEG", ["PO1", ["SCH", "TD5"]], "PO1", ["CTT", "AMT"]],
        ),
        ([BEG, PO1, "SLN*1**I", "SAC*C*D240***1", "CUR*BY*USD"], ["BEG", ["PO1", ["SLN", ["SAC", "CUR"]]]]),
    ],
)
def test_children_stand_below_what_opens_their_loop(segments, expected):
    root, findings = body(*segments)
    assert shape(root) == expected
    assert findings == []


@pytest.mark.parametrize(
    ("name", "segments", "rules", "expected"),
    [
        ("unknown", [BEG, "QQ7*1", PO1], ["401"], ["BEG", "QQ7", "PO1"]),
        ("of another set", [BEG, "ACK*IA", PO1], ["406"], ["BEG", "ACK", "PO1"]),
        ("loop not begun", [BEG, "N3*STREET", PO1], ["402"], ["BEG", "N3", "PO1"]),
        ("too late", [BEG, "DTM*002*20260801", "CUR*BY*USD", PO1], ["407"], ["BEG", "DTM", "CUR", "PO1"]),
        ("too late after a loop", [BEG, "N1*BY*A", "DTM*002*20260801", "N3*S", PO1], ["407"], ["BEG", ["N1", "N3"], "DTM", "PO1"]),
        ("loop too late", [BEG, "N1*BY*A", "SAC*C*D240***1", "CUR*BY*USD", PO1], ["407"], ["BEG", "N1", ["SAC", "CUR"], "PO1"]),
        ("too often", [BEG, BEG, PO1], ["405"], ["BEG", "BEG", "PO1"]),
        ("missing at the start", ["REF*DP*1", PO1], ["403"], ["REF", "PO1"]),
        ("missing at the end", [BEG], ["403"], ["BEG"]),
        ("missing in a loop", [BEG, "LM*92", "ADV*92*AA", PO1], ["403"], ["BEG", "LM", "ADV", "PO1"]),
        ("twice", [BEG, "LM*92", PO1, "LM*92"], ["403", "403"], ["BEG", "LM", ["PO1", "LM"]]),
    ],
)
def test_what_has_no_place_is_told_and_kept(name, segments, rules, expected):
    root, findings = body(*segments)
    assert [finding.rule for finding in findings] == [f"X12-{rule}" for rule in rules]
    assert shape(root) == expected


def test_a_loop_may_not_occur_too_often():
    _, findings = body(BEG, *["SAC*C*D240***1"] * 26, PO1)
    assert [(finding.rule, finding.where.position, finding.params["maximum"]) for finding in findings] == [("X12-404", 28, 25)]


def test_a_missing_segment_is_located_where_it_should_have_come():
    _, findings = body("REF*DP*1", "N1*BY*A", PO1)
    assert [(finding.where.segment, finding.where.position, finding.where.byte) for finding in findings] == [("BEG", 2, 0)]


def test_a_finding_names_segment_element_byte_and_path():
    _, (finding,) = body(BEG, PO1, "N1*ST*B", PO1, "N1*ST*B", "N1*BY*B", "N4*LYON*TOOLONG")
    where = finding.where
    assert (where.segment, where.position, where.element, where.path) == ("N4", 8, 2, "PO1[2]/N1[2]/N4[1].02")
    assert where.byte == len(f"{BEG}~{PO1}~N1*ST*B~{PO1}~N1*ST*B~N1*BY*B~")
    assert finding.params["expected"] == "2"


def test_composites_are_split_where_the_segment_has_them():
    root, _ = body(BEG, "REF*DP*1**AB>12", PO1)
    assert root.children[1].fields == ["REF", "DP", "1", "", ["AB", "12"]]


def test_findings_are_limited_and_the_rest_is_counted():
    _, findings = body(BEG, *["REF*DP"] * (MAX_FINDINGS + 7), PO1)
    assert len(findings) == MAX_FINDINGS + 1
    assert (findings[-1].rule, findings[-1].params["count"]) == ("X12-410", 7)


@pytest.mark.parametrize(
    ("text", "terminator", "expected"),
    [
        ("A*1~B*2~", "~", [("A*1", 0), ("B*2", 4)]),
        ("\r\nA*1~\r\nB*2~\r\n", "~", [("A*1", 2), ("B*2", 8)]),
        ("\n\t A*1~\n\tB*2~", "~", [("A*1", 3), ("B*2", 9)]),
        ("A*1\r\nB*2 \r\n", "\n", [("A*1", 0), ("B*2 ", 5)]),
        ("A*1\nB*2\r\n", "\n", [("A*1", 0), ("B*2", 4)]),
        ("A*1~~~B*2~", "~", [("A*1", 0), ("B*2", 6)]),
        ("", "~", []),
        ("~", "~", []),
    ],
)
def test_segments_are_cut_where_they_stand(text, terminator, expected):
    texts, offsets = cut(Raw(text), terminator)
    assert list(zip(texts, offsets, strict=False)) == expected


def test_ordinals_count_siblings_of_one_tag():
    root, _ = body(BEG, "REF*DP*1", "N1*BY*A", PO1, PO1)
    assert [ordinal(root, child) for child in root.children] == [1, 1, 1, 1, 2]
