"""A Tryton server on loopback, started for the tests of a module, with as many databases as they ask for.

A database is initialised once and kept as a template; each test database is a copy of it. Ends only the process that it started.
Example: `with server("seller", "buyer") as base: ...`.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from tests.real.tryton import company
from tests.real.tryton.environment import FOLDER, REQUIREMENTS, installed, locked
from tests.real.tryton.rpc import PASSWORD
from tests.services import Absent

MODULES = (
    "account_invoice_stock", "company", "party", "product", "purchase", "purchase_request_quotation", "purchase_requisition", "sale", "sale_opportunity",
)  # fmt: skip
FIRST_SECONDS = 600.0  # 16 s on an idle machine
START_SECONDS = 120.0


@contextmanager
def server(*databases: str) -> Iterator[str]:
    """The URL of a server with these databases, each a company of its own that buys and sells."""
    binaries = installed()
    template = _template(binaries)
    with tempfile.TemporaryDirectory(prefix="hub-tryton-") as name:
        folder = Path(name)
        for database in databases:
            shutil.copy(template, folder / f"{database}.sqlite")
        with _running(binaries, folder, databases) as base:
            yield base


def _template(binaries: Path) -> Path:
    """A database with a company in it: what made it is part of its name, so that a change makes it anew."""
    made_of = b"".join(path.read_bytes() for path in (REQUIREMENTS, Path(company.__file__)))
    year = dt.date.today().year  # noqa: DTZ011 - its fiscal year is Tryton's own
    template = FOLDER / f"company-{year}-{sha256(made_of).hexdigest()[:16]}.sqlite"
    with locked():
        if not template.exists():
            with tempfile.TemporaryDirectory(prefix="hub-tryton-") as name:
                _make(binaries, Path(name), template)
    return template


def _make(binaries: Path, folder: Path, template: Path) -> None:
    bare = FOLDER / f"bare-{sha256(REQUIREMENTS.read_bytes() + ' '.join(MODULES).encode()).hexdigest()[:16]}.sqlite"
    database = folder / "template.sqlite"
    if not bare.exists():
        _initialise(binaries, folder, database)
        _keep(database, bare)
    shutil.copy(bare, database)
    with _running(binaries, folder, ["template"]) as base:
        company.found(base, "template")
    _keep(database, template)


def _keep(database: Path, kept: Path) -> None:
    """The server writes ahead: what stands beside the file is taken into it, and never copied with it."""
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copy(database, kept.with_suffix(".part"))
    kept.with_suffix(".part").replace(kept)
    for beside in ("-wal", "-shm"):
        database.with_name(database.name + beside).unlink(missing_ok=True)


def _initialise(binaries: Path, folder: Path, database: Path) -> None:
    database.touch()  # Tryton refuses a SQLite file that is not there
    password = folder / "password"
    password.write_text(PASSWORD + "\n")
    command = [str(binaries / "trytond-admin"), "-c", str(_settings(folder, 0)), "-d", database.stem, "--email", "admin@tryton.example"]
    command += ["-l", "en", "--activate-dependencies", "-u", *MODULES]
    environment = {**os.environ, "TRYTONPASSFILE": str(password)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=FIRST_SECONDS)
    if done.returncode:
        raise Absent(f"tryton: its database was not initialised: {done.stderr.strip()[-400:]}")


def _settings(folder: Path, port: int) -> Path:
    path = folder / "trytond.conf"
    path.write_text(f"[database]\nuri = sqlite://\npath = {folder}\n[web]\nlisten = 127.0.0.1:{port}\n")
    return path


@contextmanager
def _running(binaries: Path, folder: Path, databases: tuple[str, ...] | list[str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    # Databases are not named: Tryton 8.2 loads the last one for each name that it is given. Each is loaded when first asked for.
    command = [str(binaries / "trytond"), "-c", str(_settings(folder, port))]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(process, base, databases, folder)
        yield base
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # a session of its own: the server and what it started
        process.wait(START_SECONDS)


def _wait(process: subprocess.Popen[bytes], base: str, databases: tuple[str, ...] | list[str], folder: Path) -> None:
    """Until every database is loaded: one after the other, and nobody asks for anything else before."""
    deadline = time.monotonic() + START_SECONDS
    for database in databases:
        while not _loaded(base, database):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Absent(f"tryton: the server did not start: {(folder / 'log').read_text(errors='replace')[-400:]}")
            time.sleep(0.05)


def _loaded(base: str, database: str) -> bool:
    """Whether a request that is turned away at the door gets that far."""
    try:
        urllib.request.urlopen(f"{base}/{database}/rest/model/ir.lang", timeout=START_SECONDS).close()
    except urllib.error.HTTPError as answer:
        return answer.code == HTTPStatus.UNAUTHORIZED
    except OSError:
        return False
    return True
