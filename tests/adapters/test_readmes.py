"""What an adapter's README shows can be copied: its configuration lints, with the overlays and lists that the page gives beside it.

A page shows its own system; the companies and the other systems that it names are filled in here, and nothing else.
Example: a README whose `settings:` have a key that the adapter does not know fails here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from hub.adapters.discover import adapters
from hub.configuration.read import load
from tests.services import REPOSITORY

PAGES = sorted((REPOSITORY / "hub" / "adapters").glob("*/*/README.md"))
BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
OVERLAY = re.compile(r"^```yaml\n# (\S+\.yaml)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LIST = re.compile(r"^`(\S+\.csv)`:\n\n```csv\n(.*?)^```", re.MULTILINE | re.DOTALL)
ELSEWHERE = {"adapter": "erp/document", "out": {"folder": {"path": "out"}}}


def name_of(page: Path) -> str:
    return str(page.parent.relative_to(REPOSITORY / "hub" / "adapters"))


def configuration(page: Path) -> dict[str, Any]:
    """The first block of the page: systems, and agreements where it shows some."""
    return yaml.safe_load(BLOCK.findall(page.read_text("utf-8"))[0])


def files(page: Path) -> dict[str, str]:
    """The overlays and lists that the page shows, under the names that it gives them."""
    text = page.read_text("utf-8")
    return dict(OVERLAY.findall(text)) | dict(LIST.findall(text))


def words(node: Any) -> set[str]:
    """The systems that a piece of configuration names, as member/system, under `from` and `to`; and members by themselves."""
    if isinstance(node, list):
        return {word for item in node for word in words(item)}
    if not isinstance(node, dict):
        return set()
    own = {node[key] for key in ("from", "to") if isinstance(node.get(key), str)}
    return own | {word for value in node.values() for word in words(value)}


def whole(page: Path) -> dict[str, Any]:
    """The tree that a reader makes of the page: their companies, the other systems that it names, and what it shows."""
    shown = configuration(page)
    named = words(shown.get("agreements", {})) | set(shown["systems"])
    systems = {name: ELSEWHERE for name in named if "/" in name} | shown["systems"]
    members = {name.partition("/")[0] for name in named}
    return {
        "apiVersion": "hub/v1",
        "members": {name: {"name": {"en": name}, "ids": {"x12": f"ZZ:{name.upper()}"}} for name in sorted(members)},
        "systems": systems,
        "agreements": shown.get("agreements", {}),
    }


def test_every_adapter_has_a_page() -> None:
    assert [name_of(page) for page in PAGES] == sorted(adapters())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_what_a_page_shows_can_be_copied(page: Path) -> None:
    loaded = load(yaml.safe_dump(whole(page), allow_unicode=True), "hub.yaml", files(page).get)

    assert [f"{problem.rule} at {problem.place}: {problem.params}" for problem in loaded.problems] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_is_about_its_own_adapter(page: Path) -> None:
    assert name_of(page) in {system["adapter"] for system in configuration(page)["systems"].values()}
