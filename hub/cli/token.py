"""`hub token`: bearer tokens for systems and people. A token is shown once; the hub keeps only its hash.

Example: `hub token create lanmei/erp` prints a token that may read and send for that system.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from hub.cli import exits
from hub.cli.options import Json

_TIMES = {"createdAt": "created_at", "expiresAt": "expires_at", "revokedAt": "revoked_at"}
SCOPES = ("read", "send", "operate", "audit", "admin")
Owner = Annotated[
    str, typer.Argument(metavar="OWNER", help="A system (member/system), a member, or * for an operator or auditor of the hub.")
]
Scopes = Annotated[str, typer.Option("--scopes", help="Space separated: read send operate audit admin.")]
Name = Annotated[str, typer.Option("--name", help="Whose token it is, for people.")]
Days = Annotated[int | None, typer.Option("--days", min=1, help="How long it is valid; without it, until it is revoked.")]


def add(app: typer.Typer) -> None:
    """`hub token`."""
    group = typer.Typer(help="Tokens for systems and people.", no_args_is_help=True)
    group.command()(create)
    group.command("list")(list_)
    group.command()(revoke)
    app.add_typer(group, name="token")


def create(owner: Owner, scopes: Scopes = "read send", name: Name = "", days: Days = None, as_json: Json = False) -> int:
    """Make a token and print it, once."""
    from hub.cli.opened import opened
    from hub.cli.report import print_json
    from hub.errors import Refused

    wanted = scopes.split()
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown:
        raise typer.BadParameter(f"the scopes are {' '.join(SCOPES)}, not {unknown[0]}")
    member, slash, _ = owner.partition("/")
    with opened() as hub:
        known = hub.rules.configuration
        if owner != "*" and (owner not in known.systems if slash else member not in known.members):
            raise Refused("CLI-020", owner=owner)
        plain, token_id = hub.new_token(name or owner, "" if owner == "*" else member, owner if slash else "", wanted, days)
    if as_json:
        print_json({"token": plain, "id": token_id, "scopes": wanted})
    else:
        typer.echo(plain)
    return exits.OK


def list_(as_json: Json = False) -> int:
    """The tokens, without their secrets."""
    from hub.cli.opened import database
    from hub.cli.report import Report, print_json
    from hub.store import members

    with database() as store, store.read() as connection:
        rows = members.tokens(connection)
    for row in rows:
        if as_json:
            print_json(_shown(row))
        else:
            state = "revoked" if row["revoked_at"] else "valid"
            Report("en").line(f"{row['id']}  {row['system_id'] or row['member_id'] or '*'}  {row['scopes']}  {row['name']}  {state}")
    return exits.OK


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """A token in the names and the notation of time that the interface uses."""
    from hub.api.views import instant

    times = {name: row[column] for name, column in _TIMES.items()}
    return {
        "id": row["id"],
        "name": row["name"],
        "member": row["member_id"] or None,
        "system": row["system_id"] or None,
        "scopes": row["scopes"].split(),
        **{name: None if at is None else instant(at) for name, at in times.items()},
    }


def revoke(token_id: Annotated[str, typer.Argument(metavar="ID")]) -> int:
    """End a token at once."""
    from hub.cli.opened import opened
    from hub.errors import Refused
    from hub.ledger.leaves import leaf
    from hub.store import members

    with opened() as hub:
        with hub.database.read() as connection:
            known = {row["id"] for row in members.tokens(connection)}
        if token_id not in known:
            raise Refused("CLI-027", token=token_id)
        now = hub.clock()
        hub.writer.submit(members.revoke(token_id, now, [leaf("token.revoked", now, token=token_id)])).result()
    return exits.OK
