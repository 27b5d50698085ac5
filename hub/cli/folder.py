"""The configuration on disk: the tree, the files beside it that it names, and the secrets it refers to.

Only files inside the folder of the tree are opened for it. Secrets are looked for and never read.
Example: `read_folder(Path("hub.yaml")).problems`.
"""

from __future__ import annotations

import os
from pathlib import Path

from hub.configuration.problem import ConfigProblem
from hub.configuration.read import Loaded, load

TREE = "hub.yaml"


def tree_file(path: Path) -> Path:
    """The tree that a path means: the file itself, or `hub.yaml` in a folder."""
    return path / TREE if path.is_dir() else path


def read_folder(path: Path, *, secrets: bool = False) -> Loaded:
    """Read and check a tree; with `secrets` also whether each reference leads to a value on this machine."""
    file = tree_file(path)
    name = str(file)
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError:
        return Loaded(None, {}, [ConfigProblem(name, 1, 1, "CFG-002", {"file": name})])
    except UnicodeDecodeError as problem:
        return Loaded(None, {}, [ConfigProblem(name, 1, 1, "CFG-003", {"file": name, "byte": problem.start})])
    folder = file.resolve().parent
    return load(text, name, lambda wanted: _open(folder, wanted), is_set=(lambda ref: is_set(folder, ref)) if secrets else None)


def shown(path: Path, file: str) -> str:
    """A file of the tree as a path that a terminal can open; names inside the tree are relative to it."""
    tree = tree_file(path)
    return file if file == str(tree) else str(tree.parent / file)


def is_set(folder: Path, reference: str) -> bool:
    """Whether a secret's reference leads to a value; the value itself is not looked at."""
    kind, _, name = reference.partition(":")
    return bool(os.environ.get(name)) if kind == "env" else (folder / name).is_file()


def _open(folder: Path, wanted: str) -> str | None:
    file = (folder / wanted).resolve()
    if not file.is_relative_to(folder):
        return None
    try:
        return file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError):
        return None
