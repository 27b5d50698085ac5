"""`hub serve`, `hub work`, `hub dev`: the processes of a hub. They run until they are told to stop (Ctrl-C, SIGTERM).

`serve` answers HTTP and takes parcels in; `work` delivers; `dev` does both. Example: `hub dev --port 8060`.
"""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

from hub.cli import exits

Host = Annotated[str | None, typer.Option("--host", help="The address to listen on.")]
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")]


def add(app: typer.Typer) -> None:
    """`hub serve`, `hub work`, `hub dev`."""
    app.command()(serve)
    app.command()(work)
    app.command()(dev)


def serve(host: Host = None, port: Port = None) -> int:
    """Answer HTTP and take parcels in; deliveries wait for a `hub work`."""
    return _listen(host, port, deliver=False)


def dev(host: Host = None, port: Port = None) -> int:
    """Everything in one process: HTTP, folders, deliveries."""
    return _listen(host, port, deliver=True)


def work() -> int:
    """Deliver what is owed."""
    from hub.cli.opened import opened
    from hub.compose import settle

    with opened() as hub:
        hub.start(deliver=True, receive=False)
        settle()
        typer.echo("Delivering. Ctrl-C stops.")
        _until_told()
    return exits.OK


def _listen(host: str | None, port: int | None, *, deliver: bool) -> int:
    from hub.api.server import serve as listen
    from hub.cli.opened import opened
    from hub.compose import settle

    with opened() as hub:
        where = host or hub.settings.host
        hub.start(deliver=deliver)
        settle()
        listen(hub, where, hub.settings.port if port is None else port, lambda real: typer.echo(f"Listening on http://{where}:{real}"))
    return exits.OK


def _until_told() -> None:
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    told.wait()
