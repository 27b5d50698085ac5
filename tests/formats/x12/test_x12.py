import pytest

from hub.formats.base import Reading
from hub.formats.x12 import FORMAT
from tests.formats.x12.parcels import GS, ISA, a_set, joined, messages, parcel


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (parcel(), True),
        (b"\xef\xbb\xbf" + parcel(), True),
        (b"\r\n  " + parcel(), True),
        (b"\xff\xfe" + parcel().decode().encode("utf-16-le"), True),
        (joined(GS, *a_set()), True),
        (joined(*a_set()), True),
        (ISA.encode(), True),
        (b"ISA*00*", False),
        (b"STARS*850*1", False),
        (b"hello ISA*00*", False),
        (b"UNB+UNOA:1", False),
        (b"<ISA>", False),
        (b"", False),
    ],
)
def test_x12_is_known_by_its_first_bytes(data, expected):
    assert FORMAT.sniff(data) is expected


def test_the_format_is_what_the_hub_expects():
    assert (FORMAT.name, FORMAT.media_type, FORMAT.enveloped) == ("x12", "application/edi-x12", True)
    assert FORMAT.new_tree("850").fields == ["ST", "850"]
    assert FORMAT.paths.place("BEG.03").get(messages(parcel())[0].tree) == "4711"
    assert next(iter(FORMAT.read([parcel()], Reading()))).interchange.control_number == "000000017"


def test_what_places_take_is_no_residue():
    (message,) = messages(parcel("BEG*00*SA*4711**20260801", "N1*BY*A", "N4*LYON*FR", "PO1*1*3*EA"))
    FORMAT.paths.place("BEG.03").get(message.tree)
    FORMAT.paths.place("N1[01=BY]/N4.01").get(message.tree)
    left = {leaf.path for leaf in FORMAT.untaken(message.tree)}
    assert {"BEG[1].03", "N1[1]/N4[1].01"} & left == set()
    assert {"BEG[1].02", "N1[1].02", "N1[1]/N4[1].02"} <= left
