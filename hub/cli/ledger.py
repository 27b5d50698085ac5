"""`hub ledger verify`: recompute every leaf, position, root and digest from the rows, and name the row that does not agree.

Reads only. It cannot prove the loss of leaves that no checkpoint covers yet. Example: `hub ledger verify --json`.
"""

from __future__ import annotations

import typer

from hub.cli import exits
from hub.cli.options import Json, Lang, Tongue


def add(app: typer.Typer) -> None:
    """`hub ledger`."""
    group = typer.Typer(help="What was recorded, and whether it still is what was recorded.", no_args_is_help=True)
    group.command()(verify)
    group.callback()(_ledger)
    app.add_typer(group, name="ledger")


def _ledger() -> None:
    """What was recorded, and whether it still is what was recorded."""


def verify(as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """Recompute the ledger. Exit 0: everything agrees; 1: the rows that do not are named."""
    from hub.cli.opened import database
    from hub.cli.report import Report, print_json
    from hub.ledger.verify import verify as problems
    from hub.store.checkpoints import figures

    report, found = Report(lang.language), 0
    with database() as store, store.read() as connection:
        for problem in problems(connection):
            found += 1
            row = {"rule": problem.rule, "table": problem.table, "key": problem.key, "detail": problem.detail}
            if as_json:
                print_json(row)
            else:
                report.rule(f"{problem.table} {problem.key}", "error", problem.rule, row)
        told = figures(connection)
    if as_json:
        print_json({"verified": not found, **told})
    else:
        words = "every row agrees" if not found else f"{found} rows do not agree"
        report.line(f"{told['leaves']} leaves, {told['checkpoints']} checkpoints, signed up to {told['signed']}: {words}.")
    return exits.PROBLEMS if found else exits.OK
