"""`hub trace`: everything under one reference, in order: the order, its answers, the acknowledgements, and where each was delivered.

Example: `hub trace PO-2026-4711`.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from hub.cli import exits
from hub.cli.options import Json, Lang, Tongue

Reference = Annotated[
    str, typer.Argument(metavar="REF", help="Any number that a message carries: order, control number, file name, receipt.")
]


def add(app: typer.Typer) -> None:
    """`hub trace`."""
    app.command()(trace)


def trace(reference: Reference, as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """Follow a reference. Exit 0: found; 1: nothing carries it."""
    from hub.cli.client import Client, Told, client, path
    from hub.cli.report import Report, print_json
    from hub.cli.words import delivery_line, message_line

    def deliveries(hub: Client, row: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = hub.get(path("messages", row["id"], "deliveries"))["items"]
        return found

    report = Report(lang.language)
    with client() as hub:
        try:
            rows = hub.get(path("threads", reference))["items"]
        except Told as problem:
            if problem.status != 404:
                raise
            report.rule(reference, "error", "CLI-025", {"reference": reference})
            return exits.PROBLEMS
        for row in rows:
            owed = deliveries(hub, row)
            if as_json:
                print_json({**row, "deliveries": owed})
                continue
            message_line(report, row)
            for one in owed:
                delivery_line(report, one)
    return exits.OK
