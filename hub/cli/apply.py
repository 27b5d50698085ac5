"""`hub apply`: make a configuration tree the one that the hub runs on. It is stored whole, under its digest, and recorded in the ledger.

A tree with errors changes nothing. Example: `hub apply hub.yaml`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hub.cli import exits
from hub.cli.options import Json, Lang, Tongue

Tree = Annotated[Path, typer.Argument(metavar="[PATH]", help="The tree, or the folder with hub.yaml.")]


def add(app: typer.Typer) -> None:
    """`hub apply`."""
    app.command()(apply)


def apply(path: Tree = Path("hub.yaml"), as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """Check a configuration and put it in force. Exit 0: in force; 1: it has errors, nothing was changed."""
    from hub.cli.folder import read_folder
    from hub.cli.opened import opened
    from hub.cli.report import Report, print_json

    loaded = read_folder(path)
    report = Report(lang.language, errors=True)
    for problem in loaded.problems:
        report.rule(problem.place, problem.severity, problem.rule, problem.params)
    tree = loaded.tree
    if tree is None:
        return exits.PROBLEMS
    with opened() as hub:
        before = hub.rules.digest
        digest = hub.apply(tree, actor())
    if as_json:
        print_json({"digest": digest, "before": before, "changed": digest != before})
    else:
        Report(lang.language).line(f"{path}: {digest[:12]} " + ("is in force" if digest != before else "was in force already"))
    return exits.OK


def actor() -> str:
    """Who types, for the ledger."""
    import getpass

    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        return "cli"
