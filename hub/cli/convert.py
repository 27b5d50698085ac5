"""`hub convert`: a file in one format becomes a file in another, by way of the canonical document.

Bytes go to standard output or a file, findings to standard error; nothing is stored.
Example: `hub convert order.x12 --to json`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from hub.cli import exits
from hub.cli.options import Config, Lang, Source, System, Tongue

Receiver = Annotated[
    str | None,
    typer.Option("--for", metavar="SYSTEM", help="Write for this system (member/system): its overlays, lists, charset and delimiters."),
]


def add(app: typer.Typer) -> None:
    """`hub convert`."""
    app.command()(convert)


def convert(
    file: Source,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="The target: json, or format and message type, such as x12/850.")],
    system: System = None,
    receiver: Receiver = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file for the result, in place of standard output.")] = None,
    config: Config = Path("hub.yaml"),
    lang: Lang = Tongue.en,
) -> int:
    """Convert a file to another format. Exit 0: converted; 1: something was rejected, dropped or could not be written."""
    from datetime import UTC, datetime

    from hub.cli.report import Report
    from hub.cli.rules import rules_for
    from hub.cli.source import chunks, label, write
    from hub.model.message import verdict
    from hub.pipeline import convert as pipeline

    rules = rules_for(config, system, receiver)
    result = pipeline.convert(
        chunks(file), to, at=datetime.now(UTC), configuration=rules, system=system, receiver=receiver, name=label(file)
    )
    if output is None:
        sys.stdout.buffer.write(result.body)
        sys.stdout.buffer.flush()
    else:
        write(output, result.body)
    report = Report(lang.language, errors=True)
    for finding in result.findings:
        report.finding(label(file), finding)
    whole = result.documents and not result.dropped and verdict(result.findings) != "rejected"
    return exits.OK if whole else exits.PROBLEMS
