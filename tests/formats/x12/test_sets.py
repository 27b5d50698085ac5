from hub.formats.base import Interchange, MessageRead, Reading
from hub.formats.x12.charset import Decoder
from hub.formats.x12.delimiters import Delimiters
from hub.formats.x12.sets import MAX_FINDINGS, Sets


def opened() -> Sets:
    sets = Sets(Reading(), Decoder(codec="utf-8"))
    sets.open(Interchange("x12"), Delimiters(), real=True)
    return sets


def test_a_set_becomes_a_message_at_its_trailer():
    sets = opened()
    assert sets.gs(["GS", "PO", "AA", "BB", "20260801", "1200", "1", "X", "004010"], 0, 10)
    assert sets.st(["ST", "850", "0001"], 10, 22) == []
    sets.keep("BEG*00*SA*1**20260801~PO1*1*3*EA~")
    (event,) = sets.se(["SE", "4", "0001"], 60, 70)
    assert isinstance(event, MessageRead)
    assert (event.message.findings, event.message.start, event.message.end) == ([], 10, 70)
    assert sets.body is None


def test_nothing_of_a_message_is_kept():
    sets = opened()
    sets.st(["ST", "850", "0001"], 0, 12)
    (event,) = sets.se(["SE", "2", "0001"], 12, 20)
    holders = [value for value in vars(sets).values() if value is event.message or value is event.message.tree]
    assert holders == []


def test_findings_of_an_interchange_are_limited():
    sets = opened()
    for number in range(MAX_FINDINGS * 2):
        sets.stray("NTE*A", number)
    assert len(sets.interchange.findings) == MAX_FINDINGS


def test_inside_a_set_ta1_is_no_service_segment():
    sets = opened()
    assert sets.ta1(["TA1", "1"], 0, 5)
    sets.st(["ST", "850", "0001"], 0, 12)
    assert sets.ta1(["TA1", "1"], 12, 17) is None
