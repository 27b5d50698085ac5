"""`hub replay`: do again what stopped. One thing by its id, a cause at once, or by plan: `plan`, `start`, `progress`, `cancel`.

A plan tells first what would become of everything that fits, and is worked off by the running hub.
Example: `hub replay plan --cause 'MAP-105|…'`, then `hub replay start PLAN`.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from hub.cli import exits
from hub.cli.options import Json, Lang, Tongue

What = Annotated[str | None, typer.Argument(metavar="[ID]", help="A held parcel or message, or the key of a stopped delivery.")]
Cause = Annotated[str | None, typer.Option("--cause", help="Everything that stopped for this cause.")]
Plan = Annotated[bool, typer.Option("--plan", help="Only say what would be done.")]


class ByIdToo(TyperGroup):
    """A group whose first word may also be an id or an option: `hub replay ID` is `hub replay now ID`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the verb in where it was left out."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["now", *args]
        return super().parse_args(ctx, args)


def add(app: typer.Typer) -> None:
    """`hub replay`."""
    from hub.cli import replay_plans

    group = typer.Typer(
        cls=ByIdToo, help="Do again what stopped: one thing by its id, or everything that fits, by plan.", no_args_is_help=True
    )
    group.command(name="now", help="Do one thing again, or everything of a cause, at once. `hub replay ID` is the same.")(replay)
    replay_plans.add(group)
    app.add_typer(group, name="replay")


def replay(what: What = None, cause: Cause = None, plan: Plan = False, as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """Do again what stopped. Exit 0: it goes on; 1: something is still stopped."""
    from hub.cli.client import client
    from hub.cli.report import Report, print_json

    if (what is None) == (cause is None):
        raise typer.BadParameter("name one message or delivery, or a --cause")
    report, code = Report(lang.language), exits.OK
    with client() as hub:
        wanted = [(_kind_of(hub, what), what)] if what else list(_of_cause(hub, cause or ""))
        for kind, key in wanted:
            done: dict[str, Any] = {"kind": kind, "id": key, "state": "planned"} if plan else _again(hub, kind, key)
            code = max(code, exits.PROBLEMS if done["state"] in ("held", "refused") else exits.OK)
            if as_json:
                print_json(done)
            else:
                report.line(f"{done['id']}  {done['state']}  {done.get('words', '')}")
    if not wanted and not as_json:
        report.line("Nothing stopped for that cause.")
    return code


def _kind_of(hub: Any, key: str) -> str:
    """What the id is an id of; a delivery where it is nothing else."""
    from hub.cli.client import Told, path

    for kind in ("messages", "parcels"):
        try:
            hub.get(path(kind, key))
        except Told as problem:
            if problem.status != 404:
                raise
        else:
            return kind
    return "deliveries"


def _of_cause(hub: Any, cause: str) -> Any:
    for row in hub.pages("/v1/messages?state=held"):
        if row["cause"] == cause:
            yield "messages", row["id"]
    for row in hub.pages("/v1/held/deliveries"):
        if row["cause"] == cause:
            yield "deliveries", row["key"]


def _again(hub: Any, kind: str, key: str) -> dict[str, Any]:
    from hub.cli.client import Told, path

    try:
        told = hub.post(path(kind, key, "replay"))
    except Told as problem:
        if problem.status == 404:
            raise
        return {"kind": kind, "id": key, "state": "refused", "words": problem.words}
    row = told["message"] or told["parcel"] or told["delivery"]
    return {"kind": kind, "id": row.get("id") or row["key"], "state": row["state"]}
