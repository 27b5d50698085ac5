from hub.formats.segments import Segment
from hub.formats.segments.flat import FlatTree
from hub.formats.segments.leaves import census


def test_segments_are_made_when_somebody_looks():
    tree = FlatTree("UNH", ["UNH", "1"], 0, [["BGM", "220"], ["LIN"]], [12, 20])
    assert [(child.tag, child.fields, child.position, child.offset) for child in tree.children] == [
        ("BGM", ["BGM", "220"], 2, 12),
        ("LIN", ["LIN"], 3, 20),
    ]
    assert tree.children is tree.children
    assert census(tree) == 1


def test_children_can_be_set_and_added():
    tree = FlatTree("UNH", ["UNH"], 0, [["BGM"]], [1])
    tree.children.append(Segment("LIN"))
    assert [child.tag for child in tree.children] == ["BGM", "LIN"]
    tree.children = []
    assert tree.children == []
