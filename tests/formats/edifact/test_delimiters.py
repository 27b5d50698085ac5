import pytest

from hub.formats.edifact.delimiters import Delimiters, Header, More, find

UNB = "UNB+UNOC:3+A+B+260801:1200+1'"


@pytest.mark.parametrize(
    ("text", "kind", "delimiters", "faults"),
    [
        ("UNA:+.? '" + UNB, "UNB", Delimiters(), []),
        ("UNA:+,? '\r\n" + UNB, "UNB", Delimiters(decimal=","), []),
        ("UNA:+.?*'" + UNB, "UNB", Delimiters(repetition="*"), []),
        ("UNA:+.  '" + UNB, "UNB", Delimiters(release=""), []),
        ("UNA:+.?'" + UNB, "UNB", Delimiters(), ["EDI-101"]),
        ("UNA:+.?'\n" + UNB, "UNB", Delimiters(), ["EDI-101"]),
        ("UNA:+x? '" + UNB, "UNB", Delimiters(), ["EDI-101"]),
        ("UNA:+.? \n" + UNB, "UNB", Delimiters(segment="\n"), []),
        ("UNA*@.? #UNB@UNOA*3@A", "UNB", Delimiters("*", "@", ".", "?", "", "#"), []),
        ("UNA^*.? $\nUNB*UNOE^1*A", "UNB", Delimiters("^", "*", ".", "?", "", "$"), []),
        ("UNA:+.? '\nBGM+220'", "UNA", Delimiters(), []),
        (UNB, "UNB", Delimiters(), []),
        ("UNH+1+ORDERS:D:96A:UN'", "UNH", Delimiters(), []),
        ("UNG+ORDERS'", "UNG", Delimiters(), []),
        ("UIB+UNOA:4'", "UIB", Delimiters(), []),
        ("UNB\x1dUNOB\x1f1\x1dA", "UNB", Delimiters("\x1f", "\x1d", ".", "", "", "\x1c"), []),
        ("UNB|UNOC^3|A|B|260801^1200|1~UNH|1|", "UNB", Delimiters("^", "|", ".", "?", "", "~"), ["EDI-101"]),
        ("UNH+1+ORDERS:D:96A:UN\nBGM+220+1\n", "UNH", Delimiters(segment="\n"), ["EDI-111"]),
        ("UNB+UNOC:3+A+B+260801:1200+1'\nUNH+1\nBGM+1", "UNB", Delimiters(), []),
    ],
)
def test_service_characters_are_those_that_are_used(text, kind, delimiters, faults):
    header = find(text, final=True)
    assert isinstance(header, Header)
    assert (header.kind, header.delimiters, header.faults) == (kind, delimiters, faults)
    assert text[header.end :].lstrip("\r\n ").startswith(kind if kind != "UNA" else "BGM")


@pytest.mark.parametrize("text", ["", "hello", "XUNB+UNOC", "UNBELIEVABLE", "UNA"])
def test_what_is_no_header_is_none(text):
    assert find(text, final=True) == More(len(text))


def test_a_header_that_may_go_on_waits_for_more():
    assert find("--" + UNB, final=False) == More(2)
    assert find("x" * 100 + "UN", final=False) == More(62)
