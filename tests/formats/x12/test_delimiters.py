import pytest

from hub.formats.x12.delimiters import Delimiters, Header, More, find
from tests.formats.x12.parcels import ISA

REST = "GS*PO*A*B*20260801*1200*1*X*004010~"


@pytest.mark.parametrize("element", ["*", "~", "^", ">", "|", "\x1d", "+"])
@pytest.mark.parametrize("segment", ["~", "!", "^", "\\", "*", "$", "}", "\n", "\r", "\r\n", "\0", "…", "\x1e"])
def test_delimiters_are_read_from_isa(element, segment):
    if element == segment or ">" in (segment, element):
        return
    text = ISA.replace("*", element) + segment
    header = find(text + REST.replace("*", element), final=True)
    assert isinstance(header, Header)
    assert (header.kind, header.delimiters) == ("ISA", Delimiters(element, segment[0], ">", ""))


@pytest.mark.parametrize(
    ("name", "text", "kind", "start", "delimiters"),
    [
        ("garbage before", "hello\n" + ISA + "~", "ISA", 6, Delimiters()),
        ("not padded", "ISA*00* *00* *01*A*01*B*260801*1200*U*00401*1*0*P*:!GS*", "ISA", 0, Delimiters("*", "!", ":")),
        ("ISA16 empty", ISA[:-1] + "~" + REST, "ISA", 0, Delimiters("*", "~", "")),
        ("ISA16 empty, lines", ISA[:-1] + "~\n" + REST + "\n", "ISA", 0, Delimiters("*", "~", "")),
        ("ISA with 15 elements", ISA[:-2] + "~" + REST, "ISA", 0, Delimiters("*", "~", "")),
        ("ISA alone, cut off", ISA, "ISA", 0, Delimiters("*", "~", ">")),
        ("repetition", ISA.replace("*U*00401", "*^*00501") + "~", "ISA", 0, Delimiters("*", "~", ">", "^")),
        ("no repetition before 00402", ISA.replace("*U*00401", "*^*00401") + "~", "ISA", 0, Delimiters()),
        ("GS first", "GS*PO*A*B*20260801*1200*1*X*004010!ST*850*0001!", "GS", 0, Delimiters("*", "!", "")),
        ("ST first", "ST*850*0001\nBEG*00", "ST", 0, Delimiters("*", "\n", "")),
        ("ST with a reference", "ST*850*0001*005010X1~BEG", "ST", 0, Delimiters("*", "~", "")),
        ("an ISA that is none", "ISA*00*" + "x" * 2000, "BROKEN", 0, Delimiters()),
    ],
)
def test_odd_beginnings_are_recognised(name, text, kind, start, delimiters):
    header = find(text, final=True)
    assert isinstance(header, Header)
    assert (header.kind, header.start, header.delimiters) == (kind, start, delimiters)


@pytest.mark.parametrize("text", ["", "IS", "VISA is a card", "x" * 10_000, ISA[:50], ISA])
def test_without_enough_text_nothing_is_decided(text):
    assert isinstance(find(text, final=False), More)


def test_text_that_cannot_matter_is_not_kept():
    more = find("A" * 100_000, final=False)
    assert isinstance(more, More)
    assert more.keep > 99_000
