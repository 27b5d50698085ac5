import pytest

from hub.formats.segments.structure import parse

TABLE = """AAA 1 M
BBB *
  CCC 1 M
  DDD 2
BBB2 1
EEE 1
  CCC 1"""


def test_what_is_indented_belongs_to_the_loop_above():
    root = parse(TABLE, "004010", "ST")
    assert [slot.tag for slot in root.inner] == ["AAA", "BBB", "BBB2", "EEE"]
    assert [slot.tag for slot in root.by_tag["BBB"].inner] == ["CCC", "DDD"]
    assert root.by_tag["BBB"].opens
    assert [slot.tag for slot in root.by_tag["BBB"].required] == ["CCC"]


@pytest.mark.parametrize(
    ("way", "tag", "depth", "repeats"),
    [
        ([], "AAA", 0, False),
        (["AAA"], "AAA", 0, True),
        (["AAA", "BBB"], "CCC", 1, False),
        (["AAA", "BBB", "DDD"], "DDD", 1, True),
        (["AAA", "BBB", "DDD"], "BBB", 0, True),
        (["AAA", "BBB", "DDD"], "EEE", 0, False),
        (["AAA", "EEE"], "CCC", 1, False),
    ],
)
def test_moves_go_forward_innermost_first(way, tag, depth, repeats):
    slot = parse(TABLE, "004010", "ST")
    for step in way:
        slot = slot.moves[step].slot
    move = slot.moves[tag]
    assert (move.slot.tag, move.slot.depth, move.repeats) == (tag, depth, repeats)


def test_there_is_no_way_back():
    slot = parse(TABLE, "004010", "ST").moves["EEE"].slot
    assert "BBB" not in slot.moves
    assert "DDD" not in slot.moves
