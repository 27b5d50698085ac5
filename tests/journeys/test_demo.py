"""`hub demo` tells its story in order and leaves a store that the other commands read."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub.cli.app import main

ROOT = Path(__file__).parents[2]
STORY = [
    *("agreed", "received", "acknowledged", "translated", "routed", "refused", "delivered", "answered", "delivered"),
    *("received", "delivered", "acknowledged", "answered", "received", "delivered", "answered", "received", "delivered"),
    *("received", "offered", "duplicate", "offered", "accepted"),
    *("asked", "received", "delivered", "decided", "sealed"),
]


@dataclass
class Said:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@dataclass
class Demo:
    """A finished demo: where it is, and what it said."""

    folder: Path
    said: str

    def hub(self, *words: str) -> Said:
        """A command on its store, in this process: starting another takes longer than the command."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name in [name for name in os.environ if name.startswith("HUB_")]:
                patch.delenv(name)
            patch.setenv("HUB_DATABASE", f"sqlite:///{self.folder / 'hub.db'}")
            code = main(list(words))
        return Said(code, out.getvalue(), err.getvalue())


def process(where: Path, *words: str) -> Said:
    """The same as a user starts it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    command = [sys.executable, "-c", "import sys; from hub.cli.app import main; sys.exit(main())", *words]
    done = subprocess.run(
        command, check=False, cwd=where, env={**kept, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=180
    )
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo") / "store"
    done = process(folder.parent, "demo", "--folder", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    return Demo(folder, done.stdout)


def test_the_words_of_the_story_come_in_their_order(demo: Demo) -> None:
    told = [line.split()[0] for line in demo.said.splitlines() if line.startswith("  ") and line.split()[0] in STORY]

    left = iter(told)
    assert all(word in left for word in STORY), told


def test_trace_finds_the_whole_conversation(demo: Demo) -> None:
    done = demo.hub("trace", "PO-2026-4711", "--json")

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert {"order/1", "order_response/1"} <= {row.get("document") for row in rows}


@pytest.mark.parametrize(
    ("reference", "documents"),
    [
        ("SD-26-0817", {"order/1", "order_response/1"}),
        ("HV-1093", {"order/1", "order_response/1"}),
        ("XY-2026-32", {"order/1"}),
        ("WEB-5571", {"lead/1", "lead_status/1"}),
        ("NK-DOSSIER-26", {"qualification_request/1", "supplier_qualification/1", "qualification_decision/1"}),
    ],
)
def test_every_conversation_of_the_demo_is_found_by_its_number(demo: Demo, reference: str, documents: set[str]) -> None:
    rows = [json.loads(line) for line in demo.hub("trace", reference, "--json").stdout.splitlines()]

    assert documents <= {row.get("document") for row in rows}


def test_show_looks_inside_the_order(demo: Demo) -> None:
    rows = [json.loads(line) for line in demo.hub("trace", "PO-2026-4711", "--json").stdout.splitlines()]
    message_id = next(row["id"] for row in rows if row.get("document") == "order/1")

    done = demo.hub("show", message_id)

    assert done.returncode == 0, done.stderr
    assert "PO-2026-4711" in done.stdout


def test_the_ledger_of_the_demo_agrees(demo: Demo) -> None:
    done = demo.hub("ledger", "verify", "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["verified"] is True


def test_one_altered_row_is_named(demo: Demo, tmp_path: Path) -> None:
    import shutil
    import sqlite3

    shutil.copytree(demo.folder, tmp_path / "copy")
    connection = sqlite3.connect(tmp_path / "copy" / "hub.db")
    with connection:
        connection.execute("UPDATE attempt SET status = 200 WHERE status = 503")
    connection.close()

    done = Demo(tmp_path / "copy", "").hub("ledger", "verify", "--json")

    assert done.returncode == 1
    assert [json.loads(line)["table"] for line in done.stdout.splitlines()[:-1]] == ["attempt"]


def test_a_store_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "hub.db").write_bytes(b"mine")

    done = process(tmp_path, "demo", "--folder", str(tmp_path))

    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert (tmp_path / "hub.db").read_bytes() == b"mine"
