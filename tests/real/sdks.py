"""The clients that vendors publish, in an environment of their own: made once, with exact pins, and asked in a process of its own.

Never imported by the hub or its tests (one of them switches the verification of certificates off). Example:
`told(installed(), "print(1 + 1)", {})` is `2`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from tests.services import REPOSITORY, Absent

PINS = Path(__file__).with_name("sdks.txt")
FOLDER = REPOSITORY / ".venv" / "sdks"  # goes with the environment that it belongs to
SECONDS = 180.0


def installed(folder: Path = FOLDER) -> Path:
    """The interpreter of the environment; raises Absent where it can neither be found nor made."""
    python, mark = folder / "bin" / "python", folder / "pins.txt"
    if not mark.is_file() or mark.read_bytes() != PINS.read_bytes():
        venv.create(folder, with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--requirement", str(PINS)]
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=SECONDS)
        except subprocess.TimeoutExpired as problem:
            raise Absent(f"vendors' clients: no answer of the package index within {SECONDS:g} s") from problem
        if done.returncode:
            why = next(
                (line for line in reversed(done.stderr.splitlines()) if line.startswith("ERROR")), f"pip ended with {done.returncode}"
            )
            raise Absent(f"vendors' clients: {why}")
        mark.write_bytes(PINS.read_bytes())
    return python


def told(python: Path, script: str, given: Any, seconds: float = 60.0) -> Any:
    """What a script prints as JSON; it finds what it was given, also JSON, at its standard input."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONWARNINGS": "ignore",
    }
    command = [str(python), "-c", script]
    done = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, check=False, timeout=seconds, env=environment, encoding="utf-8"
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise AssertionError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"it ended with {done.returncode}")
    return json.loads(done.stdout)
