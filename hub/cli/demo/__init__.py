"""`hub demo`: an order travels from a buyer's system to a seller's and the answer comes back, on this machine, in seconds.

Everything is real: HTTP over loopback, a seller that is out of service at first, a store that the other commands read.
Example: `hub demo`, then `hub trace PO-2026-4711`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hub.cli import exits

Folder = Annotated[Path | None, typer.Option("--folder", help="Where the store and the folders of the demo go.")]


def add(app: typer.Typer) -> None:
    """`hub demo`."""
    app.command()(demo)


def demo(folder: Folder = None) -> int:
    """A buyer, a seller and an order, without servers or configuration. Leaves a store for the other commands."""
    from hub.cli.demo.store import fresh
    from hub.cli.demo.story import Story

    place = fresh(folder)
    return exits.OK if Story(place, typer.echo).tell() else exits.PROBLEMS
