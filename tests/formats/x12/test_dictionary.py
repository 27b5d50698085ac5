import pytest

from hub.formats.segments.dictionary import Composite, Element, Relation, relation
from hub.formats.x12.dictionary import RELEASES, dictionary, is_qualified
from hub.formats.x12.structure import SETS, structure


@pytest.mark.parametrize("release", RELEASES)
def test_every_segment_of_every_set_is_described(release):
    tags = {tag for kind in SETS for tag in structure(kind, release).tags}
    assert tags - set(dictionary(release).segments) == set()


@pytest.mark.parametrize("release", RELEASES)
def test_relations_speak_of_elements_that_there_are(release):
    for spec in dictionary(release).segments.values():
        for rule in spec.relations:
            assert rule.kind in "PRECL"
            assert len(rule.positions) > 1
            assert max(rule.positions) <= len(spec.uses), spec.tag


@pytest.mark.parametrize("release", RELEASES)
def test_lengths_are_possible_and_codes_fit_them(release):
    for spec in dictionary(release).segments.values():
        for use in spec.uses:
            simple = [use.element] if isinstance(use.element, Element) else [inner.element for inner in use.element.uses]
            for element in simple:
                assert 0 < element.minimum <= element.maximum
                assert all(element.minimum <= len(code) <= element.maximum for code in element.codes), element.ref


@pytest.mark.parametrize(
    ("release", "tag", "at", "ref", "kind", "low", "high", "usage"),
    [
        ("004010", "BEG", 3, "324", "AN", 1, 22, "M"),
        ("004010", "REF", 2, "127", "AN", 1, 30, "O"),
        ("005010", "REF", 2, "127", "AN", 1, 50, "O"),
        ("004010", "PO1", 25, "234", "AN", 1, 48, "O"),
        ("005010", "PO1", 25, "234", "AN", 1, 80, "O"),
        ("004010", "ITD", 8, "362", "N2", 1, 10, "O"),
        ("004010", "SCH", 6, "373", "DT", 8, 8, "M"),
        ("005010", "AK1", 3, "480", "AN", 1, 12, "O"),
    ],
)
def test_elements_are_as_the_release_has_them(release, tag, at, ref, kind, low, high, usage):
    use = dictionary(release).segments[tag].uses[at - 1]
    assert (use.element.ref, use.element.type, use.element.minimum, use.element.maximum, use.usage) == (ref, kind, low, high, usage)


def test_composites_hold_their_components():
    composite = dictionary("004010").segments["REF"].uses[3].element
    assert isinstance(composite, Composite)
    assert (composite.ref, [use.element.ref for use in composite.uses]) == ("C040", ["128", "127", "128", "127", "128", "127"])


def test_relations_are_read_as_the_standard_writes_them():
    assert relation("L13020 4".replace(" ", "")) == Relation("L", (13, 2, 4))
    assert relation("P0304").text == "P0304"


def test_only_codes_tell_siblings_apart():
    assert is_qualified("N1")
    assert not is_qualified("PO1")
    assert not is_qualified("ZZZ")
