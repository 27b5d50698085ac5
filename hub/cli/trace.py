"""`hub trace`: everything under one reference, in order: the order, its answers, where each was delivered, and what is owed next.

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
    from hub.cli.words import delivery_line, message_line, offer_line, owed_line

    def deliveries(hub: Client, row: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = hub.get(path("messages", row["id"], "deliveries"))["items"]
        return found

    report = Report(lang.language)
    with client() as hub:
        try:
            found = hub.get(path("threads", reference))
        except Told as problem:
            if problem.status != 404:
                raise
            report.rule(reference, "error", "CLI-025", {"reference": reference})
            return exits.PROBLEMS
        for row in found["items"]:
            owed = deliveries(hub, row)
            if as_json:
                offers = [one for one in found["offers"] if row["id"] in (one["lead"], one["message"])]
                print_json(
                    {**row, "deliveries": owed, "offers": offers, "owed": [one for one in found["owed"] if one["message"] == row["id"]]}
                )
                continue
            message_line(report, row)
            for one in owed:
                delivery_line(report, one)
    if not as_json:
        for one in found["offers"]:
            offer_line(report, one)
        for one in found["owed"]:
            owed_line(report, one)
    return exits.OK
