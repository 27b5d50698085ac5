"""What is thrown arbitrary bytes, and the one sentence that must hold of it whatever they are.

Every format that discovery finds has a target without being named here. `make test` runs them over mutated samples
with Hypothesis, `make fuzz` for as long as one likes with atheris, which follows the branches.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from hub.configuration.read import load
from hub.formats.base import Format, Layout, laid_out
from hub.formats.discover import formats, recognise, sniff
from hub.formats.xlsx.writer import printed
from hub.mapping import library
from hub.mapping.canonical_path import CanonicalPath, CanonicalPathError
from hub.mapping.language import parse
from hub.mapping.problem import RuleProblem
from hub.model.documents.registry import DOCUMENTS, validate
from hub.pipeline.check import check
from hub.testing import formats as kit

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SEED = 20_000
FOLDERS = ("examples", "hub/cli/demo", "schemas/samples")


@dataclass(frozen=True, slots=True)
class Target:
    """Something that reads bytes of strangers. `run` raises where the invariant does not hold."""

    invariant: str
    run: Callable[[bytes], None]
    seeds: list[bytes] = field(default_factory=list)


@cache
def targets() -> dict[str, Target]:
    """Every target by name."""
    found = {
        f"format-{name}": Target(
            "Reading ends, never raises, and every interchange that starts ends.", partial(_reads, format_), list(_seeds(format_))
        )
        for name, format_ in _formats().items()
    }
    everything = [seed for target in found.values() for seed in target.seeds]
    return {
        **found,
        "sniff": Target("Any first bytes are of one format at most, or have a name, or none.", _sniffs, everything),
        "try": Target("`hub try` says something well-formed about any bytes, and its counts add up.", _tries, everything),
        "document": Target("A JSON value is a document or has findings with pointers, never both.", _validates, _files(".json")),
        "map": Target("A text is a map or has a problem at a line and a column of it.", _parses_map, _files(".yaml")),
        "configuration": Target("A text is a configuration or has problems at lines of it.", _configures, _files(".yaml")),
        "path": Target(
            "A text is a canonical path or is refused at a column of it.", _parses_path, [b"orderLine[0].item.name", b"a[b=c].d"]
        ),
    }


def _formats() -> dict[str, Format]:
    """Every format; those whose bytes do not say what they are, under the layouts of the package's maps."""
    layouts: dict[str, dict[str, Layout]] = {}
    for format_name, message_type in library.available():
        layout = library.load(format_name, message_type).layout
        if layout:
            layouts.setdefault(format_name, {})[message_type] = layout
    return {name: laid_out(format_, layouts.get(name, {})) for name, format_ in formats().items()}


def _reads(format_: Format, data: bytes) -> None:
    kit.check_never_raises(format_, data)


def _sniffs(data: bytes) -> None:
    sniff(data)
    recognise(data)


def _tries(data: bytes) -> None:
    rows = list(check([data]))
    assert rows, "nothing was said"
    for row in rows:
        json.dumps(row, allow_nan=False)
        counts = row["coverage"]
        assert counts["leaves"] == counts["mapped"] + counts["extension"] + counts["residue"]
        assert not any(finding["rule"] == "HUB-001" for finding in row["findings"]), row["findings"]


def _validates(data: bytes) -> None:
    try:
        values = json.loads(data, parse_float=str)
    except (ValueError, RecursionError):
        return
    for document_type in DOCUMENTS:
        document, findings = validate(document_type, values)
        assert (document is None) == bool(findings)
        assert all(finding.pointer is not None for finding in findings)


def _parses_map(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        parse(text, "fuzz.yaml", "base")
    except RuleProblem as found:
        problem = found
    else:
        return
    assert min(problem.line, problem.column) >= 1


def _configures(data: bytes) -> None:
    loaded = load(data.decode("utf-8", "replace"), "fuzz.yaml", lambda _name: None)
    assert loaded.tree is not None or loaded.problems
    assert all(problem.line >= 1 for problem in loaded.problems)


def _parses_path(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        CanonicalPath(text)
    except CanonicalPathError as found:
        problem = found
    else:
        return
    assert 1 <= problem.column <= len(text) + 1


def _files(suffix: str) -> list[bytes]:
    return [data for path in _paths() if path.suffix == suffix and len(data := path.read_bytes()) <= LONGEST_SEED]


TABLE = '采购单号,行号,品名,数量,备注\nPO-1,1,"泵, 大",3,=急\n,2,阀,1.5,\n合计,,,4.5,\n'


def _seeds(format_: Format) -> Iterator[bytes]:
    if format_.name == "csv":
        yield from (TABLE.encode(), TABLE.encode("gb18030"), TABLE.encode("utf-16"))
        return
    if format_.name == "xlsx":
        yield printed([("order", [[(cell, "") for cell in line.split(",")] for line in TABLE.splitlines()])])
        return
    for path in _paths():
        data = path.read_bytes()
        if len(data) <= LONGEST_SEED and format_.sniff(data[:4096]):
            yield data


@cache
def _paths() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")) if path.is_file() and path.suffix != ".py"]
