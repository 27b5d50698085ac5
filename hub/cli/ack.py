"""`hub ack`: the acknowledgement that the hub would return for a file, such as the 997 for X12.

The bytes go to standard output; nothing is stored and nothing is sent.
Example: `hub ack order.x12`.
"""

from __future__ import annotations

import sys

import typer

from hub.cli import exits
from hub.cli.options import Lang, Source, Tongue


def add(app: typer.Typer) -> None:
    """`hub ack`."""
    app.command()(ack)


def ack(file: Source, lang: Lang = Tongue.en) -> int:
    """Print the acknowledgement that the hub would return. Exit 0: printed; 1: no acknowledgement is due."""
    from datetime import UTC, datetime

    from hub.cli.report import Report
    from hub.cli.source import chunks, label
    from hub.pipeline.convert import acknowledge

    answer = acknowledge(chunks(file), at=datetime.now(UTC))
    if answer is None:
        Report(lang.language, errors=True).rule(label(file), "error", "CLI-008", {"file": label(file)})
        return exits.PROBLEMS
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return exits.OK
