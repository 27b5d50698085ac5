"""`hub systems`, `hub pause`, `hub resume`: which systems deliveries go to, which are stopped and why, and stopping them.

Example: `hub pause nordkran/erp --reason "stock taking until Monday"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from hub.cli import exits
from hub.cli.options import Json, Lang, Tongue

if TYPE_CHECKING:
    from hub.cli.report import Report

System = Annotated[str, typer.Argument(metavar="SYSTEM", help="member/system")]
Why = Annotated[str, typer.Option("--reason", "-r", help="Why: recorded in the ledger, and shown to whoever asks.")]
Because = Annotated[str, typer.Option("--reason", "-r", help="Recorded in the ledger.")]
_STYLES = {"open": "green", "paused": "yellow", "broken": "bold red"}


def add(app: typer.Typer) -> None:
    """`hub systems`, `hub pause`, `hub resume`."""
    app.command()(systems)
    app.command()(pause)
    app.command()(resume)


def systems(as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """Show every system: open, paused by whom and why, or not answering; its pace, and what is owed to it."""
    from hub.cli.client import client
    from hub.cli.report import Report, print_json

    with client() as hub:
        rows = hub.get("/v1/systems")["items"]
    for row in rows:
        if as_json:
            print_json(row)
        else:
            _line(Report(lang.language), row)
    return exits.OK


def pause(system: System, reason: Why, as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """Stop the deliveries to a system. They are kept, in order; `hub apply` does not open it again."""
    return _move(system, "pause", reason, as_json, lang)


def resume(system: System, reason: Because = "", as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """Let the deliveries to a system go on, in order."""
    return _move(system, "resume", reason, as_json, lang)


def _move(system: str, verb: str, reason: str, as_json: bool, lang: Tongue) -> int:
    import json

    from hub.cli.client import client, path
    from hub.cli.report import Report, print_json

    member, _, name = system.partition("/")
    if not name:
        raise typer.BadParameter("a system is named member/system")
    with client() as hub:
        row = hub.post(path("systems", member, name, verb), json.dumps({"reason": reason}).encode(), {"Content-Type": "application/json"})
    if as_json:
        print_json(row)
    else:
        _line(Report(lang.language), row)
    return exits.OK


def _line(report: Report, row: dict[str, Any]) -> None:
    from hub.cli.words import clock

    owed = ", ".join(f"{row[name]} {name}" for name in ("ready", "behind", "running", "held") if row[name]) or "nothing owed"
    pace = row["pace"]
    minute = f", {pace['used']} of {pace['perMinute']} a minute used" if pace["perMinute"] else ""
    report.line(f"{row['id']:<24} ", (row["state"], _STYLES[row["state"]]), f"  {owed}; {pace['inFlight']} at once{minute}")
    if row["paused"]:
        told = row["paused"]
        since = f" since {clock(told['since'])}" if told["since"] else ""
        report.line(f"    paused by {told['by'] or '?'}{since}: {told['reason'] or '-'}")
    if row["breaker"]["until"]:
        told = row["breaker"]
        report.line(f"    no answer {told['failures']} times in a row; {told['state']}, tried again from {clock(told['until'])}")
