"""Conditions and documents by chance, for the property tests of this folder."""

from __future__ import annotations

from hypothesis import strategies as st

from hub.configuration.condition.nodes import All, Among, AnyOf, Compare, Exists, Node, Not, Path, Step, Value, kind_of

NAMES = st.sampled_from(["id", "orderLine", "quantity", "value", "item", "$schema"])
STEPS = st.one_of(
    st.builds(Step, NAMES),
    st.builds(Step, NAMES, index=st.integers(0, 999)),
    st.builds(Step, NAMES, every=st.just(True)),
    st.builds(
        Step, NAMES, key=NAMES.filter(lambda name: "$" not in name), value=st.text(st.characters(exclude_characters="]"), min_size=1)
    ),
)
PATHS = st.builds(Path, st.lists(STEPS, min_size=1, max_size=4).map(tuple))
NUMBERS = st.sampled_from(["0", "10", "-1.5", "12.50", "999999999999999999.0000000001", "2026-11-22", "2026-02-30"])
TEXTS = st.one_of(st.text(), st.sampled_from(["SE", "in", "and", "10", "2026-11-22", "it's", '"', "深圳", "a b"]))
VALUES = st.one_of(st.builds(Value, st.just("text"), TEXTS), NUMBERS.map(lambda text: Value(kind_of(text), text)))
ORDERED = NUMBERS.map(lambda text: Value(kind_of(text), text))
LEAVES = st.one_of(
    st.builds(Compare, PATHS, st.sampled_from(["==", "!="]), VALUES),
    st.builds(Compare, PATHS, st.sampled_from(["<", "<=", ">", ">="]), ORDERED),
    st.builds(Compare, PATHS, st.just("startswith"), st.builds(Value, st.just("text"), TEXTS)),
    st.builds(Among, PATHS, st.lists(VALUES, min_size=1, max_size=3).map(tuple)),
    st.builds(Exists, PATHS),
)


def _joined(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(nodes, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, nodes), st.builds(All, several), st.builds(AnyOf, several))


CONDITIONS = st.recursive(LEAVES, _joined, max_leaves=8)
DOCUMENTS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), NUMBERS, TEXTS),
    lambda nodes: st.one_of(st.lists(nodes, max_size=3), st.dictionaries(st.one_of(NAMES, st.text()), nodes, max_size=4)),
    max_leaves=12,
)
