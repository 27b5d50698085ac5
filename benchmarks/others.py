"""Other people's parsers, for comparison: installed when a benchmark first asks, into a folder that nothing else imports from.

Never touches the environment of the hub. Example: `ask("peers_child", request, installed())`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.children import HERE, NotHere

FOLDER = HERE.parent / ".bench"
REQUIREMENTS = HERE / "requirements.txt"
MARK = "installed.txt"  # in the folder: what was installed there


def ready(folder: Path = FOLDER) -> bool:
    """Whether what is pinned now is installed."""
    mark = folder / MARK
    return mark.is_file() and mark.read_bytes() == REQUIREMENTS.read_bytes()


def installed(folder: Path = FOLDER) -> dict[str, str]:
    """The environment of a child that can import them. Raises NotHere where they cannot be had, offline for one."""
    if not ready(folder):
        _install(folder)
    return {"PYTHONPATH": os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(folder))))}


def _install(folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--upgrade"]
    command = [*pip, "--target", str(folder), "--requirement", str(REQUIREMENTS)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        why = next((line for line in reversed(done.stderr.splitlines()) if line.startswith("ERROR")), f"pip ended with {done.returncode}")
        raise NotHere(f"what benchmarks/requirements.txt names ({why})")
    (folder / MARK).write_bytes(REQUIREMENTS.read_bytes())
