"""`hub map`: which rules apply and where each comes from, a first map from a sample, whether samples are still read as expected, how much of them is mapped.

Reads files and the configuration; `map test --accept` writes expectations, nothing else writes.
Example: `hub map explain x12/850 --as lanmei/srm`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hub.cli import exits
from hub.cli.options import Config, Json, Lang, Source, Sources, System, Tongue

if TYPE_CHECKING:
    from hub.configuration.active import ActiveConfiguration

EXPECTED = ".expected.json"

Message = Annotated[str | None, typer.Argument(metavar="[MESSAGE]", help="Format and message type, such as x12/850; nothing lists them.")]
Samples = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Samples, or folders of them; beside each stands its expectation.")]
Accept = Annotated[bool, typer.Option("--accept", help="Write what is read now as the expectation.")]


def add(app: typer.Typer) -> None:
    """`hub map`."""
    group = typer.Typer(help="The maps between formats and documents.", no_args_is_help=True)
    group.command()(explain)
    group.command("new")(new)
    group.command("test")(compare)
    group.command()(coverage)
    app.add_typer(group, name="map")


def explain(message: Message = None, system: System = None, config: Config = Path("hub.yaml"), as_json: Json = False) -> int:
    """Every rule in force for a message, with the file, line and layer it comes from."""
    from hub.cli.report import Report, print_json
    from hub.cli.rules import rules_for
    from hub.configuration.active import ActiveConfiguration
    from hub.configuration.shape import suggest
    from hub.errors import Misconfigured
    from hub.mapping.explain import explain as rows

    maps = (rules_for(config, system) or ActiveConfiguration.empty()).maps
    report = Report("en")
    if message is None:
        for name in maps.names(system):
            if as_json:
                print_json({"message": name})
            else:
                report.line(name)
        return exits.OK
    effective = maps.effective(system, message)
    if effective is None:
        raise Misconfigured("CLI-004", message=message, known=suggest(message, maps.names(system)))
    if not as_json:
        report.line(f"{effective.format} ↔ {effective.document}  {effective.digest}")
    for row in rows(effective):
        if as_json:
            print_json(row.as_dict())
        else:
            report.line(f"{row.path:<52} {row.place:<52} ", (f"{row.file}:{row.line} {row.layer}", "dim"))
    return exits.OK


def new(
    sample: Source,
    document: Annotated[
        str, typer.Option("--document", metavar="TYPE", help="What it shall become, such as order/1 or lead/1.")
    ] = "order/1",
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What the message shall be called within its format.")] = "mine",
) -> int:
    """A first map from a sample, with guesses from its names; where the hub has a map, a first overlay of what that leaves over."""
    from hub.cli.source import chunks, label
    from hub.errors import Refused
    from hub.pipeline.drafting import first_map

    text = first_map(b"".join(chunks(sample)), document, name)
    if text is None:
        raise Refused("CLI-009", file=label(sample))
    sys.stdout.write(text)
    return exits.OK


def compare(
    paths: Samples,
    accept: Accept = False,
    system: System = None,
    config: Config = Path("hub.yaml"),
    as_json: Json = False,
    lang: Lang = Tongue.en,
) -> int:
    """Read samples and compare each with the expectation beside it (order.x12.expected.json). Exit 1: something differs."""
    from hub.cli.report import Report, print_json
    from hub.cli.rules import rules_for
    from hub.cli.source import write

    rules, report, wrong = rules_for(config, system), Report(lang.language), 0
    for sample in _samples(paths):
        expected = sample.with_name(sample.name + EXPECTED)
        documents = _documents(sample, rules, system)
        if accept:
            write(expected, (json.dumps(documents, ensure_ascii=False, indent=2) + "\n").encode())
        if not expected.is_file():
            report.rule(str(sample), "error", "CLI-007", {"file": sample, "expected": expected})
            wrong += 1
            continue
        differences = list(_differences(json.loads(expected.read_text("utf-8"), parse_float=str), documents, ""))
        wrong += bool(differences)
        if as_json:
            print_json({"file": str(sample), "same": not differences, "differences": differences})
        else:
            report.line(f"{sample}: ", ("clean", "clean") if not differences else (f"{len(differences)} differ", "rejected"))
            for one in differences:
                report.line(f"  {one['pointer']}: expected {one['expected']}, read {one['read']}")
    return exits.PROBLEMS if wrong else exits.OK


def coverage(
    files: Sources, system: System = None, config: Config = Path("hub.yaml"), as_json: Json = False, lang: Lang = Tongue.en
) -> int:
    """How many values of each message found a place in the document, and which did not. Exit 1: a file holds nothing that a map reads."""
    from hub.cli.report import Report, print_json
    from hub.cli.rules import rules_for
    from hub.cli.source import chunks, label
    from hub.pipeline.check import check

    rules, report, unread = rules_for(config, system), Report(lang.language), 0
    for file in files:
        mapped = False
        for row in check(chunks(file), configuration=rules, system=system, name=label(file)):
            mapped |= row["document"] is not None
            counts, left = row["coverage"], (row["canonical"] or {}).get("unmapped", [])
            if as_json:
                print_json({"file": label(file), "type": row["type"], "controlNumber": row["controlNumber"], **counts, "unmapped": left})
                continue
            report.line(
                (label(file), "bold"), f": {row['format']}/{row['type']}  {_percent(counts)}", f"  {counts['mapped']}/{counts['leaves']}"
            )
            for entry in left:
                report.line(f"  {entry['path']}  {entry['value']}")
        if not mapped:
            Report(lang.language, errors=True).rule("", "error", "CLI-009", {"file": label(file)})
            unread += 1
    return exits.PROBLEMS if unread else exits.OK


def _percent(counts: dict[str, int]) -> str:
    taken = counts["mapped"] + counts["extension"]
    return f"{taken * 100 // counts['leaves']} %" if counts["leaves"] else "–"


def _samples(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file() and not file.name.endswith((EXPECTED, ".md")))
        else:
            yield path


def _documents(sample: Path, rules: ActiveConfiguration | None, system: str | None) -> list[Any]:
    from hub.cli.source import chunks
    from hub.pipeline.check import check

    return [row["canonical"] for row in check(chunks(str(sample)), configuration=rules, system=system)]


def _differences(expected: Any, read: Any, pointer: str) -> Iterator[dict[str, Any]]:
    """Every place where two JSON values differ, as a JSON pointer with both."""
    if isinstance(expected, dict) and isinstance(read, dict):
        for key in [*expected, *(key for key in read if key not in expected)]:
            step = key.replace("~", "~0").replace("/", "~1")
            yield from _differences(expected.get(key), read.get(key), f"{pointer}/{step}")
    elif isinstance(expected, list) and isinstance(read, list):
        for at in range(max(len(expected), len(read))):
            left, right = (values[at] if at < len(values) else None for values in (expected, read))
            yield from _differences(left, right, f"{pointer}/{at}")
    elif expected != read:
        yield {"pointer": pointer or "/", "expected": expected, "read": read}
