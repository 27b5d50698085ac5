import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.base import GroupEnd, GroupStart, InterchangeEnd, InterchangeStart, MessageRead, Reading
from hub.formats.edifact import FORMAT, reader
from hub.testing import formats as kit
from tests.formats.edifact.parcels import (
    D01B,
    ORDER,
    SAMPLES,
    UNB,
    UNG,
    UNZ,
    a_message,
    events,
    findings,
    found,
    interchanges,
    joined,
    messages,
    parcel,
)


def test_an_interchange_is_read_event_by_event():
    data = joined(UNB, UNG, *a_message(*ORDER), *a_message(*ORDER, reference="2"), "UNE+2+5", UNZ)
    told = events(data)
    assert [type(event) for event in told] == [InterchangeStart, GroupStart, MessageRead, MessageRead, GroupEnd, InterchangeEnd]
    assert found(data) == []
    assert (told[4].messages, told[4].declared, told[5].messages, told[5].groups) == (2, 2, 2, 1)


def test_a_message_says_what_it_is_and_where():
    data = parcel(kind="ORDERS:D:01B:UN:EAN010")
    (message,) = messages(data)
    assert (message.name, message.version, message.grammar, message.supported) == ("edifact/ORDERS", "D:01B:UN:EAN010", "D01B", True)
    assert (message.control_number, message.segments) == ("1", len(ORDER) + 2)
    assert data[message.start : message.end].startswith(b"UNH+1+")
    assert data[message.start : message.end].endswith(b"UNT+7+1'")
    assert [data[child.offset : child.offset + 3].decode() for child in message.tree.children] == ["BGM", "DTM", "LIN", "UNS"]


@pytest.mark.parametrize(
    ("unb", "sender", "control", "version", "test"),
    [
        ("UNB+UNOA:1+S+R+260801:1200+1", ("", "S"), "1", "UNOA:1", False),
        ("UNB+UNOB:2+S:ZZ+R:ZZ+260801:1200+1++ORDERS++1++1", ("ZZ", "S"), "1", "UNOB:2", True),
        ("UNB+UNOC:3+4399901:14:DEPT+R:14+260801:1200+REF17+PW:AA+ORDERS+A+1+EANCOM+0", ("14", "4399901"), "REF17", "UNOC:3", False),
        ("UNB+UNOY:4+S:14+R:14+20260801:1200+1", ("14", "S"), "1", "UNOY:4", False),
    ],
)
def test_unb_is_read_in_all_versions(unb, sender, control, version, test):
    data = joined(unb, *a_message(*ORDER), f"UNZ+1+{control}")
    (interchange,) = interchanges(data)
    assert (interchange.sender.qualifier, interchange.sender.id) == sender
    assert (interchange.control_number, interchange.version, interchange.test) == (control, version, test)
    assert {rule for rule in found(data) if rule != "EDI-010"} == set()


def test_details_keep_what_an_answer_needs():
    unb = "UNB+UNOC:3+S:14:HERE+R:14:THERE+260801:1200+REF17++ORDERS+A+1+EANCOM"
    (interchange,) = interchanges(b"UNA:+,? '" + joined(unb, *a_message(*ORDER), "UNZ+1+REF17"))
    said = {
        "una": ":+,? '",
        "decimal": ",",
        "level": "UNOC",
        "syntax": "3",
        "date": "260801",
        "time": "1200",
        "acknowledge": "1",
        "agreement": "EANCOM",
        "priority": "A",
        "application": "ORDERS",
        "sender_internal": "HERE",
        "receiver_internal": "THERE",
    }
    assert said.items() <= interchange.details.items()


@pytest.mark.parametrize(
    ("segments", "rules"),
    [
        ([UNB, *a_message(*ORDER), "UNZ+1+18"], ["EDI-105"]),
        ([UNB, *a_message(*ORDER), "UNZ+2+17"], ["EDI-106"]),
        ([UNB, *a_message(*ORDER)], ["EDI-104"]),
        ([UNB, *a_message(*ORDER, count=99), UNZ], ["EDI-304"]),
        ([UNB, *a_message(*ORDER)[:-1], "UNT+7+2", UNZ], ["EDI-303"]),
        ([UNB, *a_message(*ORDER)[:-1], UNZ], ["EDI-302"]),
        ([UNB, *a_message(*ORDER)[:-1], *a_message(*ORDER, reference="2"), "UNZ+2+17"], ["EDI-302"]),
        ([UNB, *a_message(*ORDER), *a_message(*ORDER), "UNZ+2+17"], ["EDI-307"]),
        ([UNB, *a_message(*ORDER, kind="ORDERS:D:93A:UN"), UNZ], ["EDI-309"]),
        ([UNB, *a_message(*ORDER, kind="SLSRPT:D:96A:UN"), UNZ], ["EDI-301"]),
        ([UNB, *a_message(*ORDER, kind="orders:D:96A:UN"), UNZ], ["EDI-305", "EDI-301"]),
        ([UNB, "UNH++ORDERS:D:96A:UN", *ORDER, "UNT+7", UNZ], ["EDI-306"]),
        ([UNB, "FTX+AAI", *a_message(*ORDER), UNZ], ["EDI-107"]),
        ([UNB, "UNT+1+1", UNZ.replace("1", "0", 1)], ["EDI-107"]),
        ([UNB, "UNE+1+1", *a_message(*ORDER), UNZ], ["EDI-107"]),
        ([UNB, UNG, *a_message(*ORDER), "UNE+1+6", UNZ], ["EDI-202"]),
        ([UNB, UNG, *a_message(*ORDER), "UNE+3+5", UNZ], ["EDI-203"]),
        ([UNB, UNG, *a_message(*ORDER), UNZ], ["EDI-201"]),
        ([UNB, UNG, *a_message(*ORDER), "UNE+1+5", UNG, *a_message(*ORDER), "UNE+1+5", "UNZ+2+17"], ["EDI-204"]),
        ([UNB, UNG.replace("ORDERS", "INVOIC"), *a_message(*ORDER), "UNE+1+5", UNZ], ["EDI-308"]),
        ([UNB, UNG.replace("260801", "269901"), *a_message(*ORDER), "UNE+1+5", UNZ], ["EDI-205"]),
        ([UNB, UNG, *a_message(*ORDER), "UNE+1+5", *a_message(*ORDER), UNZ], ["EDI-112"]),
        ([UNB.replace("UNOC:3", "UNOC:7"), *a_message(*ORDER), UNZ], ["EDI-109"]),
        ([UNB.replace("UNOC:3", "ABCD:3"), *a_message(*ORDER), UNZ], ["EDI-108"]),
        ([UNB.replace("SENDER:14", ""), *a_message(*ORDER), UNZ], ["EDI-110"]),
        ([UNB.replace("260801:1200", "269901:1200"), *a_message(*ORDER), UNZ], ["EDI-103"]),
        ([*a_message(*ORDER)], ["EDI-008"]),
        ([UNG, *a_message(*ORDER), "UNE+1+5"], ["EDI-008"]),
        (["UIB+UNOA:4+REF"], ["EDI-009", "EDI-005"]),
        ([UNB, *a_message(*ORDER), UNZ, "rubbish behind it"], ["EDI-005"]),
        (["no such thing"], ["EDI-004"]),
        ([], ["EDI-004"]),
    ],
)
def test_faults_of_the_envelope_are_found(segments, rules):
    assert found(joined(*segments)) == rules


@pytest.mark.parametrize("gap", ["", "\n", "\r\n", " ", "\t", "\r\n\r\n   "])
@pytest.mark.parametrize("una", ["", "UNA:+.? '", "UNA:+.? '\r\n"])
def test_blanks_and_line_ends_between_segments_do_not_matter(gap, una):
    data = una.encode() + joined(UNB, *a_message(*ORDER), UNZ, gap=gap)
    assert found(data) == []
    assert [data[child.offset : child.offset + 3].decode() for child in messages(data)[0].tree.children] == ["BGM", "DTM", "LIN", "UNS"]


@pytest.mark.parametrize("width", [40, 80])
def test_lines_broken_inside_segments_are_joined(width):
    whole = parcel(*ORDER[:2], "FTX+AAI+++ten ?+ two?'s a text", *ORDER[2:]).decode()
    broken = "\r\n".join(whole[at : at + width] for at in range(0, len(whole), width)).encode()
    (message,) = messages(broken)
    assert kit.content(FORMAT, message) == kit.content(FORMAT, messages(whole.encode())[0])
    assert set(found(broken)) <= {"EDI-011"}


def test_a_release_before_a_line_end_releases_what_follows():
    (message,) = messages(parcel(*ORDER[:2], "FTX+AAI+++it?\r\n'S MINE", *ORDER[2:]))
    assert message.tree.children[2].fields[4] == "it'S MINE"


def test_a_missing_last_terminator_is_no_fault():
    assert found(parcel()[:-1]) == []
    assert found(parcel()[:-1] + b"\r\n") == []


@pytest.mark.parametrize("tail", [b"?", b"??", b"?'", b"???'", b"'''"])
def test_an_end_in_release_characters_ends(tail):
    kit.check_never_raises(FORMAT, parcel()[:-10] + tail)


def test_other_service_characters_are_used():
    data = parcel().translate(bytes.maketrans(b":+'", b"^*~"))
    assert found(b"UNA^*.? ~" + data) == []
    assert found(data) == ["EDI-101"]
    assert kit.content(FORMAT, messages(b"UNA^*.? ~" + data)[0]) == kit.content(FORMAT, messages(parcel())[0])


def test_repetitions_of_version_4_stand_where_the_directory_has_places_for_them():
    unb = "UNB+UNOC:4+SENDER:14+RECEIVER:14+20260801:1200+17"
    data = parcel(*ORDER[:3], "PIA+1+A:SA*B:IN*C:BP", *ORDER[3:], unb=unb)
    numbers = [segment.fields[1:3] for segment in messages(data)[0].tree.children[2].children[:3]]
    assert numbers == [["1", ["A", "SA"]], ["1", ["B", "IN"]], ["1", ["C", "BP"]]]
    assert found(data) == []
    again = parcel(*ORDER[:2], "DTM+2:20260801:102*2:20260802:102", *ORDER[2:], unb=unb)
    assert messages(again)[0].tree.children[2].fields[1] == [["2", "20260801", "102"], ["2", "20260802", "102"]]
    assert found(again) == ["EDI-513"]


def test_an_asterisk_is_content_before_version_4():
    data = parcel(*ORDER[:2], "FTX+AAI+++A*B", *ORDER[2:])
    assert messages(data)[0].tree.children[2].fields[4] == "A*B"
    assert found(b"UNA:+.?*'" + data) == []


@pytest.mark.parametrize("mark", [".", ","])
def test_numbers_stand_in_the_tree_with_a_point(mark):
    data = parcel(*ORDER[:4], "MOA+203:19,9", "FTX+AAI+++1,5 KG", *ORDER[4:])
    data = f"UNA:+{mark}? '".encode() + data.replace(b"FTX", b"IMD").replace(b"IMD+AAI+++1,5 KG", b"IMD+F++:::1,5 KG")
    amounts = [child.fields[1][1] for child in messages(data)[0].tree.children[2].children if child.tag == "MOA"]
    assert amounts == ["19.9"]
    assert [found_ for found_ in found(data) if found_ != "EDI-407"] == ([] if mark == "," else ["EDI-511"])


def test_unsupported_messages_are_flat_and_named():
    (message,) = messages(parcel("BGM+220", "XYZ+A:B+C?+D", kind="QUOTES:D:96A:UN:EDIEL2"))
    assert (message.type, message.version, message.grammar, message.supported) == ("QUOTES", "D:96A:UN:EDIEL2", None, False)
    assert [child.fields for child in message.tree.children] == [["BGM", "220"], ["XYZ", "A:B", "C?+D"]]


def test_the_structure_alone_finds_no_faults_of_elements():
    data = parcel("BGM+220", "DTM+toolongaqualifier", kind=D01B)
    assert found(data, Reading(structure_only=True)) == []
    assert found(data) != []


def test_a_segment_without_end_is_skipped(monkeypatch):
    monkeypatch.setattr(reader, "MAX_SEGMENT", 100)
    data = joined(UNB, "UNH+1+" + "ORDERS:D:96A:UN", *ORDER[:2], "FTX+AAI+++" + "X" * (1 << 17), *ORDER[2:], "UNT+8+1", UNZ)
    assert {"EDI-006", "EDI-304"} <= set(found(data))


def test_too_many_segments_are_counted(monkeypatch):
    monkeypatch.setattr("hub.formats.edifact.messages.MAX_SEGMENTS", 3)
    (message,) = messages(parcel())
    assert "EDI-007" in [finding.rule for finding in message.findings]
    assert message.segments == len(ORDER) + 2


def test_findings_are_located_in_the_senders_terms():
    data = parcel(*ORDER[:3], "QTY+21:three", *ORDER[4:])
    (finding,) = findings(data)
    where = finding.where
    assert (finding.rule, where.segment, where.position, where.element, where.component) == ("EDI-506", "QTY", 5, 1, 2)
    assert data[where.byte :].startswith(b"QTY+21:three")
    assert where.path == "LIN[1]/QTY[1].01.02"


@given(st.binary(max_size=300))
def test_noise_is_read_to_its_end(noise):
    kit.check_never_raises(FORMAT, noise)
    kit.check_never_raises(FORMAT, b"UNA:+.? 'UNB+UNOY:4+A+B+20260801:1200+1'UNH+1+ORDERS:D:96A:UN'" + noise)


@given(st.sampled_from(SAMPLES), st.data())
def test_bent_samples_are_read_to_their_end_however_they_arrive(sample, data):
    content = bytearray(sample.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.sampled_from([b"?", b"'", b"+", b":", b"\n", b"\xff", b"UNH+", b"UNB+", b"", b"*"])
        )
    kit.check_never_raises(FORMAT, bytes(content))
    kit.check_chunks_do_not_matter(FORMAT, bytes(content), (1, 13))
    kit.check_locations(FORMAT, bytes(content))
    kit.check_census(FORMAT, bytes(content))


@pytest.mark.slow
def test_memory_does_not_grow_with_the_interchange():
    import tracemalloc

    peaks = []
    body = joined(*a_message(*ORDER, *ORDER[3:4] * 200))
    for times in (300, 1200):
        tracemalloc.start()
        for event in reader.read([joined(UNB), *[body] * times, joined(UNZ)], Reading(structure_only=True)):
            del event
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3
