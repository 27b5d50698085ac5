"""`hub show`: inside one message: what was found, how much was mapped, its deliveries with every attempt, and what the ledger says.

`--raw` and `--canonical` print the exact bytes instead. Example: `hub show 0192f… --canonical`.
"""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from hub.cli import exits
from hub.cli.options import Json, Lang, Tongue

Message = Annotated[str, typer.Argument(metavar="MESSAGE", help="The id of a message.")]
Raw = Annotated[bool, typer.Option("--raw", help="The bytes as they arrived.")]
Canonical = Annotated[bool, typer.Option("--canonical", help="The canonical document.")]
Target = Annotated[str | None, typer.Option("--target", metavar="SYSTEM", help="The bytes that went to this system.")]


def add(app: typer.Typer) -> None:
    """`hub show`."""
    app.command()(show)


def show(
    message: Message, raw: Raw = False, canonical: Canonical = False, target: Target = None, as_json: Json = False, lang: Lang = Tongue.en
) -> int:
    """Look inside a message."""
    from hub.cli.client import client, path

    which = "raw" if raw else "canonical" if canonical else f"target:{target}" if target else ""
    with client() as hub:
        if which:
            sys.stdout.buffer.write(hub.fetch(path("messages", message, "payloads", which)))
            sys.stdout.buffer.flush()
            return exits.OK
        told: dict[str, Any] = hub.get(path("messages", message))
        told["deliveries"] = hub.get(path("messages", message, "deliveries"))["items"]
        for one in told["deliveries"]:
            one["tries"] = hub.get(path("deliveries", one["key"], "attempts"))["items"] if one["attempts"] else []
        told["events"] = hub.get(path("messages", message, "events"))["items"]
    _print(told, as_json=as_json, lang=lang)
    return exits.OK


def _print(told: dict[str, Any], *, as_json: bool, lang: Tongue) -> None:
    from hub.cli.report import Report, print_json
    from hub.cli.words import clock, delivery_line, findings, message_line

    if as_json:
        print_json(told)
        return
    report = Report(lang.language)
    message_line(report, told)
    report.line(f"  thread {told['thread'] or '-'}  agreement {told['agreement'] or '-'}  {told['format']} {told['version'] or ''}")
    if told["coverage"]:
        report.line("  coverage " + ", ".join(f"{name} {count}" for name, count in told["coverage"].items()))
    findings(report, "", told["findings"] or ())
    for one in told["deliveries"]:
        delivery_line(report, one)
        for attempt in one["tries"]:
            words = attempt["reference"] or attempt["reason"] or ""
            report.line(f"        {clock(attempt['startedAt'])}  {attempt['outcome']:<10} {attempt['status'] or '':<4} {words}")
            for call in attempt["calls"] if len(attempt["calls"]) > 1 else ():
                report.line(f"                  {call['method']:<5} {call['path']}  {call['status'] or call['problem']}")
    for event in told["events"]:
        position = "unsealed" if event["position"] is None else f"leaf {event['position']}"
        report.line(f"  {clock(event['at'])}  {event['kind']:<26} {position}  {(event['hash'] or '')[:12]}")
