from importlib.metadata import EntryPoint

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats import discover
from hub.formats.discover import formats, recognise, sniff
from tests.formats.x12.parcels import parcel

UBL = 'xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"'


def test_packages_of_this_folder_are_found():
    assert {"x12", "json"} <= set(formats())
    assert all(name == found.name for name, found in formats().items())


def test_entry_points_add_formats(monkeypatch):
    class Toy:
        name = "toy"

    point = EntryPoint("toy", "toy:FORMAT", "hub.formats")
    monkeypatch.setattr(EntryPoint, "load", lambda self: Toy())
    monkeypatch.setattr(discover, "entry_points", lambda group: [point])
    formats.cache_clear()
    try:
        assert isinstance(formats()["toy"], Toy)
    finally:
        formats.cache_clear()


def test_bytes_find_their_format():
    assert sniff(parcel()).name == "x12"
    assert sniff(b"%PDF-1.7") is None


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (parcel(), "X12"),
        (b"\xef\xbb\xbf" + parcel(), "X12"),
        (b"UNA:+.? 'UNB+UNOC:3", "EDIFACT"),
        (b"UNB+UNOC:3", "EDIFACT"),
        (b"\n UNH+1+ORDERS:D:96A:UN'", "EDIFACT"),
        (b"STX=ANA:1", "TRADACOMS"),
        (b"EDI_DC40  8000000", "IDoc flat file"),
        (b'<?xml version="1.0"?>\n<!-- x --><Order ' + UBL.encode() + b">", "XML (UBL Order)"),
        (b'<o:Invoice xmlns:o="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">', "XML (UBL Invoice)"),
        (b'<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd"><cXML>', "XML (cXML)"),
        (b'<rsm:CrossIndustryInvoice xmlns:rsm="urn:un">', "XML (UN/CEFACT CII)"),
        (b'<ORDERS05><IDOC BEGIN="1">', "XML (IDoc ORDERS05)"),
        (b"<Bestellung>", "XML (Bestellung)"),
        (b"<?xml", "XML"),
        (b'<!DOCTYPE a [<!ENTITY x "' + b"y" * 5000, "XML"),
        (b'{"a": 1}', "JSON"),
        (b"[1, 2]", "JSON"),
        (b"PK\x03\x04....[Content_Types].xml", "XLSX"),
        (b"PK\x03\x04....word/document.xml [Content_Types].xml", "DOCX"),
        (b"PK\x03\x04....OFD.xml", "OFD"),
        (b"PK\x03\x04....data.txt", "ZIP"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS or DOC (OLE)"),
        (b"sku,qty\nA,1\nB,2\n", "CSV"),
        ("名称;数量\n甲;1\n".encode("gb18030"), "CSV"),
        ("\ufeffsku\tqty\nA\t1\n".encode("utf-16"), "CSV"),
        (b"From: me@example.com\n", "e-mail"),
        (b"hello", None),
        (b"", None),
        (b"\x00" * 100, None),
    ],
)
def test_formats_are_named_by_their_first_bytes(head, name):
    assert recognise(head) == name


@given(st.binary(max_size=300))
def test_any_bytes_can_be_asked(head):
    recognise(head)
    sniff(head)


@given(st.text(alphabet="<!-[]>?DOCTYPEx ", max_size=200))
def test_markup_is_stepped_over_and_never_interpreted(text):
    assert recognise(f"<{text}".encode()) is not None
