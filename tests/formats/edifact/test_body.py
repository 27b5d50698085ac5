import pytest

from hub.formats.edifact.body import BodyReader
from hub.formats.edifact.delimiters import Delimiters
from hub.formats.edifact.directories import dictionary, structure
from hub.formats.segments import Segment
from hub.formats.segments.cutting import Raw
from hub.formats.segments.placing import MAX_FINDINGS
from tests.formats.edifact.parcels import shape


def body(*segments: str, kind: str = "ORDERS", directory: str = "D96A"):
    root = Segment("UNH", ["UNH"])
    reader = BodyReader(structure(kind, directory), dictionary(directory), Delimiters())
    count, findings = reader.read(root, Raw("".join(segment + "'" for segment in segments)))
    assert count == len(segments)
    return root, findings


HEAD, TAIL = ("BGM+220+1", "DTM+137:20260801:102"), ("UNS+S",)


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        (["NAD+BY+1::9", "RFF+VA:1", "CTA+OC+:P", "COM+1:TE", "NAD+SU+2::9"], [["NAD", "RFF", ["CTA", "COM"]], "NAD"]),
        (["RFF+CT:1", "DTM+171:20260801:102"], [["RFF", "DTM"]]),
        (
            ["LIN+1", "PIA+1+A:SA", "QTY+21:1", "PRI+AAA:1", "RFF+PL:1", "DTM+171:1", "LIN+2"],
            [["LIN", "PIA", "QTY", "PRI", ["RFF", "DTM"]], "LIN"],
        ),
        (["ALC+A", "MOA+8:1", "LIN+1", "ALC+C", "MOA+8:1"], [["ALC", "MOA"], ["LIN", ["ALC", "MOA"]]]),
        (["LIN+1", "PAC+1", "PCI+14", "LOC+7+1", "QTY+11:24", "DTM+2:1"], [["LIN", ["PAC", "PCI"], ["LOC", "QTY", "DTM"]]]),
    ],
)
def test_children_stand_below_what_opens_their_group(segments, expected):
    root, findings = body(*HEAD, *segments, *TAIL)
    assert shape(root) == ["BGM", "DTM", *expected, "UNS"]
    assert findings == []


def test_what_follows_uns_stands_below_it():
    root, findings = body(*HEAD, "ALC+A", "MOA+8:1", "LIN+1", "MOA+203:1", "UNS+S", "MOA+79:1", "CNT+2:1", "ALC+C", "MOA+8:2")
    assert shape(root) == ["BGM", "DTM", ["ALC", "MOA"], ["LIN", "MOA"], ["UNS", "MOA", "CNT", ["ALC", "MOA"]]]
    assert findings == []


@pytest.mark.parametrize(
    ("segments", "rules"),
    [
        ([*HEAD, "XYZ+1", *TAIL], ["EDI-401"]),
        ([*HEAD, "COM+1:TE", *TAIL], ["EDI-402"]),
        ([*HEAD, "LIN+1"], ["EDI-403"]),
        (["DTM+137:20260801:102", *TAIL], ["EDI-403"]),
        ([*HEAD, *["CUX+2:EUR"] * 6, *TAIL], ["EDI-404"]),
        ([*HEAD, *["PAI+::42"] * 2, *TAIL], ["EDI-405"]),
        ([*HEAD, "CPS+1", *TAIL], ["EDI-406"]),
        ([*HEAD, "LIN+1", "CUX+2:EUR", *TAIL], ["EDI-407"]),
        ([*HEAD, "UNS+S", "LIN+1"], ["EDI-407"]),
        ([*HEAD, "UNS+Q"], ["EDI-507"]),
        ([*HEAD, "UNS+S", "UNS+S"], ["EDI-404"]),
        ([*HEAD, "MOA+79:1", "UNS+S"], ["EDI-402"]),
    ],
)
def test_what_is_out_of_place_is_found(segments, rules):
    assert [finding.rule for finding in body(*segments)[1]] == rules


def test_nothing_is_lost_whatever_its_place():
    segments = [*HEAD, "XYZ+1", "LIN+1", "BGM+9", "COM+1:TE", "NAD+BY+1", "UNS+S", "LIN+2", "QTY+21:1"]
    root, _ = body(*segments)

    def tags(segment):
        return [tag for child in segment.children for tag in (child.tag, *tags(child))]

    assert sorted(tags(root)) == sorted(segment[:3] for segment in segments)


def test_indices_of_explicit_nesting_are_no_part_of_the_tag():
    root, findings = body(*HEAD, "LIN:1+1", "QTY:1:1+21:1", *TAIL)
    assert shape(root) == ["BGM", "DTM", ["LIN", "QTY"], "UNS"]
    assert findings == []


def test_a_directory_may_have_more_than_another():
    lines = [*HEAD, "IMD+F++:::A", "IMD+F++:::B", *TAIL]
    assert [finding.rule for finding in body(*lines)[1]] == ["EDI-405"]
    assert body(*lines, directory="D01B")[1] == []


def test_findings_of_one_message_have_an_end():
    _, findings = body(*HEAD, *["XYZ+1"] * (MAX_FINDINGS + 7), *TAIL)
    assert len(findings) == MAX_FINDINGS + 1
    assert (findings[-1].rule, findings[-1].params["count"]) == ("EDI-410", 7)


def test_places_of_findings_name_the_way():
    (finding,) = body(*HEAD, "NAD+BY+1", "NAD+SU+2", "CTA+OC+:P", f"COM+{'1' * 513}:TE", *TAIL)[1]
    assert finding.where.path == "NAD[2]/CTA[1]/COM[1].01.01"
