"""`hub held`: what is stopped and waits for a person: parcels, messages by cause, and deliveries that are held, refused or dead.

Example: `hub held --json`.
"""

from __future__ import annotations

import typer

from hub.cli import exits
from hub.cli.options import Json, Lang, Tongue


def add(app: typer.Typer) -> None:
    """`hub held`."""
    app.command()(held)


def held(as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """Show what is stopped. Exit 0: nothing; 1: something waits for a person."""
    from hub.cli.client import client
    from hub.cli.report import Report, print_json
    from hub.cli.words import delivery_line, findings, message_line

    report, found = Report(lang.language), 0
    with client() as hub:
        causes = hub.get("/v1/held/causes")["items"]
        messages = list(hub.pages("/v1/messages?state=held"))
        parcels = list(hub.pages("/v1/held/parcels"))
        stopped = list(hub.pages("/v1/held/deliveries"))
    for kind, rows in (("cause", causes), ("parcel", parcels), ("message", messages), ("delivery", stopped)):
        for row in rows:
            found += 1
            if as_json:
                print_json({"kind": kind, **row})
            elif kind == "cause":
                report.line(f"{row['messages']:>5} × {row['cause']}  ({row['fault'] or '-'})")
            elif kind == "parcel":
                report.line(f"parcel {row['id']}  {row['system']}  {row['name'] or ''}")
                findings(report, "", row["findings"])
            elif kind == "message":
                message_line(report, row)
            else:
                report.line(f"{row['key']}")
                delivery_line(report, row)
    if not found and not as_json:
        report.line("Nothing is held.")
    return exits.PROBLEMS if found else exits.OK
