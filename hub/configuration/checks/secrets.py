"""Checks of secrets: they are references in the tree, and each reference leads to a value where the hub runs.

No value of a secret is ever read, kept or shown here; a reference may be shown.
Example: `token: env:CRM_TOKEN` without that variable is CFG-023.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args
from urllib.parse import urlsplit

from pydantic import SecretStr

from hub.configuration.checks.base import Checked
from hub.configuration.problem import ConfigProblem, Path
from hub.model.config import is_secret_reference
from hub.model.yaml_text import Node

_CREDENTIALS = ("authorization", "api-key", "apikey", "token", "secret", "cookie", "password")


def references_lead_to_values(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-023: the variable is not set, or the file is not there."""
    if checked.is_set is None:
        return
    for system_id in checked.configuration.systems:
        for part in ("out", "in", "settings"):
            for path, text in _texts(checked, ("systems", system_id, part)):
                if is_secret_reference(text) and not checked.is_set(text):
                    yield checked.marks.problem(path, "CFG-023", reference=text)


def no_secret_in_the_open(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-020 in the secret settings of an adapter; CFG-022 in headers and in URLs."""
    for system_id, system in checked.configuration.systems.items():
        base = ("systems", system_id)
        adapter = checked.known.adapters.get(system.adapter)
        for name, value in system.settings.items():
            field = adapter.settings_model.model_fields.get(name) if adapter else None
            if field is not None and _is_secret(field.annotation) and not is_secret_reference(str(value)):
                yield checked.marks.problem((*base, "settings", name), "CFG-020", key=name)
        if system.out is not None and system.out.http is not None:
            yield from _open_http(checked, (*base, "out", "http"), system.out.http.url, system.out.http.headers)


def _open_http(checked: Checked, base: Path, url: str, headers: dict[str, str]) -> Iterator[ConfigProblem]:
    if _has_userinfo(url):
        yield checked.marks.problem((*base, "url"), "CFG-022", key="url")
    for name, value in headers.items():
        if any(word in name.lower() for word in _CREDENTIALS) and not is_secret_reference(value):
            yield checked.marks.problem((*base, "headers", name), "CFG-022", key=name)


def _has_userinfo(url: str) -> bool:
    try:
        return "@" in urlsplit(url).netloc
    except ValueError:  # not a URL at all, which is CFG-024
        return False


def _is_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(_is_secret(argument) for argument in get_args(annotation))


def _texts(checked: Checked, path: Path) -> Iterator[tuple[Path, str]]:
    node = checked.marks.root
    for step in path:
        if not isinstance(node.value, dict) or step not in node.value:
            return
        node = node.value[str(step)]
    yield from _walk(node, path)


def _walk(node: Node, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(node.value, str):
        yield path, node.value
    elif isinstance(node.value, dict):
        for key, child in node.value.items():
            yield from _walk(child, (*path, key))
    elif isinstance(node.value, list):
        for ordinal, child in enumerate(node.value):
            yield from _walk(child, (*path, ordinal))
