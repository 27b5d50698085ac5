"""`hub db upgrade`: bring the tables of the database to the newest revision, data and all.

Never goes back by itself. Example: `HUB_DATABASE=postgresql://… hub db upgrade`.
"""

from __future__ import annotations

import typer

from hub.cli import exits


def add(app: typer.Typer) -> None:
    """`hub db`."""
    group = typer.Typer(help="The database: schema.", no_args_is_help=True)
    group.command()(upgrade)
    group.callback()(_database)
    app.add_typer(group, name="db")


def _database() -> None:
    """The database: schema."""


def upgrade() -> int:
    """Bring the tables to the newest revision."""
    from hub.compose import open_database
    from hub.settings import Settings

    database = open_database(Settings())
    try:
        database.upgrade()
    finally:
        database.close()
    typer.echo("The database is at the newest revision.")
    return exits.OK
