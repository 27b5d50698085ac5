import pytest

from hub.formats.x12.delimiters import Delimiters
from hub.formats.x12.envelope import bare, count, element, group, interchange, resolve, set_findings
from hub.model.location import Location
from tests.formats.x12.parcels import GS, ISA

AT = Location(byte=5)


def test_isa_says_who_writes_to_whom():
    found = interchange(ISA.split("*"), Delimiters(), AT, 106, "utf-8")
    assert (found.control_number, found.version, found.test, found.offset, found.findings) == ("000000017", "00401", False, 5, [])
    assert found.details == {
        "element": "*", "component": ">", "segment": "~", "repetition": "", "charset": "utf-8", "date": "260801", "time": "1200", "acknowledge": "0",
    }  # fmt: skip


@pytest.mark.parametrize(("mark", "test"), [("T", True), ("P", False), ("I", None), ("", None)])
def test_the_test_mark_is_the_senders_own(mark, test):
    assert interchange(ISA.replace("*P*", f"*{mark}*").split("*"), Delimiters(), AT, 106, "utf-8").test is test


@pytest.mark.parametrize(
    ("version", "release", "suffix"),
    [("004010", "004010", ""), ("005010X230", "005010", "X230"), ("003010", None, ""), ("004060", None, ""), ("", None, "")],
)
def test_versions_of_industries_are_read_with_their_release(version, release, suffix):
    assert resolve(version) == (release, suffix)


def test_a_group_names_what_is_wrong_with_it():
    assert group(GS.split("*"), AT).findings == []
    wrong = group(["GS", "po", "S", "RECEIVER", "20260801", "99", "x", "X", "007010"], AT)
    assert [finding.where.element for finding in wrong.findings if finding.rule == "X12-206"] == [1, 2, 5, 6]
    assert [finding.rule for finding in wrong.findings][-1] == "X12-208"


@pytest.mark.parametrize(
    ("text", "number"), [("17", 17), ("0017", 17), ("", None), ("-1", None), ("x", None), ("1" * 19, None), ("１", None)]
)
def test_counts_are_digits(text, number):
    assert count(text) == number


def test_elements_that_are_not_there_are_empty():
    assert (element(["ST", " 850 "], 1), element(["ST"], 1)) == ("850", "")
    assert [finding.rule for finding in set_findings(["ST"], 0)] == ["X12-305", "X12-306"]
    assert bare(Delimiters(), AT, "utf-8", "").findings == []
