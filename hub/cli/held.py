"""`hub held`: what is stopped and waits for a person: parcels, messages by cause, and deliveries that are held, refused or dead.

Example: `hub held --by cause` ends each cause with the command that releases it.
"""

from __future__ import annotations

import shlex
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hub.cli import exits
from hub.cli.options import Json, Lang, Tongue

if TYPE_CHECKING:
    from hub.cli.report import Report


class By(StrEnum):
    """How what is held is put together."""

    cause = "cause"


Grouped = Annotated[By | None, typer.Option("--by", help="Only the causes: how many, since when, an example, what helps, how to release.")]


def add(app: typer.Typer) -> None:
    """`hub held`."""
    app.command()(held)


def held(by: Grouped = None, as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """Show what is stopped. Exit 0: nothing; 1: something waits for a person."""
    from hub.cli.client import client
    from hub.cli.report import Report, print_json

    report, found = Report(lang.language), 0
    with client() as hub:
        for kind, row in _rows(hub, by):
            found += 1
            if as_json:
                print_json({**row, "kind": kind, **({"of": row["kind"]} if kind == "cause" else {})})
            else:
                _shown(report, kind, row, whole=by is not None)
    if not found and not as_json:
        report.line("Nothing is held.")
    return exits.PROBLEMS if found else exits.OK


def _rows(hub: Any, by: By | None) -> Any:
    for row in hub.get("/v1/held/causes")["items"]:
        yield "cause", {**row, "release": release(row)}
    if by is None:
        for kind, path in (("parcel", "/v1/held/parcels"), ("message", "/v1/messages?state=held"), ("delivery", "/v1/held/deliveries")):
            for row in hub.pages(path):
                yield kind, row


def release(row: dict[str, Any]) -> str:
    """The command that plans the release of everything that stopped for a cause."""
    state = f" --state {row['state']}" if row["state"] != "held" else ""
    return f"hub replay plan --cause {shlex.quote(row['cause'])}{state}"


def _shown(report: Report, kind: str, row: dict[str, Any], *, whole: bool) -> None:
    from hub.cli.words import delivery_line, findings, message_line

    if kind == "cause":
        _cause(report, row, whole=whole)
    elif kind == "parcel":
        report.line(f"parcel {row['id']}  {row['system']}  {row['name'] or ''}")
        findings(report, "", row["findings"])
    elif kind == "message":
        message_line(report, row)
    else:
        report.line(f"{row['key']}")
        delivery_line(report, row)


def _cause(report: Report, row: dict[str, Any], *, whole: bool) -> None:
    from hub.cli.words import clock, findings

    what = "message" if row["kind"] == "message" else f"{row['state']} delivery"
    report.line(f"{row['messages'] + row['deliveries']:>5} × {what}  {row['cause']}  ({row['fault'] or '-'})")
    if not whole:
        return
    example = row["example"]
    ends = f"{example['sender'] or 'hub'}, {example['format'] or 'document'} {example['reference'] or '?'}"
    where = f" to {example['system']}" if row["kind"] == "delivery" else ""
    report.line(f"        oldest {clock(row['oldest'])}: {ends}{where}")
    if example["finding"]:
        findings(report, f"        {example['reference'] or ''}", [example["finding"]])
    report.line(f"        release: {row['release']}")
