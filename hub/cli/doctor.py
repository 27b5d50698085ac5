"""`hub doctor`: whether this hub can do its work: database, schema, configuration, secrets, ledger, backlog, disk.

Changes nothing. Example: `hub doctor --json`, one object for each check.
"""

from __future__ import annotations

import typer

from hub.cli import exits
from hub.cli.options import Json, Lang, Tongue


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
            print_json({"check": check.name, "ok": check.ok, "detail": check.detail})
        else:
            report.line(("ok    ", "green") if check.ok else ("wrong ", "bold red"), f"{check.name}: {check.detail}")
        if not check.ok:
            worst = max(worst, exits.UNREACHABLE if check.name == "database" else exits.PROBLEMS)
    return worst
