"""`hub send`: hand a file in, as a system would over HTTP, and show the receipt.

The same file sent twice gets the answer of the first time. Example: `hub send order.x12 --as lanmei/srm`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import typer

from hub.cli import exits
from hub.cli.options import Json, Lang, Source, Tongue

System = Annotated[str, typer.Option("--as", metavar="SYSTEM", help="The system that hands it in (member/system).")]
Test = Annotated[bool, typer.Option("--test", help="A test: it is never delivered to a live system.")]
Media = Annotated[str, typer.Option("--type", metavar="MEDIA-TYPE", help="The media type.")]


def add(app: typer.Typer) -> None:
    """`hub send`."""
    app.command()(send)


def send(
    file: Source,
    system: System,
    test: Test = False,
    media_type: Media = "application/octet-stream",
    as_json: Json = False,
    lang: Lang = Tongue.en,
) -> int:
    """Hand a file in. Exit 0: accepted and routed; 1: held or rejected, nothing is lost."""
    from hub.cli.client import client
    from hub.cli.report import print_json
    from hub.cli.source import chunks, label

    body = b"".join(chunks(file))
    query = {"name": Path(label(file)).name, "system": system, **({"test": "true"} if test else {})}
    key = hashlib.sha256(f"{system}\n{test}\n".encode() + body).hexdigest()[:40]
    with client(system) as hub:
        receipt = hub.post(f"/v1/messages?{urlencode(query)}", body, {"Content-Type": media_type, "Idempotency-Key": key})
    if as_json:
        print_json(receipt)
    else:
        _show(receipt, label(file), lang)
    return exits.OK if _went_well(receipt) else exits.PROBLEMS


def _went_well(receipt: dict[str, Any]) -> bool:
    return receipt["state"] != "held" and all(message["state"] in ("routed", "done") for message in receipt["messages"])


def _show(receipt: dict[str, Any], name: str, lang: Tongue) -> None:
    from hub.cli.report import Report
    from hub.cli.words import findings

    report = Report(lang.language)
    report.line(f"parcel {receipt['parcel']}  {receipt['state']}  leaf {receipt['leaf'][:12]}")
    if receipt["duplicateOf"]:
        report.line(f"  came before, in parcel {receipt['duplicateOf']}")
    findings(report, name, receipt["findings"])
    for message in receipt["messages"]:
        report.line(
            f"message {message['id']}  ", (message["state"], message["verdict"]), f"  {message['type']} {message['reference'] or ''}"
        )
        findings(report, name, message["findings"])
