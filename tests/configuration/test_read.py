"""A tree is read with all its files, and everything wrong in it is told at its line and column."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.catalogue import rules
from hub.configuration.read import load, read
from tests.configuration.conftest import TREE, Load

OVERLAY = "extends: x12/850\nrules:\n  note: NTE.02\n"
UNITS = "code,canonical\nXCS,KGM\n"
WITH_FILES = (
    "adapter: erp/document\n    out: {folder",
    "adapter: erp/document\n    maps: {x12/850: [own.yaml]}\n    lists: {units: units.csv}\n    out: {folder",
)


def test_a_right_tree_has_no_problems(loading: Load) -> None:
    loaded = loading()

    assert loaded.problems == []
    assert loaded.configuration is not None
    assert loaded.tree is not None
    assert loaded.tree["files"] == {}


def test_the_short_form_gives_the_configuration_and_the_problems() -> None:
    configuration, problems = read(TREE, "hub.yaml", {}.get)

    assert configuration is not None
    assert problems == []


def test_text_that_is_not_yaml_is_told_at_its_place() -> None:
    loaded = load("a: [1,\nb: {", "hub.yaml", {}.get)

    assert [(problem.rule, problem.file) for problem in loaded.problems] == [("CFG-001", "hub.yaml")]
    assert loaded.configuration is None
    assert loaded.tree is None


def test_the_files_that_the_tree_names_are_inlined(loading: Load) -> None:
    loaded = loading(WITH_FILES, files={"own.yaml": OVERLAY.replace("\n", "\r\n"), "units.csv": "\ufeff" + UNITS})

    assert loaded.files == {"own.yaml": OVERLAY, "units.csv": UNITS}
    assert loaded.tree is not None


def test_a_missing_file_is_told_where_it_is_named(loading: Load) -> None:
    loaded = loading(WITH_FILES, files={"own.yaml": OVERLAY})

    assert [(problem.rule, problem.place, problem.params) for problem in loaded.problems] == [
        ("CFG-050", "hub.yaml:13:20", {"name": "units.csv"})
    ]
    assert loaded.tree is None


def test_problems_come_in_the_order_of_the_text(loading: Load) -> None:
    loaded = loading(
        ("to: nordkran/erp", "to: nordkran/epr"), ("adapter: erp/document", "adapter: erp/documnt"), ("to: nordkran\n", "to: n\n")
    )

    places = [(problem.line, problem.column) for problem in loaded.problems]
    assert places == sorted(places)
    assert len(places) >= 3


@given(st.lists(st.tuples(st.integers(0, len(TREE) - 1), st.sampled_from([*"{}[]:,-#&*!|>'\"%@ \n\tx0", ""])), min_size=1, max_size=4))
def test_whatever_is_typed_lint_answers_with_places(edits: list[tuple[int, str]]) -> None:
    text = TREE
    for at, replacement in edits:
        text = text[:at] + replacement + text[at + 1 :]

    for problem in load(text, "hub.yaml", {}.get).problems:
        assert problem.rule in rules()
        assert (problem.line, problem.column) >= (1, 1)
