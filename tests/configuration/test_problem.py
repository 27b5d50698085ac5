"""Every path of a tree has a place in its text, and a path that goes too far has the nearest one."""

from __future__ import annotations

import pytest

from hub.configuration.problem import ConfigProblem, Marks
from hub.model.yaml_text import compose

TEXT = """\
members:
  lanmei:
    ids: {x12: "ZZ:LANMEI"}
    stewards:
      - one
      - two
"""


@pytest.fixture
def marks() -> Marks:
    return Marks("hub.yaml", compose(TEXT, "hub.yaml"))


@pytest.mark.parametrize(
    ("path", "at_key", "at_value"),
    [
        (("members",), (1, 1), (2, 3)),
        (("members", "lanmei"), (2, 3), (3, 5)),
        (("members", "lanmei", "ids", "x12"), (3, 11), (3, 16)),
        (("members", "lanmei", "stewards", 1), (6, 9), (6, 9)),
        (("members", "lanmei", "missing"), (3, 5), (3, 5)),
        (("members", "lanmei", "ids", "x12", "str"), (3, 16), (3, 16)),
        (("members", "lanmei", "stewards", 7), (5, 7), (5, 7)),
    ],
)
def test_a_path_has_a_place(marks: Marks, path: tuple[str | int, ...], at_key: tuple[int, int], at_value: tuple[int, int]) -> None:
    assert marks.key(path) == at_key
    assert marks.value(path) == at_value


def test_a_problem_is_at_the_key_or_at_the_value(marks: Marks) -> None:
    at_key = marks.problem(("members", "lanmei"), "CFG-010", at="key", key="x")
    at_value = marks.warning(("members", "lanmei"), "CFG-010", key="x")

    assert (at_key.place, at_key.severity) == ("hub.yaml:2:3", "error")
    assert (at_value.place, at_value.severity) == ("hub.yaml:3:5", "warning")
    assert at_key == ConfigProblem("hub.yaml", 2, 3, "CFG-010", {"key": "x"})
