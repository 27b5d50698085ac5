import pytest

from hub.formats.edifact.directories import SERVICE, dictionary, directories, directory_of, is_qualified, messages, structure
from hub.formats.segments.dictionary import Composite, Element

ALL = [(directory, kind) for directory in (*directories(), SERVICE) for kind in messages(directory)]


@pytest.mark.parametrize(("directory", "kind"), ALL)
def test_every_message_can_be_walked_and_its_segments_are_described(directory, kind):
    found = structure(kind, directory)
    assert found is not None
    assert found.root.moves
    assert found.tags - set(dictionary(directory).segments) == set()


def test_the_trade_messages_are_there():
    assert {("D96A", "ORDERS"), ("D96A", "ORDRSP"), ("D01B", "ORDERS"), ("D01B", "ORDRSP"), (SERVICE, "CONTRL")} <= set(ALL)


@pytest.mark.parametrize("directory", [*directories(), SERVICE])
def test_lengths_are_possible_and_mandatory_components_come_first_or_are_meant(directory):
    for spec in dictionary(directory).segments.values():
        for use in spec.uses:
            simple = [use.element] if isinstance(use.element, Element) else [inner.element for inner in use.element.uses]
            for element in simple:
                assert element.type in {"a", "an", "n"}
                assert 0 < element.minimum <= element.maximum


@pytest.mark.parametrize(
    ("directory", "tag", "at", "ref", "usage"),
    [
        ("D96A", "BGM", 2, "1004", "O"),
        ("D01B", "BGM", 2, "C106", "O"),
        ("D96A", "NAD", 4, "C080", "O"),
        ("D96A", "NAD", 7, "3229", "O"),
        ("D01B", "NAD", 7, "C819", "O"),
        ("D96A", "LIN", 3, "C212", "O"),
        ("D96A", "PIA", 6, "C212", "O"),
        ("D96A", "RFF", 1, "C506", "M"),
        ("D96A", "UNS", 1, "0081", "M"),
        (SERVICE, "UCI", 4, "0083", "M"),
    ],
)
def test_segments_are_as_the_directory_has_them(directory, tag, at, ref, usage):
    use = dictionary(directory).segments[tag].uses[at - 1]
    assert (use.element.ref, use.usage) == (ref, usage)


def test_composites_hold_their_components():
    composite = dictionary("D96A").segments["DTM"].uses[0].element
    assert isinstance(composite, Composite)
    assert [(inner.element.ref, inner.usage) for inner in composite.uses] == [("2005", "M"), ("2380", "O"), ("2379", "O")]


@pytest.mark.parametrize(
    ("kind", "version", "release", "expected"),
    [
        ("ORDERS", "D", "96A", "D96A"),
        ("ORDERS", "d", "01b", "D01B"),
        ("ORDERS", "D", "93A", ""),
        ("ORDERS", "", "", ""),
        ("CONTRL", "D", "3", SERVICE),
        ("CONTRL", "2", "2", SERVICE),
        ("ORDERS", "SERV", "ICE", ""),
    ],
)
def test_unh_names_the_directory(kind, version, release, expected):
    assert directory_of(kind, version, release) == expected


def test_what_is_not_supported_has_no_structure():
    assert structure("SLSRPT", "D96A") is None
    assert structure("ORDERS", "D93A") is None
    assert structure("../D96A", "D96A") is None


def test_only_codes_tell_siblings_apart():
    assert all(map(is_qualified, ("NAD", "DTM", "RFF", "MOA", "PIA", "FTX")))
    assert not any(map(is_qualified, ("LIN", "COM", "ZZZ")))
