import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.base import MessageRead, Reading
from hub.formats.edifact.body import flat, segments
from hub.formats.edifact.delimiters import Delimiters
from hub.formats.edifact.reader import read
from hub.formats.edifact.release import MARK, ends, fields, release
from hub.formats.segments import Segment
from hub.formats.segments.cutting import Raw

TEXT = st.text(st.sampled_from("?????'''++::*AB1 é订"), max_size=60)
MARKS = st.sampled_from(
    [
        Delimiters(),
        Delimiters(repetition="*"),
        Delimiters(release=""),
        Delimiters("^", "*", ".", "\\", "", "~"),
        Delimiters("A", "+", ".", "1", "B", "'"),
    ]
)


def by_hand(text: str, marks: Delimiters) -> list:
    """Every segment, element, repetition and component of a text, one character after the other."""
    found, at = [[[[""]]]], 0
    while at < len(text):
        character = text[at]
        at += 1
        if character == marks.release and marks.release:
            if at < len(text):
                found[-1][-1][-1][-1] += text[at]
                at += 1
        elif character == marks.segment:
            found.append([[[""]]])
        elif character == marks.element:
            found[-1].append([[""]])
        elif character == marks.repetition and marks.repetition:
            found[-1][-1].append([""])
        elif character == marks.component:
            found[-1][-1][-1].append("")
        else:
            found[-1][-1][-1][-1] += character
    return found


def plain(field) -> list:
    if isinstance(field, str):
        return [[field]]
    return field if isinstance(field[0], list) else [field]


@given(TEXT, MARKS)
def test_segments_and_fields_are_those_that_a_reader_of_single_characters_finds(text, marks):
    protected = release(marks).protect(text)
    split = [[plain(field) for field in fields(release(marks).original(piece), marks)] for piece in protected.split(marks.segment)]
    assert split == by_hand(text, marks)


@given(TEXT, MARKS)
def test_what_is_protected_is_as_wide_and_becomes_what_it_was(text, marks):
    protected = release(marks).protect(text)
    assert len(protected) == len(text)
    assert release(marks).original(protected) == text


@given(TEXT.map(lambda text: text.replace(" ", "")))
def test_a_message_is_cut_as_a_reader_of_single_characters_cuts_it(text):
    marks = Delimiters()
    cut = segments(Raw(text), marks)
    mine = [[plain(field) for field in fields(release(marks).original(piece), marks)] for piece in cut.texts]
    nothing = [[[""]]]
    assert [segment for segment in mine if segment != nothing] == [segment for segment in by_hand(text, marks) if segment != nothing]


@given(st.lists(TEXT.filter(lambda text: text.strip()), min_size=1, max_size=5))
def test_values_of_a_message_are_what_was_meant(values):
    escaped = ["".join(f"?{character}" if character in "?'+:" else character for character in value) for value in values]
    body = "".join(f"FTX+AAI+++{value}'" for value in escaped)
    data = f"UNA:+.? 'UNB+UNOY:4+A+B+20260801:1200+1'UNH+1+ORDERS:D:96A:UN'BGM+220'DTM+137'{body}UNS+S'UNT+9+1'UNZ+1+1'".encode()
    (message,) = [event.message for event in read([data], Reading()) if isinstance(event, MessageRead)]
    assert [child.fields[4] for child in message.tree.children if child.tag == "FTX"] == values
    assert [data[child.offset : child.offset + 3] for child in message.tree.children] == [
        child.tag.encode() for child in message.tree.children
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A+B?+C", ["A", "B+C"]),
        ("A+B??+C", ["A", "B?", "C"]),
        ("A+B???+C", ["A", "B?+C"]),
        ("A+B?:C:D", ["A", ["B:C", "D"]]),
        ("A+it?'s", ["A", "it's"]),
        ("A+?needless", ["A", "needless"]),
        ("A+10?", ["A", "10"]),
        ("A+B?\r\n+C", ["A", "B\r\n+C"]),
    ],
)
def test_a_released_character_is_content(text, expected):
    assert fields(text, Delimiters()) == expected


@pytest.mark.parametrize(("text", "expected"), [("A'", True), ("A?'", False), ("A??'", True), ("???'", False), ("'", True)])
def test_a_terminator_ends_unless_it_is_released(text, expected):
    assert ends(text, len(text) - 1, "?") is expected
    assert ends(text, len(text) - 1, "")


def test_a_flat_tree_keeps_what_was_sent():
    tree, count = flat(Segment("UNH", ["UNH"]), Raw("FTX+A?+B?'C'\nABC+1'"), Delimiters())
    assert count == 2
    assert [child.fields for child in tree.children] == [["FTX", "A?+B?'C"], ["ABC", "1"]]
    assert [child.offset for child in tree.children] == [0, 13]
    assert MARK not in str(tree.children)
