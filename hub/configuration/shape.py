"""What pydantic found wrong in a tree, said again at its place in the text: unknown keys, missing keys, values of the wrong kind.

Judges nothing itself; the models of `hub.model.config` and of the adapters do. A misspelt key is answered with the nearest right one.
Example: `adaptor: x` under a system gives CFG-010 at the key, with `adapter` as the suggestion.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hub.configuration.problem import ConfigProblem, Marks, Path

# What would be right, in a notation that needs no translation.
_KINDS = {
    "bool": "true | false",
    "int": "123",
    "float": "1.5",
    "decimal": "1.5",
    "string": '"abc"',
    "dict": "{key: value}",
    "mapping": "{key: value}",
    "model": "{key: value}",
    "list": "[a, b]",
    "tuple": "[a, b]",
    "none": "null",
    "url": "https://…",
}
_SIGNS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}


def shape_problems(error: ValidationError, marks: Marks, model: type[BaseModel], base: Path = ()) -> list[ConfigProblem]:
    """Every error of one validation, once per place; `base` is where the validated part stands in the text."""
    found: dict[tuple[int, int, str], ConfigProblem] = {}
    details = error.errors(include_url=False)
    problems = [_problem(detail, marks, model, base) for detail in details]
    misspelt = {(*detail["loc"][:-1], problem.params.get("known")) for detail, problem in zip(details, problems, strict=True)}
    for detail, problem in zip(details, problems, strict=True):
        if problem.rule == "CFG-011" and detail["loc"] in misspelt:
            continue  # the key is there, misspelt, and was told as such
        key = "" if problem.rule != "CFG-011" else str(problem.params["key"])
        found.setdefault((problem.line, problem.column, problem.rule + key), problem)
    return list(found.values())


_FEW = 12


def suggest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or all of them, as far as they are few."""
    words = sorted(known)
    near = get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    return near[0] if near else ", ".join(words[:_FEW]) + (", …" if len(words) > _FEW else "")


def _problem(detail: ErrorDetails, marks: Marks, model: type[BaseModel], base: Path) -> ConfigProblem:
    path = (*base, *detail["loc"])
    say = _SAYINGS.get(detail["type"], _other)
    return say(detail, marks, path, model)


_Saying = Callable[[ErrorDetails, Marks, Path, type[BaseModel]], ConfigProblem]


def _unknown_key(detail: ErrorDetails, marks: Marks, path: Path, model: type[BaseModel]) -> ConfigProblem:
    key = str(path[-1])
    return marks.problem(path, "CFG-010", at="key", key=key, known=suggest(key, _keys(model, detail["loc"][:-1])))


def _missing_key(detail: ErrorDetails, marks: Marks, path: Path, model: type[BaseModel]) -> ConfigProblem:
    *above, key = path
    value = _only_value(model, detail["loc"])
    if not above:
        return marks.problem(above, "CFG-011", key=key, owner=marks.file, value=value)
    return marks.problem(above, "CFG-011", at="key", key=key, owner=_dotted(above), value=value)


def _only_value(model: type[BaseModel], loc: Sequence[str | int]) -> str:
    """The value of a key that takes only one (`hub/v1`), so that it can be told; else dots."""
    annotation = _at(model, loc)
    choices = get_args(annotation) if get_origin(annotation) is Literal else ()
    return str(choices[0]) if len(choices) == 1 else "…"


def _not_a_choice(detail: ErrorDetails, marks: Marks, path: Path, _: type[BaseModel]) -> ConfigProblem:
    expected = str(detail.get("ctx", {}).get("expected", "")).replace(" or ", ", ")
    if path[-1] == "[key]":
        return marks.problem(path[:-1], "CFG-012", at="key", value=_short(detail["input"]), expected=expected)
    return marks.problem(path, "CFG-012", value=_short(detail["input"]), expected=expected)


def _out_of_range(detail: ErrorDetails, marks: Marks, path: Path, _: type[BaseModel]) -> ConfigProblem:
    expected = ", ".join(f"{_SIGNS[name]} {limit}" for name, limit in detail.get("ctx", {}).items() if name in _SIGNS)
    return marks.problem(path, "CFG-014", value=_short(detail["input"]), expected=expected)


def _secret(_: ErrorDetails, marks: Marks, path: Path, __: type[BaseModel]) -> ConfigProblem:
    return marks.problem(path, "CFG-020", key=_last_key(path))


def _period(detail: ErrorDetails, marks: Marks, path: Path, _: type[BaseModel]) -> ConfigProblem:
    return marks.problem(path, "CFG-021", value=_short(detail["input"]))


def _other(detail: ErrorDetails, marks: Marks, path: Path, _: type[BaseModel]) -> ConfigProblem:
    kind = detail["type"].partition("_")[0]
    if kind in _KINDS:
        return marks.problem(path, "CFG-013", value=_short(detail["input"]), expected=_KINDS[kind])
    return marks.problem(path, "CFG-015", key=_last_key(path), detail=detail["msg"])


_SAYINGS: dict[str, _Saying] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing_key,
    "literal_error": _not_a_choice,
    "enum": _not_a_choice,
    "greater_than": _out_of_range,
    "greater_than_equal": _out_of_range,
    "less_than": _out_of_range,
    "less_than_equal": _out_of_range,
    "secret": _secret,
    "period": _period,
}


def _keys(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The keys that are known at `loc`, found by walking the annotations of the models."""
    owner = next(_models(_at(model, loc)), None)
    return [] if owner is None else [field.alias or name for name, field in owner.model_fields.items()]


def _at(model: type[BaseModel], loc: Sequence[str | int]) -> Any:
    """The annotation of what stands at `loc`."""
    annotation: Any = model
    for step in loc:
        annotation = _below(annotation, step)
    return annotation


def _below(annotation: Any, step: str | int) -> Any:
    for model in _models(annotation):
        for name, field in model.model_fields.items():
            if step in (name, field.alias):
                return field.annotation
    arguments = [argument for part in _parts(annotation) for argument in get_args(part)[-1:]]
    return arguments[0] if arguments else annotation


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    for part in _parts(annotation):
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part


def _parts(annotation: Any) -> Iterator[Any]:
    """The annotation itself, or the branches of its union, without `Annotated`."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _parts(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for branch in get_args(annotation):
            yield from _parts(branch)
    else:
        yield annotation


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _dotted(path: Path) -> str:
    return ".".join(str(step) for step in path)


def _last_key(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")
