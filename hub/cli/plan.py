"""`hub plan`: what `hub apply` would change, and what that would do to what is here already. It changes nothing.

Example: `hub plan hub.yaml; echo $?` prints the changes and 2, or 0 where there is none.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.cli import exits
from hub.cli.options import Json, Lang, Tongue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.cli.report import Report
    from hub.configuration.changes import Change
    from hub.pipeline.preview import Count, Effect

Tree = Annotated[Path, typer.Argument(metavar="[PATH]", envvar="HUB_CONFIG", help="The tree, or the folder with hub.yaml.")]
Sample = Annotated[
    int, typer.Option("--sample", min=0, max=5000, help="How many held and how many past messages and deliveries are looked at.")
]
_STYLES = {"added": "green", "removed": "bold red", "changed": "yellow"}


def add(app: typer.Typer) -> None:
    """`hub plan`."""
    app.command()(plan)


def plan(path: Tree = Path("hub.yaml"), sample: Sample = 200, as_json: Json = False, lang: Lang = Tongue.en) -> int:
    """Show what applying a configuration would change. Exit 0: nothing; 2: changes are pending; 1: it has errors."""
    from hub.cli.folder import read_folder
    from hub.cli.opened import opened
    from hub.cli.report import Report, print_json
    from hub.configuration.active import ActiveConfiguration
    from hub.configuration.changes import changes

    loaded = read_folder(path)
    errors = Report(lang.language, errors=True)
    for problem in loaded.problems:
        errors.rule(problem.place, problem.severity, problem.rule, problem.params)
    if loaded.tree is None:
        return exits.PROBLEMS
    with opened() as hub:
        rules = ActiveConfiguration.from_tree(loaded.tree)
        found = changes(hub.tree(), loaded.tree)
        effect = hub.preview.of(rules, sample) if found else None
        before = hub.rules.digest
    if as_json:
        for change in found:
            print_json({"kind": "change", "of": change.kind, **{k: v for k, v in asdict(change).items() if k != "kind"}})
        told = asdict(effect) if effect is not None else None
        print_json({"kind": "plan", "before": before, "after": rules.digest, "changes": len(found), "sample": sample, "effect": told})
    else:
        _shown(Report(lang.language), found, effect)
    return exits.PENDING if found else exits.OK


def _shown(report: Report, found: Sequence[Change], effect: Effect | None) -> None:
    for change in found:
        report.line((change.line(), _STYLES[change.what]))
    if effect is None:
        report.line("No changes: this is what is in force.")
        return
    report.line(f"  held messages: {_passing(effect.messages)}; held or stopped deliveries: {_passing(effect.deliveries)}")
    report.line(f"  routed, {_of(effect.read)}: {effect.read.differing} would be read differently")
    report.line(f"  delivered, {_of(effect.written)}: {effect.written.differing} would be written differently")
    for example in [*effect.read.examples, *effect.written.examples]:
        report.line(f"    {example}")
    counts = {what: sum(change.what == what for change in found) for what in ("added", "changed", "removed")}
    report.line(
        f"Plan: {counts['added']} to add, {counts['changed']} to change, {counts['removed']} to remove. `hub apply` puts it in force."
    )


def _passing(count: Count) -> str:
    return f"{count.passing} of {count.looked}{' looked at' if count.more else ''} would pass"


def _of(count: Count) -> str:
    return f"last {count.looked}" if count.more else f"all {count.looked}"
