"""`hub doctor`: whether this hub can do its work: database, broker, clocks, disk, systems, secrets, backlog, ledger.

Changes nothing; each line says what was looked at, how it is, and what to do. Example: `hub doctor --json`, one object for each check.
"""

from __future__ import annotations

import typer

from hub.cli import exits
from hub.cli.options import Json, Lang, Tongue

_STYLES = {"ok": "green", "warn": "yellow", "wrong": "bold red"}


def add(app: typer.Typer) -> None:
    """`hub doctor`."""
    app.command()(doctor)


def doctor(as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """Check this hub. Exit 0: healthy; 1: something needs a person; 69: the database does not answer."""
    from hub.cli.health import checks
    from hub.cli.report import Report, print_json
    from hub.settings import Settings

    report, worst = Report(lang.language), exits.OK
    for check in checks(Settings()):
        if as_json:
            print_json(
                {"check": check.name, "ok": check.state != "wrong", "state": check.state, "detail": check.detail, "todo": check.todo}
            )
        else:
            report.line((f"{check.state:<6}", _STYLES[check.state]), f"{check.name}: {check.detail}")
            if check.todo:
                report.line(f"      → {check.todo}")
        if check.state == "wrong":
            worst = max(worst, exits.UNREACHABLE if check.name == "database" else exits.PROBLEMS)
    return worst
