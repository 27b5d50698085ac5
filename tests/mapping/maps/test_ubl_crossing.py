"""One order, two families: what X12 and UBL both have a place for is the same canonical document, there and back."""

from __future__ import annotations

import pytest

from hub.formats.ubl import FORMAT as UBL
from hub.formats.x12 import FORMAT as X12
from hub.mapping import library
from hub.mapping.compile import compile_map
from hub.testing import formats as kit

HEAD = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *261122*1000*U*00401*000000001*0*T*>~"
ORDER = (
    "GS*PO*A*B*20261122*1000*1*X*004010~ST*850*0001~BEG*00*SA*4711**20261122~CUR*BY*CNY~REF*CR*KR-9~DTM*002*20261218~"
    "N1*BY*Lanmei Textiles*UL*6901234567892~N3*88 Binjiang Road*Hall 2~N4*Hangzhou*ZJ*310051*CN~N1*SE*Nordic Looms*1*123456789~"
    "N1*ST*Lanmei Warehouse~N4*Ningbo***CN~PO1*1*120*MR*11.30**BP*LM-1*VP*NL-9*EN*07300010000017~PID*F****Linen, raw~"
    "PO1*2*6*EA*5~DTM*002*20261220~CTT*2~AMT*TT*1386.00~SE*18*0001~GE*1*1~IEA*1*000000001~"
)
RESPONSE = (
    "GS*PR*A*B*20261122*1000*1*X*004010~ST*855*0001~BAK*00*AD*4711*20261122****S-1*20261123~CUR*SE*CNY~N1*BY*Lanmei*UL*6901234567892~"
    "N1*SE*Nordic Looms~PO1*1*120*EA*11.30**VP*NL-9~ACK*IA*120*EA~PO1*2*6*EA*5~ACK*IR*6*EA~CTT*2~SE*11*0001~GE*1*1~IEA*1*000000001~"
)
PAIRS = [("850", "Order", ORDER), ("855", "OrderResponse", RESPONSE)]


@pytest.mark.parametrize("of_x12, of_ubl, text", PAIRS)
def test_a_document_crosses_from_x12_to_ubl_and_back(of_x12, of_ubl, text):
    there = compile_map(library.load("x12", of_x12, variants=["004010"]), X12.paths)
    here = compile_map(library.load("ubl", of_ubl), UBL.paths)
    (message,) = kit.messages(X12, (HEAD + text).encode())
    document = there.read(message.tree).document
    document.pop("unmapped", None)

    tree = UBL.new_tree(of_ubl)
    written = here.write(document, tree)
    (crossed,) = kit.messages(UBL, UBL.write([(of_ubl, tree)], None))
    back = here.read(crossed.tree).document
    again = X12.new_tree(of_x12)

    assert message.findings == []
    # A response's repeated order quantity is all that UBL has no place for: it states what is confirmed.
    assert [pointer for pointer in written.dropped if "/quantity/" not in pointer] == []
    for line in document["orderLine"] if of_ubl == "OrderResponse" else ():
        line.pop("quantity")
    assert back == document
    assert there.write(back, again).dropped == []
