"""One YAML tree and the files it names, read into a Configuration, with everything that is wrong at its line and column.

Opens nothing: the caller passes the text, and a function that returns the text of a file named in the tree. A tree with errors
still returns all of them, not the first. Example: `load(text, "hub.yaml", folder.open_text).problems`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from hub.configuration.checks import CHECKS, Checked
from hub.configuration.known import Known
from hub.configuration.problem import ConfigProblem, Marks
from hub.configuration.shape import shape_problems
from hub.configuration.tree import Tree, file_names, normalised, tree
from hub.model.config import Configuration
from hub.model.yaml_text import YamlProblem, compose

OpenText = Callable[[str], str | None]  # a name relative to the tree -> its text, None when there is no such file
IsSet = Callable[[str], bool]  # a secret's reference -> whether it leads to a value


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: the configuration (None when its shape is wrong), the texts it names, and the problems by place."""

    configuration: Configuration | None
    files: Mapping[str, str] = field(default_factory=dict)
    problems: list[ConfigProblem] = field(default_factory=list)

    @property
    def tree(self) -> Tree | None:
        """The tree to store; None when there are errors, which may not be applied."""
        if self.configuration is None or any(problem.severity == "error" for problem in self.problems):
            return None
        return tree(self.configuration, self.files)


def read(text: str, file: str, lists: OpenText) -> tuple[Configuration | None, list[ConfigProblem]]:
    """The configuration in `text` and what is wrong with it, secrets unseen."""
    loaded = load(text, file, lists)
    return loaded.configuration, loaded.problems


def load(text: str, file: str, open_text: OpenText, *, is_set: IsSet | None = None, known: Known | None = None) -> Loaded:
    """Read, check, and collect the files. `is_set` adds the check that every secret leads to a value."""
    try:
        marks = Marks(file, compose(text, file))
    except YamlProblem as problem:
        return Loaded(None, {}, [ConfigProblem(file, problem.line, problem.column, "CFG-001", {"what": problem.what})])
    try:
        configuration = Configuration.model_validate(marks.root.plain())
    except ValidationError as error:
        return Loaded(None, {}, shape_problems(error, marks, Configuration))
    files, missing = _files(configuration, marks, open_text)
    checked = Checked(configuration, marks, files, known or Known.here(), is_set)
    found = [problem for check in CHECKS for problem in check(checked)]
    return Loaded(configuration, files, _by_place([*missing, *found]))


def _files(configuration: Configuration, marks: Marks, open_text: OpenText) -> tuple[dict[str, str], list[ConfigProblem]]:
    files: dict[str, str] = {}
    missing = []
    for path, name in file_names(configuration):
        text = files.get(name)
        if text is None:
            text = open_text(name)
        if text is None:
            missing.append(marks.problem(path, "CFG-050", name=name))
        else:
            files[name] = normalised(text)
    return files, missing


def _by_place(problems: list[ConfigProblem]) -> list[ConfigProblem]:
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column, problem.rule))
