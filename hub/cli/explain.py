"""`hub explain`: where each value of a document came from and where it went: canonical leaf ↔ source ↔ target ↔ rule.

Of a file it is computed here, of a message in the hub's store by the maps of its day; nothing is stored.
Example: `hub explain order.x12 --to json --json | jq 'select(.pointer == "/id")'`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli import exits
from hub.cli.options import Config, Json, Lang, System, Tongue

Asked = Annotated[str, typer.Argument(metavar="FILE|MESSAGE", help="A file, - for standard input, or the id of a message.")]
Target = Annotated[str | None, typer.Option("--to", metavar="FORMAT", help="Of a file: also where each value stands after a conversion.")]


def add(app: typer.Typer) -> None:
    """`hub explain`."""
    app.command()(explain)


def explain(
    asked: Asked, to: Target = None, system: System = None, config: Config = Path("hub.yaml"), as_json: Json = False, lang: Lang = Tongue.en
) -> int:
    """Tell where each value came from, by which rule, and where it went. Exit 1: nothing in it could be read by a map."""
    from hub.cli.report import Report, print_json
    from hub.model.ids import is_id

    of_file = asked == "-" or Path(asked).is_file() or not is_id(asked)
    rows = _of_file(asked, to, system, config) if of_file else _of_message(asked)
    report, told = Report(lang.language), 0
    for row in rows:
        told += 1
        if as_json:
            print_json(row)
        else:
            _line(report, row)
    if not told:
        from hub.cli.source import label

        Report(lang.language, errors=True).rule("", "error", "CLI-009", {"file": label(asked)})
    return exits.OK if told else exits.PROBLEMS


def _of_message(message_id: str) -> Iterator[dict[str, Any]]:
    from hub.cli.client import client, path

    with client() as hub:
        yield from hub.get(path("messages", message_id, "lineage"))


def _of_file(file: str, to: str | None, system: str | None, config: Path) -> Iterator[dict[str, Any]]:
    from datetime import UTC, datetime

    from hub.cli.rules import rules_for
    from hub.cli.source import chunks, label
    from hub.pipeline.convert import convert
    from hub.pipeline.lineage import explain as lineage

    rules, data = rules_for(config, system), b"".join(chunks(file))
    written = []
    if to is not None:
        made = convert([data], to, at=datetime.now(UTC), configuration=rules, system=system, name=label(file))
        written.append((to, None, made.body))
    return lineage(data, configuration=rules, system=system, written=written)


def _line(report: Any, row: dict[str, Any]) -> None:
    """One value for a person: where it is, what it says, where it stood, by which rule; then its places in what was made of it."""
    source, rule = row["source"], row["rule"]
    origin = f"assumed {row['assumed']}" if row["assumed"] else _place(source) if source else "-"
    by = f"{rule['file']}:{rule['line']} {rule['layer']}" if rule else ""
    report.line((f"{row['pointer'] or 'residue':<56}", "" if row["pointer"] else "yellow"), f" {row['value']}")
    report.line("    ", (f"{origin}  {by}".rstrip(), "dim"))
    for name, place in row["targets"].items():
        report.line("    ", (f"→ {name} {_place(place)}", "dim"))


def _place(place: dict[str, Any]) -> str:
    where = f"byte {place['span'][0]}-{place['span'][1]}" if "span" in place else f"line {place['line']}" if "line" in place else ""
    return " ".join(part for part in (place.get("path", ""), where, repr(place["value"])) if part)
