"""The command `hub`: one small module for each command, found by the list below; `main` is the only way in and out.

Importing this package loads no part of the hub: a command imports what it needs inside its own function, so that client verbs start
fast and never load the server. Example: `main(["try", "order.x12", "--json"])` gives the exit code.
"""

from __future__ import annotations

from hub.cli.app import COMMANDS, build, main

__all__ = ["COMMANDS", "build", "main"]
