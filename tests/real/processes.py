"""Programs in processes of their own, started again after a kill. Ends only what it started.

Example: `with Program("serve", ["-m", "hub", …], log, environment) as serve: serve.kill(); serve.start(); serve.said()`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Self

from tests.services import REPOSITORY

PATIENCE = 90.0  # a busy machine takes long to load a program


class Program:
    """A Python program. `said()` waits for the first line that it prints after a start."""

    def __init__(self, name: str, arguments: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> None:
        self.name = name
        self._arguments = [sys.executable, *arguments]
        self._log = log
        self._environment = {**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})}
        self._process: subprocess.Popen[str] | None = None
        self._first: Future[str] = Future()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Begin; returns at once."""
        self._first = Future()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._arguments,
                cwd=REPOSITORY,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        threading.Thread(target=self._listen, args=(self._process, self._first), daemon=True).start()

    def said(self) -> str:
        """The first line of output; fails with the end of the log if there is none."""
        line = self._first.result(PATIENCE)
        if not line:
            raise AssertionError(f"{self.name} ended before it was ready: {self._log.read_text(errors='replace')[-2000:]}")
        return line

    def kill(self) -> None:
        """SIGKILL, between any two of its instructions."""
        if self._process is not None:
            self._process.kill()
            self._reap()

    def stop(self) -> int:
        """SIGTERM, as an operator would; how it ended."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
        return self._reap()

    def _reap(self) -> int:
        process, self._process = self._process, None
        assert process is not None
        code = process.wait()
        assert process.stdin is not None
        process.stdin.close()
        return code

    @staticmethod
    def _listen(process: subprocess.Popen[str], first: Future[str]) -> None:
        assert process.stdout is not None
        with process.stdout as output:
            first.set_result(output.readline().strip())
            output.read()
