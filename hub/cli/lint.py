"""`hub lint`: everything that is wrong with a configuration, each at its file, line and column.

Changes nothing and needs no hub; secrets are looked for, never read.
Example: `hub lint examples/` prints `0 errors, 0 warnings.` and ends with 0.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from hub.cli import exits
from hub.cli.options import Json, Lang, Tongue


def add(app: typer.Typer) -> None:
    """`hub lint`."""
    app.command()(lint)


def lint(
    path: Annotated[Path, typer.Argument(envvar="HUB_CONFIG", help="A configuration tree, or the folder of its hub.yaml.")] = Path(
        "hub.yaml"
    ),
    as_json: Json = False,
    lang: Lang = Tongue.en,
    secrets: Annotated[bool, typer.Option(help="Also look whether every secret is set on this machine.")] = True,
) -> int:
    """Find what is wrong in the configuration: shape, names, maps, lists, secrets. Exit 0: no errors; 1: errors."""
    from hub.catalogue import explain
    from hub.cli.folder import read_folder, shown
    from hub.cli.report import Report, print_json

    problems = [replace(problem, file=shown(path, problem.file)) for problem in read_folder(path, secrets=secrets).problems]
    report = Report(lang.language)
    for problem in problems:
        if as_json:
            words = explain(problem.rule, problem.params, lang.language)
            place = {"file": problem.file, "line": problem.line, "column": problem.column}
            print_json({**place, "rule": problem.rule, "severity": problem.severity, "message": words.message, "fix": words.fix})
        else:
            report.rule(problem.place, problem.severity, problem.rule, problem.params)
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    if not as_json:
        report.line(
            f"{counted(errors, 'error')}, {counted(warnings, 'warning')}." if lang is Tongue.en else f"错误 {errors}，警告 {warnings}。"
        )
    return exits.PROBLEMS if errors else exits.OK


def counted(number: int, what: str) -> str:
    """A number of things in English."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
