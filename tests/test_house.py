"""The rules of the house that no linter knows: purity, money, catalogue rows, names and sizes, read from the syntax trees.

Imports nothing of the hub but its catalogue. `python -m tests.test_house` prints the size report.
"""

from __future__ import annotations

import ast
import re
import statistics
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path

import pytest

from hub.catalogue import LANGUAGES, rules
from tests.services import REPOSITORY

HUB = REPOSITORY / "hub"
FILES = sorted(path for path in HUB.rglob("*.py") if "versions" not in path.parts)
PURE = ("errors.py", "catalogue", "model", "formats", "mapping", "adapters")
# Where amounts, quantities and other people's numbers pass. Seconds and shares elsewhere may be floats.
VALUES = ("model", "formats", "mapping", "ledger")
SHARES = {"cutoff"}  # keyword arguments that are no value of a document
RULE = re.compile(r"[A-Z][A-Z0-9]{1,4}-[0-9]{3}")

# What reads the clock, draws a number or looks around; pure layers take the result as an argument.
IMPURE = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid.uuid7",
    "os.environ",
    "os.getenv",
    "os.urandom",
}
IMPURE_MODULES = {
    "random",
    "secrets",
    "socket",
    "asyncio",
    "subprocess",
    "sqlite3",
    "tempfile",
    "urllib.request",
    "http.client",
}
# GPL or AGPL: test peers may be, the product never imports them.
GPL = {"pyas2lib", "tryton", "trytond", "proteus", "odoo", "frappe", "rfc3987", "bots", "MySQLdb", "psycopg2", "PyQt5", "PyQt6"}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "misc", "common_utils", "base_handler", "stuff"}
LEFT_OVER = re.compile(r"\b(TODO|FIXME|HACK|WIP)\b|/work/|/tmp/[A-Z]|\blorem ipsum\b")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def below(*folders: str) -> list[Path]:
    return [path for path in FILES if path.relative_to(HUB).parts[0] in folders]


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


def imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def docstring_nodes(path: Path) -> set[int]:
    owners = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef))
    return {id(node.body[0].value) for node in owners if node.body and isinstance(node.body[0], ast.Expr)}


# ── money ──────────────────────────────────────────────────────────────────────────────────────────────────
def is_share(node: ast.AST) -> bool:
    """A place for a share or a likeness, which is no value of a document: a keyword named so, a function that says it gives a float."""
    named = isinstance(node, ast.keyword) and node.arg in SHARES
    return named or (isinstance(node, ast.FunctionDef) and node.returns is not None and ast.unparse(node.returns) == "float")


def floats(path: Path) -> Iterator[int]:
    shares = {id(below) for node in ast.walk(tree(path)) if is_share(node) for below in ast.walk(node)}
    for node in ast.walk(tree(path)):
        if id(node) in shares:
            continue
        if (isinstance(node, ast.Constant) and isinstance(node.value, float)) or (
            isinstance(node, ast.Call) and dotted(node.func) == "float"
        ):
            yield node.lineno


def test_no_float_stands_on_a_value_path() -> None:
    assert [f"{name_of(path)}:{line}" for path in below(*VALUES) for line in floats(path)] == []


def readings_of_foreign_json(path: Path) -> Iterator[int]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and dotted(node.func) in {"json.loads", "json.load", "json.JSONDecoder"}:
            if "parse_float" not in {keyword.arg for keyword in node.keywords}:
                yield node.lineno
        elif isinstance(node, ast.Call) and dotted(node.func) == "orjson.loads":
            yield node.lineno  # rounds numbers of more than 64 bits


def test_json_of_others_is_read_without_rounding() -> None:
    assert [f"{name_of(path)}:{line}" for path in below("formats", "mapping", "adapters") for line in readings_of_foreign_json(path)] == []


# ── purity ─────────────────────────────────────────────────────────────────────────────────────────────────
def impurities(path: Path) -> Iterator[str]:
    for line, module in imported(path):
        if module in IMPURE_MODULES:
            yield f"{name_of(path)}:{line}: import {module}"
    for node in ast.walk(tree(path)):
        written = dotted(node) if isinstance(node, ast.Attribute) else ""
        if written in IMPURE or written.removeprefix("datetime.") in IMPURE:
            yield f"{name_of(path)}:{node.lineno}: {written}"
        if isinstance(node, ast.Call) and dotted(node.func) == "open":
            yield f"{name_of(path)}:{node.lineno}: open()"


def test_pure_layers_take_clock_chance_and_files_as_arguments() -> None:
    assert [found for path in below(*PURE) for found in impurities(path)] == []


def test_only_settings_and_secrets_read_the_environment() -> None:
    allowed = {"settings.py", "compose.py", "cli", "configuration", "testing"}
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in FILES
        if path.relative_to(HUB).parts[0] not in allowed
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and dotted(node) in {"os.environ", "os.getenv"}
    ]
    assert found == []


def test_nothing_under_the_gpl_is_imported() -> None:
    assert [f"{name_of(path)}:{line}" for path in FILES for line, module in imported(path) if module.partition(".")[0] in GPL] == []


# Installed with, and spoken through, a package that is declared.
COMPANIONS = {"pydantic-core", "typing-extensions", "yarl", "starlette", "pika", "redis"}


def requirement_name(text: str) -> str:
    return re.split(r"[\[>=<;\s]", text)[0].lower().replace("_", "-")


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {requirement_name(requirement) for requirement in project["dependencies"]} | COMPANIONS
    homes = packages_distributions()
    found = {
        module.partition(".")[0]: f"{name_of(path)}:{line}"
        for path in FILES
        if path not in below("testing")  # kits for tests: whoever uses them has the tools
        for line, module in imported(path)
        if not {home.lower().replace("_", "-") for home in homes.get(module.partition(".")[0], [])} & {*declared, "tradepost"}
        and module.partition(".")[0] not in {*sys.stdlib_module_names, "hub"}
    }
    assert found == {}


def test_sql_is_written_only_in_the_store() -> None:
    homes = {"store", "compose.py", "testing"}
    found = [
        f"{name_of(path)}:{line}: {module}"
        for path in FILES
        if path.relative_to(HUB).parts[0] not in homes
        for line, module in imported(path)
        if module.partition(".")[0] in {"sqlite3", "psycopg", "alembic"}
    ]
    assert found == []


# What others may know of the database: the connection that they hand on, and that it failed.
CONNECTIONS = {"sqlalchemy.Connection"}
FAILURES = "sqlalchemy.exc."


def names_imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def is_of_the_store_alone(name: str) -> bool:
    """A part of SQLAlchemy with which statements are made, or the tables that they are made of."""
    if name.startswith("hub.store.tables"):
        return True
    return name.partition(".")[0] == "sqlalchemy" and name not in CONNECTIONS and not name.startswith(FAILURES)


@pytest.mark.parametrize(
    "name, alone",
    [
        ("sqlalchemy", True),
        ("sqlalchemy.select", True),
        ("sqlalchemy.dialects.postgresql", True),
        ("hub.store.tables", True),
        ("hub.store.tables.leaf", True),
        ("sqlalchemy.Connection", False),
        ("sqlalchemy.exc.DBAPIError", False),
        ("hub.store.leaves", False),
    ],
)
def test_what_the_store_has_to_itself(name: str, alone: bool) -> None:
    assert is_of_the_store_alone(name) == alone


def test_statements_are_made_only_in_the_store() -> None:
    found = [
        f"{name_of(path)}:{line}: {name}"
        for path in FILES
        if path not in below("store", "testing")  # kits for tests empty whole tables
        for line, name in names_imported(path)
        if is_of_the_store_alone(name)
    ]
    assert found == []


# ── rules ──────────────────────────────────────────────────────────────────────────────────────────────────
def rules_used() -> dict[str, str]:
    used: dict[str, str] = {}
    for path in FILES:
        prose = docstring_nodes(path)
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose and RULE.fullmatch(node.value):
                used.setdefault(node.value, f"{name_of(path)}:{node.lineno}")
    return used


def test_every_rule_that_code_names_is_in_the_catalogue() -> None:
    areas = {rule_id.rpartition("-")[0] for rule_id in rules()}
    assert {rule: place for rule, place in rules_used().items() if rule not in rules() and rule.rpartition("-")[0] in areas} == {}


@pytest.mark.parametrize("part", ["title", "message", "fix"])
def test_every_rule_speaks_both_languages(part: str) -> None:
    assert [rule.id for rule in rules().values() if any(not getattr(rule, part).get(language, "").strip() for language in LANGUAGES)] == []


BLANK = re.compile(r"\{([a-zA-Z_]+)[^}]*\}")


def test_both_languages_name_the_same_values() -> None:
    differing = [
        rule.id
        for rule in rules().values()
        if set(BLANK.findall(rule.message["en"] + rule.fix["en"])) != set(BLANK.findall(rule.message["zh"] + rule.fix["zh"]))
    ]
    assert differing == []


# ── names, leftovers, sizes ────────────────────────────────────────────────────────────────────────────────
def test_modules_are_named_for_what_they_hold() -> None:
    assert [name_of(path) for path in FILES if path.stem in VAGUE_NAMES] == []


def texts() -> Iterator[Path]:
    kinds = {".py", ".md", ".yaml", ".toml", ".csv", ".c", ".sh", ""}
    hidden = {
        ".git",
        ".venv",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
        ".import_linter_cache",
        "__pycache__",
        ".hub",
        ".bench",
        ".tryton",
        ".mocks",
        "demo",
    }
    for path in sorted(REPOSITORY.rglob("*")):
        if (
            path.is_file()
            and path.suffix in kinds
            and not hidden & set(path.relative_to(REPOSITORY).parts)
            and path != Path(__file__).resolve()
        ):
            yield path


def test_nothing_is_left_over_from_the_making() -> None:
    found = [
        f"{name_of(path)}:{number}: {line.strip()[:80]}"
        for path in texts()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if LEFT_OVER.search(line)
    ]
    assert found == []


def is_stub(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return any(
        isinstance(part, ast.Raise) and part.exc and dotted(getattr(part.exc, "func", part.exc)) == "NotImplementedError" for part in body
    )


def test_no_function_is_a_stub() -> None:
    assert [f"{name_of(path)}:{node.lineno} {node.name}" for path in FILES for node in functions(path) if is_stub(node)] == []


def test_every_module_says_what_it_is() -> None:
    assert [name_of(path) for path in FILES if path.read_text("utf-8").strip() and not ast.get_docstring(tree(path))] == []


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def lines(path: Path) -> int:
    return path.read_text("utf-8").count("\n")


def test_files_can_be_held_in_one_sitting() -> None:
    assert [f"{name_of(path)}: {lines(path)} lines" for path in FILES if lines(path) > 400] == []


def test_most_functions_are_a_few_lines() -> None:
    lengths = [length(node) for path in FILES for node in functions(path)]
    assert statistics.median(lengths) <= 9
    assert statistics.quantiles(lengths, n=10)[-1] <= 30


def report() -> str:
    by_file = sorted(((lines(path), name_of(path)) for path in FILES), reverse=True)
    by_function = sorted(
        ((length(node), f"{name_of(path)}:{node.lineno} {node.name}") for path in FILES for node in functions(path)), reverse=True
    )
    sizes, spans = [size for size, _ in by_file], [span for span, _ in by_function]
    return "\n".join(
        [
            f"{len(sizes)} files, {sum(sizes)} lines; median file {statistics.median(sizes):.0f}",
            f"{len(spans)} functions; median {statistics.median(spans):.0f}, p90 {statistics.quantiles(spans, n=10)[-1]:.0f}",
            *(f"{size:5} {name}" for size, name in by_file[:10]),
            *(f"{span:5} {name}" for span, name in by_function[:15]),
        ]
    )


def test_the_layers_of_the_picture_are_the_layers_of_the_contract() -> None:
    readme = (REPOSITORY / "docs" / "decisions" / "0001-pure-core.md").read_text("utf-8")
    order = re.findall(r"^    hub\.(\w+)", readme, re.MULTILINE)
    contract = re.search(r"layers = \[(.*?)\]", (REPOSITORY / "pyproject.toml").read_text("utf-8"), re.DOTALL)
    assert contract is not None
    layers = [re.findall(r"hub\.(\w+)", line)[0] for line in contract[1].splitlines() if "hub." in line]
    assert order == layers
    assert all(a != b for a, b in pairwise(layers))


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
