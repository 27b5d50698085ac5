import pytest

from hub.formats.base import Reading
from hub.formats.discover import formats, sniff
from hub.formats.edifact import FORMAT
from hub.model.location import Location
from hub.testing import formats as kit
from tests.formats.edifact.parcels import SAMPLES, UNB, UNG, a_message, findings, joined, messages, parcel


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (parcel(), True),
        (b"UNA:+.? '" + parcel(), True),
        (b"\xef\xbb\xbf" + parcel(), True),
        (b"\r\n  " + parcel(), True),
        (b"\xff\xfe" + parcel().decode().encode("utf-16-le"), True),
        (joined(UNG, *a_message()), True),
        (joined(*a_message()), True),
        (UNB.encode(), True),
        (b"UNB\x1dUNOB\x1f1", True),
        (b"UIB+UNOA:4", True),
        (b"UNBELIEVABLE", False),
        (b"hello UNB+UNOC:3", False),
        (b"ISA*00*", False),
        (b"<UNB>", False),
        (b"", False),
    ],
)
def test_edifact_is_known_by_its_first_bytes(data, expected):
    assert FORMAT.sniff(data) is expected
    assert (sniff(data) is FORMAT) is expected


def test_the_format_is_what_the_hub_expects():
    assert formats()["edifact"] is FORMAT
    assert (FORMAT.name, FORMAT.media_type, FORMAT.enveloped) == ("edifact", "application/edifact", True)
    assert FORMAT.new_tree("ORDERS").fields == ["UNH", "", "ORDERS"]
    assert FORMAT.new_tree("ORDERS:D01B").fields == ["UNH", "", ["ORDERS", "D", "01B", "UN", ""]]
    assert next(iter(FORMAT.read([parcel()], Reading()))).interchange.control_number == "17"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_every_promise_of_a_format_holds_for_our_samples(sample):
    kit.check_format(FORMAT, [sample.read_bytes()])
    assert findings(sample.read_bytes()) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("BGM.02", "PO-2026-0815"),
        ("DTM[01.01=137].01.02", "20260803"),
        ("DTM[01.01=2].01.03", "102"),
        ("FTX[01=AAI].04.01", "Please deliver on euro pallets + one copy of the note: gate 3"),
        ("NAD[01=BY].02.01", "4399901876545"),
        ("NAD[01=BY]/CTA/COM[01.02=EM].01.01", "einkauf@nordkran.example"),
        ("NAD[01=BY]/RFF[01.01=VA].01.02", "DE811334455"),
        ("LIN[03.01=4399903120023]/PRI.01.02", "4.20"),
        ("LIN/QTY[01.01=21].01.02", "200"),
        ("UNS/MOA[01.01=79].01.02", "2051.60"),
    ],
)
def test_places_reach_into_groups(place, value):
    (message,) = messages(next(path for path in SAMPLES if path.name == "orders-d96a.edi").read_bytes())
    assert FORMAT.paths.place(place).get(message.tree) == value


def test_the_order_of_siblings_is_noted_by_qualifier():
    (message,) = messages(parcel("BGM+220", "DTM+2:1", "DTM+137:2", "UNS+S"))
    assert FORMAT.arrangement(message.tree) == [("DTM/*order", "2 137")]


def test_residue_inside_a_composite_finds_the_segment_that_a_map_wrote():
    tree = FORMAT.new_tree("ORDERS")
    FORMAT.paths.place("DTM[01.01=137].01.02").put(tree, "20260801")
    FORMAT.paths.place("DTM[01.01=2].01.02").put(tree, "20260802")
    assert FORMAT.restore(tree, [("DTM/*order", "2 137"), ("DTM[1].01.03", "102"), ("DTM[2].01.03", "203")]) == []
    assert [child.fields[1] for child in tree.children] == [["2", "20260802", "102"], ["137", "20260801", "203"]]


def test_the_bytes_of_a_value_are_found():
    data = b"UNA:+.? '" + parcel("BGM+220+47?+11+9", "DTM+137:20260801:102", "UNS+S")
    (message,) = messages(data)
    place = FORMAT.paths.place("BGM.03")
    assert place.get(message.tree) == "9"
    start, end = FORMAT.span(data, message, place.locate(message.tree), "9")
    assert data[start:end] == b"9"
    start, end = FORMAT.span(data, message, FORMAT.paths.place("DTM.01.02").locate(message.tree), "20260801")
    assert data[start:end] == b"20260801"
    assert FORMAT.span(data, message, Location(), "9") is None
