"""The environment of mock-sap and mock-edi, two peers that we did not write: made once from `requirements.txt`, in a folder that git ignores.

Nothing of it is imported: each peer is a process of its own on a port that the kernel chose. Example: `with running("mock-sap") as url: ...`.
"""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import tempfile
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import REPOSITORY, Absent

FOLDER = Path(os.environ.get("HUB_MOCKS") or REPOSITORY / ".mocks")
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
INSTALL_SECONDS = 300.0
START_SECONDS = 60.0
END_SECONDS = 10.0


def installed() -> Path:
    """The folder of their commands. Raises Absent where the packages cannot be had, offline for one."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    mark = FOLDER / "installed.txt"
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (mark.is_file() and mark.read_bytes() == REQUIREMENTS.read_bytes()):
            _install()
            mark.write_bytes(REQUIREMENTS.read_bytes())
    return FOLDER / "venv" / "bin"


def _install() -> None:
    venv.create(FOLDER / "venv", clear=True, with_pip=True, symlinks=True)
    command = [
        str(FOLDER / "venv" / "bin" / "python"),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "-r",
        str(REQUIREMENTS),
    ]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise Absent(f"mocks: mock-sap and mock-edi were not installed within {INSTALL_SECONDS:g} s") from None
    if done.returncode:
        why = next((line for line in reversed(done.stderr.splitlines()) if line.startswith("ERROR")), f"pip ended with {done.returncode}")
        raise Absent(f"mocks: mock-sap and mock-edi cannot be installed ({why})")


@contextmanager
def running(command: str, *arguments: str) -> Iterator[str]:
    """The URL of a peer, for as long as the test needs it. Ends only the process that it started."""
    binary = installed() / command
    with tempfile.TemporaryDirectory(prefix="hub-mocks-") as name, (Path(name) / "log").open("wb") as log:
        port = _free_port()
        process = subprocess.Popen(
            [str(binary), "--port", str(port), *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=name
        )
        try:
            yield _started(process, f"http://127.0.0.1:{port}", Path(name) / "log")
        finally:
            process.terminate()
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _started(process: subprocess.Popen[bytes], url: str, log: Path) -> str:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if _answers(url):
            return url
        time.sleep(0.05)
    raise AssertionError(f"it did not start: {log.read_text('utf-8', 'replace')[-400:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_mock/health", timeout=2):
            return True
    except OSError:
        return False
