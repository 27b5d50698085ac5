import pytest

from hub.formats.segments import Segment
from hub.formats.segments.order import arrangement, key
from hub.formats.x12.dictionary import is_qualified
from tests.formats.x12.parcels import messages, parcel

BEG = "BEG*00*SA*4711**20260801"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (("N1*ST*A", "N1*Z7*B", "N1*BT*C", "N1*BY*D", "PO1*1*3*EA"), [("N1/*order", "ST Z7 BT BY")]),
        (("PO1*1*3*EA", "PO1*2*3*EA"), []),
        (("REF*DP*1", "REF*DP*2", "PO1*1*3*EA"), []),
        (("REF*DP*1", "PO1*1*3*EA"), []),
        (("N9*L1*A", "MSG*ONE", "MSG*TWO", "PO1*1*3*EA"), []),
        (("PO1*1*3*EA", "PO1*2*3*EA", "DTM*002*20260801", "DTM*010*20260801"), [("PO1[2]/DTM/*order", "002 010")]),
        (("TD5****M", "TD5*B***M", "PO1*1*3*EA"), [("TD5/*order", "- B")]),
    ],
)
def test_order_is_noted_only_where_siblings_differ_in_their_code(body, expected):
    assert arrangement(messages(parcel(BEG, *body))[0].tree, is_qualified) == expected


@pytest.mark.parametrize(
    ("fields", "expected"), [(["N1", "ST"], "ST"), (["N1"], "-"), (["N1", "A LONG TEXT"], "-"), (["X", ["A", "B"]], "A")]
)
def test_a_key_is_a_short_code_or_none(fields, expected):
    assert key(Segment(fields[0], fields)) == expected
