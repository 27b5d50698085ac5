"""Starts the processes that a benchmark needs beside itself, and ends them: workers, sinks, load, slow disks.

A child is `python -m benchmarks.<module> <json>`; its last line of output is its answer as JSON. Ends only what it started.
Example: `ask("x12_read_child", {"path": "big.x12"})`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


class NotHere(Exception):
    """Something that a benchmark needs is not on this machine; the text names it."""


def ask(module: str, request: Mapping[str, Any], environment: Mapping[str, str] | None = None, timeout: float = 120) -> Any:
    """The child's answer, once it has ended."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", json.dumps(request)],
        cwd=HERE.parent,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=True,
        timeout=timeout,
    )
    return json.loads(done.stdout.splitlines()[-1])


@dataclass(slots=True)
class Child:
    """A process that serves. `ready`: what it said when it began; `last`: what it said at its end, None before or if nothing."""

    ready: Any
    last: Any = None


@contextmanager
def running(module: str, request: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Iterator[Child]:
    """A child that serves until the block ends, and is then asked to end (SIGTERM)."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{module}", json.dumps(request)],
        cwd=HERE.parent,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    with process.stdout as output:
        try:
            first = output.readline()
            if not first:
                raise RuntimeError(f"benchmarks.{module} ended before it was ready")
            child = Child(json.loads(first))
            yield child
            process.terminate()
            rest = output.read().splitlines()
            child.last = json.loads(rest[-1]) if rest else None
            process.wait(timeout=60)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def request() -> Any:
    """In a child: what it was asked."""
    return json.loads(sys.argv[1])


def answer(value: Any) -> None:
    """In a child: its answer, or where it listens."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


@cache
def slow_disk(microseconds: int) -> dict[str, str]:
    """The environment in which every flush to disk takes that much longer."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise NotHere("a C compiler (Debian: gcc) for the slow disk")
    library = Path(tempfile.mkdtemp(prefix="hub-slowsync-")) / "slowsync.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(HERE / "slowsync.c"), "-ldl"], check=True)
    return {"LD_PRELOAD": str(library), "SLOWSYNC_MICROSECONDS": str(microseconds)}
