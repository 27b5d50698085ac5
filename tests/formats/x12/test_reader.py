import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.base import GroupEnd, GroupStart, InterchangeEnd, InterchangeStart, MessageRead, Reading
from hub.formats.segments.blocks import BLOCK
from hub.formats.x12 import FORMAT
from hub.formats.x12.reader import MAX_SEGMENT, read
from hub.testing import formats as kit
from tests.formats.x12.parcels import GS, ISA, ORDER, a_set, events, found, joined, messages, parcel, shape

SET = a_set(*ORDER)


def test_events_come_in_their_order():
    kinds = [type(event) for event in events(parcel())]
    assert kinds == [InterchangeStart, GroupStart, MessageRead, GroupEnd, InterchangeEnd]


def test_a_clean_parcel_says_what_it_is():
    (message,) = messages(parcel())
    assert (message.name, message.version, message.grammar, message.supported, message.segments) == ("x12/850", "004010", "004010", True, 4)
    assert (message.control_number, message.findings) == ("0001", [])
    sender, receiver = message.interchange.sender, message.interchange.receiver
    assert (sender.qualifier, sender.id, receiver.qualifier, receiver.id) == ("ZZ", "SENDER", "01", "RECEIVER")
    assert (message.interchange.control_number, message.interchange.test) == ("000000017", False)
    assert parcel()[message.start : message.end] == joined(*SET)


@pytest.mark.parametrize("terminator", ["~", "!", "\n", "\r", "\0", "\x1e", "…", "鋆"])
@pytest.mark.parametrize("gap", ["", "\n", "\r\n", "\r\n\t  ", " "])
def test_terminators_and_line_ends_change_nothing(terminator, gap):
    data = joined(ISA, GS, *SET, "GE*1*17", "IEA*1*000000017", terminator=terminator, gap=gap)
    (message,) = messages(data)
    assert [message.findings, shape(message.tree)] == [[], ["BEG", "PO1"]]
    place = message.tree.children[1].offset
    assert data[place : place + 4] == b"PO1*"


def test_the_last_terminator_may_be_missing():
    assert found(parcel()[:-1]) == []


@pytest.mark.parametrize(
    ("name", "segments", "rules"),
    [
        ("SE01", [GS, *a_set(*ORDER, count=9), "GE*1*17", "IEA*1*000000017"], ["304"]),
        ("SE01 no number", [GS, "ST*850*0001", *ORDER, "SE*x*0001", "GE*1*17", "IEA*1*000000017"], ["304"]),
        ("SE02", [GS, "ST*850*0001", *ORDER, "SE*4*0002", "GE*1*17", "IEA*1*000000017"], ["303"]),
        ("SE missing before ST", [GS, "ST*850*0001", *ORDER, *a_set(*ORDER, control="0002"), "GE*2*17", "IEA*1*000000017"], ["302"]),
        ("SE missing before GE", [GS, "ST*850*0001", *ORDER, "GE*1*17", "IEA*1*000000017"], ["302"]),
        ("ST01", [GS, "ST*85*0001", *ORDER, "SE*4*0001", "GE*1*17", "IEA*1*000000017"], ["305", "301"]),
        ("ST02", [GS, "ST*850*1", *ORDER, "SE*4*1", "GE*1*17", "IEA*1*000000017"], ["306"]),
        ("ST02 twice", [GS, *SET, *SET, "GE*2*17", "IEA*1*000000017"], ["307"]),
        ("GS01", [GS.replace("PO", "IN", 1), *SET, "GE*1*17", "IEA*1*000000017"], ["308"]),
        ("set unknown", [GS, *a_set("BIG*20260801*1", kind="820"), "GE*1*17", "IEA*1*000000017"], ["301"]),
        ("version unknown", [GS.replace("004010", "003010"), *SET, "GE*1*17", "IEA*1*000000017"], ["309", "208"]),
        ("version of an industry", [GS.replace("004010", "004010VICS"), *SET, "GE*1*17", "IEA*1*000000017"], ["207"]),
        ("GE01", [GS, *SET, "GE*2*17", "IEA*1*000000017"], ["203"]),
        ("GE02", [GS, *SET, "GE*1*18", "IEA*1*000000017"], ["202"]),
        ("GE missing", [GS, *SET, "IEA*1*000000017"], ["201"]),
        ("GS06 twice", [GS, *SET, "GE*1*17", GS, *SET, "GE*1*17", "IEA*2*000000017"], ["204"]),
        ("GS invalid", [GS.replace("20260801", "1 AUG"), *SET, "GE*1*17", "IEA*1*000000017"], ["206"]),
        ("GS missing", [*SET, "IEA*0*000000017"], ["205", "310"]),
        ("GE without GS", [*SET, "GE*1*17", "IEA*0*000000017"], ["205", "310", "107"]),
        ("SE without ST", [GS, *SET, "SE*1*1", "GE*1*17", "IEA*1*000000017"], ["107"]),
        ("segment between sets", [GS, "NTE*A", *SET, "GE*1*17", "IEA*1*000000017"], ["107"]),
        ("services", ["ISB*1", "ISE*260801*1200", GS, *SET, "GE*1*17", "IEA*1*000000017"], []),
        ("IEA01", [GS, *SET, "GE*1*17", "IEA*2*000000017"], ["106"]),
        ("IEA02", [GS, *SET, "GE*1*17", "IEA*1*000000018"], ["105"]),
        ("IEA missing", [GS, *SET, "GE*1*17"], ["104"]),
        ("cut off", [GS, "ST*850*0001", "BEG*00"], ["501", "501", "501", "403", "302", "201", "104"]),
        ("nothing inside", ["IEA*0*000000017"], []),
        ("ISA alone", [], ["104"]),
    ],
)
def test_control_numbers_counts_and_trailers_are_checked(name, segments, rules):
    assert found(joined(ISA, *segments)) == [f"X12-{rule}" for rule in rules]


@pytest.mark.parametrize(
    ("name", "data", "rules"),
    [
        ("ISA not padded", joined(ISA.replace("         ", ""), GS, *SET, "GE*1*17", "IEA*1*000000017"), ["101"]),
        ("ISA13", joined(ISA.replace("000000017", "17"), GS, *SET, "GE*1*17", "IEA*1*17"), ["101", "103"]),
        ("ISA09", parcel(isa=ISA.replace("260801", "269901")), ["103"]),
        ("delimiters not distinct", parcel(isa=ISA[:-1] + "*"), ["108"]),
        ("mark", b"\xef\xbb\xbf" + parcel(), ["001"]),
        ("garbage before", b"From: me\n\n" + parcel(), ["006"]),
        ("garbage after", parcel() + b"\nthe end", ["006"]),
        ("blanks after", parcel() + b"\r\n \x1a", []),
        ("GS first", joined(GS, *SET, "GE*1*17"), ["010"]),
        ("ST first", joined(*SET), ["205", "310", "010"]),
        ("nothing", b"", ["005"]),
        ("binary", bytes(range(256)) * 10, ["002", "005"]),
        ("an ISA that is none", b"ISA*00*" + b"x" * 3000, ["005"]),
        ("UTF-16", b"\xff\xfe" + parcel().decode().encode("utf-16-le"), ["101", "001"]),
    ],
)
def test_odd_parcels_are_read_with_findings(name, data, rules):
    assert found(data) == [f"X12-{rule}" for rule in rules]


def test_every_interchange_of_a_parcel_has_its_own_delimiters():
    second = joined(ISA.replace("*", "|").replace("000000017", "000000018"), GS.replace("*", "|"), terminator="!")
    second += joined(*(line.replace("*", "|") for line in [*SET, "GE*1*17", "IEA*1*000000018"]), terminator="!")
    data = parcel() + b"\n" + second.replace(b"*", b"|") + parcel()
    assert [message.control_number for message in messages(data)] == ["0001"] * 3
    assert [event.interchange.details["segment"] for event in events(data) if isinstance(event, InterchangeStart)] == ["~", "!", "~"]
    assert found(data) == []


def test_an_interchange_without_end_ends_where_the_next_begins():
    data = joined(ISA, GS, *SET) + parcel()
    assert found(data) == ["X12-201", "X12-104"]
    assert len(messages(data)) == 2


def test_the_repetition_separator_is_known_from_00501_on():
    isa = ISA.replace("*U*00401", "*^*00501")
    assert found(parcel(isa=isa, group=GS.replace("004010", "005010"))) == []
    assert events(parcel(isa=isa))[0].interchange.details["repetition"] == "^"


def test_what_is_not_supported_keeps_a_flat_tree_and_its_names():
    (message,) = messages(joined(ISA, GS, *a_set("BIG*1", "IT1*1", kind="820"), "GE*1*17", "IEA*1*000000017"))
    assert (message.name, message.supported, message.grammar, shape(message.tree)) == ("x12/820", False, None, ["BIG", "IT1"])


def test_ta1_is_a_message_of_its_own():
    (message,) = messages(joined(ISA, "TA1*000000016*260801*1200*A*000", "IEA*0*000000017"))
    assert (message.name, message.control_number, message.group, message.supported) == ("x12/TA1", "000000016", None, True)


def test_the_structure_alone_can_be_read():
    (message,) = messages(parcel("BEG*99", "N1*BY*A", "N4*LYON", "PO1"), Reading(structure_only=True))
    assert (shape(message.tree), message.findings, message.supported) == (["BEG", "N1", "N4", "PO1"], [], True)


def test_offsets_count_the_bytes_of_the_parcel():
    for codec in ("utf-8", "gb18030"):
        body = ("BEG*00*SA*鋆-订单**20260801", "N1*BY*上海鋆达~机械".replace("~", ""), "PO1*1*3*EA")
        data = joined(ISA, GS, *a_set(*body), "GE*1*17", "IEA*1*000000017").decode().encode(codec)
        (message,) = messages(data)
        for segment in message.tree.children:
            start = segment.offset
            assert data[start : start + len(segment.tag) + 1] == f"{segment.tag}*".encode()


def test_characters_are_decoded_before_anything_is_split():
    # GBK: E4 5D ends in ']' and there are characters that end in '~'; no such byte is a delimiter.
    wide = next(bytes((lead, 0x7E)).decode("gb18030") for lead in range(0x81, 0xFE))
    data = parcel("BEG*00*SA*1**20260801", f"N1*BY*上海机械有限公司订单{wide}", "PO1*1*3*EA").decode().encode("gb18030")
    (message,) = messages(data)
    assert message.tree.children[1].fields[2].endswith(wide)
    assert [finding.severity for finding in message.interchange.findings] == ["info"]


def test_a_byte_that_is_no_character_is_told_and_kept():
    data = parcel("BEG*00*SA*订单**20260801", "N1*BY*A", "PO1*1*3*EA").replace(b"N1*BY*A", b"N1*BY*\xe9")
    (message,) = messages(data)
    assert message.tree.children[1].fields[2] == "é"
    assert [(finding.rule, finding.where.segment, finding.where.element) for finding in message.findings] == [("X12-506", "N1", 2)]
    assert "X12-004" in found(data)


@pytest.mark.parametrize("megabytes", [3])
def test_a_segment_without_end_is_skipped_in_little_memory(megabytes):
    noise = b"A" * (megabytes * 1_000_000)
    data = joined(ISA, GS, "ST*850*0001", ORDER[0]) + noise + joined("", ORDER[1], "SE*4*0001", "GE*1*17", "IEA*1*000000017")
    assert found(data) == ["X12-007", "X12-007"]
    assert messages(data)[0].segments == 4
    assert len(noise) > MAX_SEGMENT


def test_a_parcel_of_one_letter_is_read_to_its_end():
    chunk = b"A" * BLOCK
    kinds = [type(event) for event in read((chunk for _ in range(100)), Reading())]
    assert kinds == [InterchangeStart, InterchangeEnd]


def test_a_set_beyond_all_measure_is_counted_and_not_kept(monkeypatch):
    monkeypatch.setattr("hub.formats.x12.sets.MAX_SEGMENTS", 10)
    monkeypatch.setattr("hub.formats.segments.blocks.BLOCK", 64)
    (message,) = messages(parcel(ORDER[0], *["REF*DP*1"] * 20_000, ORDER[1]))
    assert message.segments == 20_004
    assert len(message.tree.children) < 20_000
    assert "X12-008" in [finding.rule for finding in message.findings]


PARTS = st.sampled_from(
    [
        *SET,
        *ORDER,
        ISA,
        GS,
        "GE*1*17",
        "IEA*1*000000017",
        "TA1*1",
        "ISA*",
        "ISA*00*",
        "ST",
        "SE*",
        "N1*BY*é",
        "\xe9",
        "鋆",
        "~",
        "*",
        ">",
        "\n",
        "\0",
        "X",
    ]
)


@given(st.lists(PARTS, max_size=25), st.sampled_from(["~", "\n", "!"]), st.sampled_from(["utf-8", "gb18030", "latin-1"]))
def test_the_reader_yields_events_or_ends_and_never_raises(parts, terminator, codec):
    """In one sentence: whatever the bytes are, events come or reading ends; and how they arrive changes nothing."""
    data = terminator.join(parts).encode(codec, "replace")
    kit.check_never_raises(FORMAT, data)
    kit.check_chunks_do_not_matter(FORMAT, data, (1,))
    kit.check_locations(FORMAT, data)


@given(st.data())
def test_a_parcel_with_one_byte_changed_is_still_read(data):
    parcel_ = parcel(*ORDER, "N1*BY*A", "CTT*1")
    at = data.draw(st.integers(0, len(parcel_) - 1))
    changed = parcel_[:at] + bytes([data.draw(st.integers(0, 255))]) + parcel_[at + 1 :]
    kit.check_never_raises(FORMAT, changed)
    kit.check_chunks_do_not_matter(FORMAT, changed, (1,))
    kit.check_never_raises(FORMAT, parcel_[:at])
