"""What new rules would do to what is here: how much of what is held would pass, what would be read or written differently."""

from __future__ import annotations

from hub.configuration.active import ActiveConfiguration
from hub.configuration.read import load
from hub.pipeline.preview import Effect
from tests.pipeline.hands import TREE, House, a_set, interchange, only, order

TEST = ("    carries: [order]\n", "    carries: [order]\n    test: true\n")
EUR = ("    carries: [order]\n", "    carries: [order]\n    assume: {currency: SEK}\n")


def rules(*changes: tuple[str, str]) -> ActiveConfiguration:
    text = TREE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    loaded = load(text, "hub.yaml", lambda _: None)
    assert loaded.tree is not None, loaded.problems
    return ActiveConfiguration.from_tree(loaded.tree)


def of(house: House, *changes: tuple[str, str], sample: int = 100) -> Effect:
    before = house.rows("SELECT count(*) FROM leaf")
    effect = house.hub.preview.of(rules(*changes), sample)
    assert house.rows("SELECT count(*) FROM leaf") == before, "nothing is written"
    return effect


def test_what_is_held_and_would_pass_is_counted(house: House) -> None:
    house.configure(TEST)
    house.send(interchange(*(a_set(f"PO-{n}", n) for n in range(1, 5))))

    assert (of(house, TEST).messages.passing, of(house).messages.passing) == (0, 4)
    cut = of(house, sample=3).messages
    assert (cut.looked, cut.passing, cut.more) == (3, 3, True)


def test_what_was_read_and_written_is_compared_under_both_rules(house: House) -> None:
    data = interchange(a_set()).replace(b"CUR*BY*EUR~\n", b"").replace(b"SE*7*", b"SE*6*")
    house.send(order("PO-9", control=9))
    sent = only(house.send(data))
    house.run()

    same, other = of(house), of(house, EUR)
    assert (same.read.looked, same.read.differing, same.written.differing) == (2, 0, 0)
    assert (other.read.differing, other.read.examples) == (1, [sent.message_id])


def test_a_change_that_alters_no_byte_alters_nothing(house: House) -> None:
    house.send(order("PO-1"))
    house.run()
    effect = of(house, ("{to: nordkran/archive, as: x12/850}", "{to: nordkran/archive, as: x12/850, waive: [orderLine.price]}"))

    assert (effect.written.looked, effect.written.differing) == (2, 0)
