"""The environment that a Tryton server runs in: made once from `requirements.txt`, in a folder of the repository that git ignores.

Nothing of it is imported here: the server is a process of its own. Example: `installed() / "trytond"` is the server's command.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import REPOSITORY, Absent

FOLDER = Path(os.environ.get("HUB_TRYTON") or REPOSITORY / ".tryton")
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
INSTALL_SECONDS = 600.0


def installed() -> Path:
    """The folder of the server's commands. Raises Absent where its packages cannot be had, offline for one."""
    with locked():
        mark = FOLDER / "installed.txt"
        if not (mark.is_file() and mark.read_bytes() == REQUIREMENTS.read_bytes()):
            _install()
            mark.write_bytes(REQUIREMENTS.read_bytes())
    return FOLDER / "venv" / "bin"


@contextmanager
def locked() -> Iterator[None]:
    """One test run at a time makes what the next ones find."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install() -> None:
    venv.create(FOLDER / "venv", clear=True, with_pip=True, symlinks=True)
    python = FOLDER / "venv" / "bin" / Path(sys.executable).name
    command = [str(python if python.exists() else python.with_name("python")), "-m", "pip", "--disable-pip-version-check", "install"]
    command += ["--quiet", "--requirement", str(REQUIREMENTS)]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise Absent(f"tryton: its packages were not installed within {INSTALL_SECONDS:g} s") from None
    if done.returncode:
        why = next((line for line in reversed(done.stderr.splitlines()) if line.startswith("ERROR")), f"pip ended with {done.returncode}")
        raise Absent(f"tryton: its packages cannot be installed ({why})")
