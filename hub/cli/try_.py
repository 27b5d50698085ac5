"""`hub try`: read, check and map files; store nothing. For a person a page, with `--json` one object per message.

Needs no hub and no configuration; `--as` lays a system's overlays, lists and assumptions over the base maps.
Example: `hub try order.x12 --json | jq .verdict`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from hub.cli import exits
from hub.cli.options import Config, Json, Lang, Sources, System, Tongue

if TYPE_CHECKING:
    from hub.cli.report import Report


def add(app: typer.Typer) -> None:
    """`hub try`."""
    app.command("try")(try_)


def try_(
    files: Sources,
    system: System = None,
    config: Config = Path("hub.yaml"),
    as_json: Json = False,
    lang: Lang = Tongue.en,
) -> int:
    """Read, check and map files; nothing is stored. Exit 0: clean or warnings; 1: something is rejected."""
    from hub.cli.report import Report, print_json
    from hub.cli.rules import rules_for
    from hub.cli.source import chunks, label
    from hub.pipeline.check import check

    rules = rules_for(config, system)
    report = Report(lang.language)
    rejected = False
    for file in files:
        for row in check(chunks(file), configuration=rules, system=system, language=lang.language, name=label(file)):
            rejected = rejected or row["verdict"] == "rejected"
            if as_json:
                print_json(row)
            else:
                _page(report, file, row)
    return exits.PROBLEMS if rejected else exits.OK


def _page(report: Report, file: str, row: dict[str, Any]) -> None:
    """One message for a person: a line that says what it is, its findings with what stood there, and the count."""
    from hub.cli.source import label

    name = "/".join(part for part in (row["format"], row["type"]) if part) or "?"
    facts = [name, *(part for part in (row["version"], row["controlNumber"] and f"#{row['controlNumber']}") if part)]
    becomes = f" → {row['document']}" if row["document"] else ""
    report.line(
        (label(file), "bold"),
        f": {' '.join(facts)}{becomes}: ",
        (report.word(row["verdict"]), row["verdict"]),
        _share(report, row["coverage"]),
    )
    for finding in row["findings"]:
        report.rule_said(_place(file, finding["where"]), finding, shown=_shown(file, finding["where"]))


def _share(report: Report, coverage: dict[str, int]) -> str:
    leaves = coverage["leaves"]
    if not leaves:
        return ""
    kept = f", {coverage['residue']} {report.word('residue')}" if coverage["residue"] else ""
    return f"  ({coverage['mapped'] + coverage['extension']}/{leaves} {report.word('values mapped')}{kept})"


def _place(file: str, where: dict[str, Any]) -> str:
    """`order.x12:11  PO1[12]-03-2`: the line of the file, then the place in the sender's terms."""
    from hub.cli.source import label

    line = f":{where['line']}" if "line" in where else ""
    spot = ""
    if "segment" in where:
        ordinal = f"[{where['position']}]" if "position" in where else ""
        element = f"-{where['element']:02}" if "element" in where else ""
        component = f"-{where['component']}" if "component" in where else ""
        spot = f"  {where['segment']}{ordinal}{element}{component}"
    elif "path" in where:
        spot = f"  {where['path']}"
    return f"{label(file)}{line}{spot}"


def _shown(file: str, where: dict[str, Any]) -> str:
    """What stands at the place, when it can be read again and is what the finding speaks of."""
    from hub.cli.source import excerpt

    segment, offset = where.get("segment"), where.get("byte")
    if not segment or offset is None:
        return ""
    text = excerpt(file, offset).decode("utf-8", "replace").lstrip("\r\n")
    if not text.startswith(segment):
        return ""
    return text.splitlines()[0].partition("~")[0]
