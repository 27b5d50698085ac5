"""`hub replay plan | start | progress | cancel | plans`: replay by filter, told first, worked off by the running hub, cancellable.

Example: `hub replay plan --system nordkran/erp --since 2h --state dead`.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hub.cli import exits
from hub.cli.options import Json, Lang, Tongue

if TYPE_CHECKING:
    from hub.cli.report import Report

OfCause = Annotated[str, typer.Option("--cause", help="What stopped for this cause, as `hub held --by cause` tells it.")]
OfSystem = Annotated[str, typer.Option("--system", help="Messages from, and deliveries to this system.")]
OfAgreement = Annotated[str, typer.Option("--agreement", help="Under this agreement.")]
Since = Annotated[str, typer.Option("--since", help="Received or owed since: 2h, 3d, 2026-11-29, 2026-11-29T08:00Z.")]
Until = Annotated[str, typer.Option("--until", help="Received or owed before; written as --since.")]
States = Annotated[list[str] | None, typer.Option("--state", help="held (also messages), rejected, dead or delivered; may be given again.")]
Sample = Annotated[int, typer.Option("--sample", min=0, max=2000, help="How many are forecast, the oldest first.")]
PlanId = Annotated[str, typer.Argument(metavar="PLAN", help="The id that `hub replay plan` printed.")]
Items = Annotated[bool, typer.Option("--items", help="Also each item, and what became of it.")]


_AGO = re.compile(r"([0-9]{1,6})(m|h|d)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_STATES = ("held", "rejected", "dead", "delivered")


def add(group: typer.Typer) -> None:
    """The verbs of plans."""
    group.command()(plan)
    group.command()(start)
    group.command()(progress)
    group.command()(cancel)
    group.command()(plans)


def plan(
    cause: OfCause = "",
    system: OfSystem = "",
    agreement: OfAgreement = "",
    since: Since = "",
    until: Until = "",
    state: States = None,
    sample: Sample = 200,
    as_json: Json = False,
    lang: Lang = Tongue.en,
) -> int:
    """Plan a replay: find what fits, tell what would become of it, do nothing yet. Exit 0: planned; 1: nothing fits."""
    wanted = {"cause": cause, "system": system, "agreement": agreement, "since": moment(since), "until": moment(until)}
    if not any(wanted.values()) and not state:
        raise typer.BadParameter("say what: --cause, --system, --agreement, --since or --state")
    if unknown := [one for one in state or () if one not in _STATES]:
        raise typer.BadParameter(f"{unknown[0]} is no state; there are {', '.join(_STATES)}")
    body = {**{name: value for name, value in wanted.items() if value}, "states": state or ["held"], "sample": sample}
    return _told(as_json, lang, lambda hub: hub.post("/v1/replays", json.dumps(body).encode(), {"Content-Type": "application/json"}))


def start(plan_id: PlanId, as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """Do what was planned: the running hub works it off, the oldest first."""
    from hub.cli.client import path

    return _told(as_json, lang, lambda hub: hub.post(path("replays", plan_id, "start")))


def progress(plan_id: PlanId, items: Items = False, as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """How far a plan is, and with --items what became of each thing."""
    from hub.cli.client import path

    return _told(as_json, lang, lambda hub: hub.get(path("replays", plan_id)), items=items)


def cancel(plan_id: PlanId, as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """Do nothing more of a plan; what was done stays done."""
    from hub.cli.client import path

    return _told(as_json, lang, lambda hub: hub.delete(path("replays", plan_id)))


def plans(as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """The plans that there are, the newest first."""
    from hub.cli.client import client
    from hub.cli.report import Report, print_json
    from hub.cli.words import clock

    with client() as hub:
        for row in hub.pages("/v1/replays"):
            if as_json:
                print_json(row)
            else:
                done = row["items"] - row["progress"]["waiting"]
                Report(lang.language).line(
                    f"{row['id']}  {clock(row['createdAt'])}  {row['state']:<9} {done} of {row['items']}  {_filter(row)}"
                )
    return exits.OK


def _told(as_json: bool, lang: Tongue, ask: Any, *, items: bool = False) -> int:
    from hub.cli.client import client
    from hub.cli.report import Report, print_json

    report = Report(lang.language)
    with client() as hub:
        row = ask(hub)
        if as_json:
            print_json(row)
        else:
            _shown(report, row)
        if items:
            for item in _items(hub, row["id"]):
                print_json(item) if as_json else _item(report, item)
    return exits.OK


def _items(hub: Any, plan_id: str) -> Any:
    from hub.cli.client import path

    behind: int | None = 0
    while behind is not None:
        page = hub.get(f"{path('replays', plan_id, 'items')}?behind={behind}&limit=200")
        yield from page["items"]
        behind = page["next"]


def _shown(report: Report, row: dict[str, Any]) -> None:
    seen, made = row["forecast"], row["progress"]
    report.line(f"plan {row['id']}  {row['state']}  {row['items']} items{', more fit' if row['more'] else ''}  {_filter(row)}")
    told = [f"{seen['pass']} would pass", f"{seen['hold']} would stop again", f"{seen['reject']} would be rejected"]
    told += [f"{seen['same']} were sent before and read the same", f"{seen['differ']} were sent before and read differently"]
    looked = row["items"] - seen["unseen"]
    report.line(
        f"  forecast of {looked} of {row['items']}: " + (", ".join(one for one in told if not one.startswith("0 ")) or "nothing looked at")
    )
    if row["stale"]:
        report.line(("  another configuration is in force since it was forecast", "yellow"))
    if row["state"] != "planned":
        report.line(f"  {made['done']} done, {made['held']} stopped again, {made['left']} had gone on meanwhile, {made['waiting']} left")
    if row["state"] == "planned":
        report.line(f"  start: hub replay start {row['id']}    drop: hub replay cancel {row['id']}")


def _item(report: Report, item: dict[str, Any]) -> None:
    because = f"  {item['because']['rule']} {item['because']['message']}" if item["because"] else ""
    report.line(
        f"  {item['ordinal']:>5} {item['kind']:<8} {item['subject']}  {item['forecast'] or '-':<6} {item['state']} {item['result'] or ''}{because}"
    )


def _filter(row: dict[str, Any]) -> str:
    return "  ".join(f"{name} {' or '.join(value) if isinstance(value, list) else value}" for name, value in row["asked"].items())


def moment(said: str, now: datetime | None = None) -> str:
    """`2h` ago, a date or an instant, as an instant with its zone; local time counts as UTC."""
    if not said:
        return ""
    ago = _AGO.fullmatch(said)
    if ago is not None:
        return ((now or datetime.now(UTC)) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})).isoformat()
    try:
        found = datetime.fromisoformat(said)
    except ValueError as problem:
        raise typer.BadParameter(f"{said} is neither an instant (2026-11-29T08:00Z) nor a time ago (30m, 2h, 3d)") from problem
    return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).isoformat()
