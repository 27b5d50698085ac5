from hub.formats.segments.leaves import census, untaken, values
from tests.formats.x12.parcels import messages, parcel

BODY = ("BEG*00*SA*4711**20260801", "REF*DP*1**AB>12", "N1*ST*A", "N1*BY*B", "N4*LYON*FR", "PO1*1*3*EA")


def tree():
    return messages(parcel(*BODY))[0].tree


def test_a_leaf_is_a_filled_element_or_component_below_st():
    assert census(tree()) == 4 + 4 + 2 + 2 + 2 + 3


def test_leaves_have_places_with_ordinals_among_siblings():
    paths = [leaf.path for leaf in untaken(tree())]
    assert paths[:8] == ["BEG[1].01", "BEG[1].02", "BEG[1].03", "BEG[1].05", "REF[1].01", "REF[1].02", "REF[1].04.01", "REF[1].04.02"]
    assert paths[8:14] == ["N1[1].01", "N1[1].02", "N1[2].01", "N1[2].02", "N1[2]/N4[1].01", "N1[2]/N4[1].02"]


def test_a_leaf_says_where_it_stood():
    leaf = next(leaf for leaf in untaken(tree()) if leaf.path == "N1[2]/N4[1].02")
    assert (leaf.value, leaf.where.segment, leaf.where.position, leaf.where.element) == ("FR", "N4", 6, 2)
    assert parcel(*BODY)[leaf.where.byte :].startswith(b"N4*LYON")


def test_what_was_taken_is_not_left():
    found = tree()
    begin, reference = found.children[:2]
    begin.taken = 1 << 3
    reference.parts = {(4, 1, 2)}
    left = {leaf.path for leaf in untaken(found)}
    assert "BEG[1].03" not in left
    assert "REF[1].04.02" not in left
    assert {"BEG[1].02", "REF[1].04.01"} < left
    reference.taken = 1 << 4
    assert "REF[1].04.01" not in {leaf.path for leaf in untaken(found)}


def test_repetitions_have_their_number():
    assert list(values([["A", "B"], ["C"]])) == [(1, 1, "A"), (1, 2, "B"), (2, 1, "C")]
    assert list(values(["A", "B"])) == [(None, 1, "A"), (None, 2, "B")]
    assert list(values("A")) == [(None, None, "A")]
