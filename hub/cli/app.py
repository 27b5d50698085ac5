"""Builds the command line from its list of modules, runs it, and turns whatever happens into words and an exit code.

A new command is one new module with `add(app)` and one entry in COMMANDS. No traceback ever leaves `main`; with HUB_DEBUG=1 a bug
of ours does. Example: `main(["lint", "hub.yaml"])` gives 0, 1 or 64.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer

from hub.cli import exits

# In the order of `hub --help`.
COMMANDS = (
    *("demo", "try_", "convert", "ack"),
    *("send", "trace", "show", "explain", "held", "replay", "systems"),
    *("serve", "map_", "lint", "plan", "apply", "token"),
    *("ledger", "db", "doctor", "schema"),
)

_UsageError: type[Any] = typer.BadParameter.__mro__[1]  # typer shows it only as the base of BadParameter


def build() -> typer.Typer:
    """The application with every command."""
    app = typer.Typer(
        name="hub",
        help="Tradepost: companies exchange documents, each in its own format, and anyone entitled can prove what was delivered.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name in COMMANDS:
        import_module(f"hub.cli.{name}").add(app)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; the process's own arguments unless told. Gives the exit code."""
    command = typer.main.get_command(build())
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        outcome = command.main(words, prog_name="hub", standalone_mode=False)
    except _UsageError as problem:
        return _usage(problem)
    except (typer.Abort, KeyboardInterrupt):
        return exits.INTERRUPTED
    except BrokenPipeError:
        return _reader_left()
    except Exception as problem:  # noqa: BLE001 - the boundary of the process: no bug of ours may end in a traceback
        return _failed(problem)
    return outcome if isinstance(outcome, int) else exits.OK


def _usage(problem: Any) -> int:
    message = problem.format_message()
    context = getattr(problem, "ctx", None)
    path = context.command_path if context is not None else "hub"
    if message:
        sys.stderr.write(f"hub: {message}\n")
    sys.stderr.write(f"hub: `{path} --help` says how it is used.\n")
    return exits.USAGE


def _reader_left() -> int:
    """`hub try … | head`: nobody reads on. The interpreter would complain once more while it flushes; it is given a sink."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return exits.OK


def _failed(problem: Exception) -> int:
    from hub.cli.report import say_failure

    if os.environ.get("HUB_DEBUG") == "1":
        raise problem
    return say_failure(problem)
