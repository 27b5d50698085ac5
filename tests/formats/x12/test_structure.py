import pytest

from hub.formats.x12.structure import RELEASES, SETS, group_of, parse, structure

TABLE = """AAA 1 M
BBB *
  CCC 1 M
  DDD 2
BBB2 1
EEE 1
  CCC 1"""


def test_what_is_indented_belongs_to_the_loop_above():
    root = parse(TABLE, "004010")
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
    slot = parse(TABLE, "004010")
    for step in way:
        slot = slot.moves[step].slot
    move = slot.moves[tag]
    assert (move.slot.tag, move.slot.depth, move.repeats) == (tag, depth, repeats)


def test_there_is_no_way_back():
    slot = parse(TABLE, "004010").moves["EEE"].slot
    assert "BBB" not in slot.moves
    assert "DDD" not in slot.moves


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("kind", SETS)
def test_every_set_can_be_walked(kind, release):
    found = structure(kind, release)
    assert found is not None
    assert (found.set, found.group) == (kind, group_of(kind))
    assert found.root.moves


def test_what_is_not_supported_has_no_structure():
    assert structure("856", "004010") is None
    assert structure("850", "003010") is None
    assert group_of("856") == ""


def test_releases_differ_where_the_tables_say_so():
    assert "MSG" in structure("850", "004010").tags
    assert "MSG" not in structure("850", "005010").tags
