"""Pages cannot rot: links resolve, commands exist, examples run, generated pages are in step, README tells what happens.

Never judges wording. Example: a page that names `hub sendd` fails here.
"""

from __future__ import annotations

import doctest
import importlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import generate
from tests.services import REPOSITORY

HIDDEN = {".venv", ".git", ".hub", ".tryton", ".mocks", "demo", ".pytest_cache", ".hypothesis", "node_modules"}
PAGES = sorted(path for path in REPOSITORY.rglob("*.md") if not HIDDEN & set(path.relative_to(REPOSITORY).parts))
WRITTEN = [path for path in PAGES if not path.read_text("utf-8").startswith(generate.MARK)]
README = REPOSITORY / "README.md"
MODULES = sorted(
    ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")
    for path in (REPOSITORY / "hub").rglob("*.py")
    if "migrations" not in path.parts and path.stem != "__main__"
)


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


# ── links ──────────────────────────────────────────────────────────────────────────────────────────────────
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def broken_links(path: Path) -> Iterator[str]:
    for match in LINK.finditer(FENCE.sub("", path.read_text("utf-8"))):
        target, _, anchor = (match[1] or match[2]).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        there = (path.parent / target).resolve() if target else path
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            yield f"{name_of(path)}: {match[0]}"


def test_every_link_leads_somewhere() -> None:
    assert [link for path in PAGES for link in broken_links(path)] == []


# ── commands ───────────────────────────────────────────────────────────────────────────────────────────────
SPOKEN = re.compile(r"(?:^|[`$] ?|\| ?)(hub|make)((?: [a-z][a-z-]+)*)", re.MULTILINE)


def spoken_commands(path: Path) -> set[tuple[str, ...]]:
    """The commands that a page tells the reader to type, in code spans and console blocks."""
    code = "\n".join(re.findall(r"`[^`\n]+`", path.read_text("utf-8")) + re.findall(r"^\$ .*$", path.read_text("utf-8"), re.MULTILINE))
    return {(program, *words.split()) for program, words in SPOKEN.findall(code)}


def hub_commands() -> set[tuple[str, ...]]:
    """Every command with the groups above it."""
    whole = [words for words, _ in generate.leaves(generate.command_tree())]
    return {words[:length] for words in whole for length in range(1, len(words) + 1)}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE))


def misspelt(spoken: tuple[str, ...], known: set[tuple[str, ...]]) -> bool:
    """Whether the first words are no command, or a group is followed by a word that it does not have."""
    length = 2
    while length <= len(spoken):
        if spoken[:length] not in known:
            return True
        if not any(words[:length] == spoken[:length] and len(words) > length for words in known):
            return False
        length += 1
    return False


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_a_page_names_only_commands_that_exist(path: Path) -> None:
    known = hub_commands() | {("make",)} | {("make", target) for target in make_targets()}

    assert [" ".join(spoken) for spoken in sorted(spoken_commands(path)) if misspelt(spoken, known)] == []


# ── generated pages ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("section", generate.SECTIONS)
def test_generated_pages_are_in_step(section: str) -> None:
    wanted = dict(generate.SECTIONS[section]())
    assert [name_of(path) for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text] == []


def test_no_generated_page_describes_what_is_gone() -> None:
    assert generate.stale(generate.pages()) == []


def test_every_area_of_rules_is_introduced() -> None:
    assert [area for area, about in generate.areas().items() if not about] == []


# ── examples ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_run(module: str) -> None:
    outcome = doctest.testmod(importlib.import_module(module), optionflags=doctest.ELLIPSIS)
    assert outcome.failed == 0


# ── README ─────────────────────────────────────────────────────────────────────────────────────────────────
def block(name: str) -> list[str]:
    """The lines of the fenced block that README marks with `<!-- name -->`."""
    match = re.search(rf"<!-- {name} -->\n```\w*\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert match, f"README.md has no block marked {name}"
    return match[1].splitlines()


def skeleton(line: str) -> str:
    """A line without what differs from run to run: numbers, ids, digests, times, paths and the width of gaps."""
    line = re.sub(r"(?:/[\w.-]+)+/", "/", line)
    line = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{7,}\b|[0-9][0-9.,:]*", "#", line)
    return " ".join(line.split())


def told(lines: list[str]) -> list[str]:
    return [skeleton(line) for line in lines if line.strip() and not line.startswith("$ ")]


@pytest.mark.slow
def test_the_demo_tells_the_story_that_the_readme_shows(tmp_path: Path) -> None:
    demo = subprocess.run(
        [sys.executable, "-c", "import sys; from hub.cli import main; sys.exit(main())", "demo"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), "HOME": str(tmp_path), "LANG": "C.UTF-8", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert told(block("demo")) == told(demo.stdout.splitlines())


def test_the_readme_shows_how_the_tests_end() -> None:
    lines = block("test")

    assert lines[0] == "$ make test"
    assert re.fullmatch(r"[0-9]+ passed(, [0-9]+ skipped)? in [0-9.]+s.*", lines[-1])


def test_the_readme_says_the_sentence_in_both_languages_and_licenses() -> None:
    text = README.read_text("utf-8")
    assert all(word in text for word in ("Tradepost", "商驿", "Apache-2.0", "`make demo`", "`make test`"))


# ── decisions and dependencies ─────────────────────────────────────────────────────────────────────────────
DECISIONS = sorted((REPOSITORY / "docs" / "decisions").glob("[0-9]*.md"))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_fits_a_page_and_says_what_was_rejected(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Rejected", "Consequences"]
    assert len(text.split()) <= 600


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    index = (REPOSITORY / "docs" / "README.md").read_text("utf-8")
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert [path.name for path in DECISIONS if path.name not in index] == []


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[>=<;\s]", requirement)[0] for requirement in wanted}
    listed = set(
        re.findall(r"^\| `([\w.-]+)`", (REPOSITORY / "docs" / "decisions" / "0014-dependencies.md").read_text("utf-8"), re.MULTILINE)
    )
    assert listed == names


def test_the_changelog_knows_this_version() -> None:
    version = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert re.search(rf"^## (Unreleased|{re.escape(version)})", (REPOSITORY / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
