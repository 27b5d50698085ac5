"""What tests need from outside: the corpus folder and a PostgreSQL server, found or started.

Never ends a process or drops a database that it did not make itself.
Example: `with postgresql.server() as admin, postgresql.database(admin) as url: ...`.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

REPOSITORY = Path(__file__).resolve().parent.parent
DEFAULT_SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
START_SECONDS = 30.0


class Absent(Exception):
    """A service that is neither there nor can be started here; the text says why."""


def required() -> bool:
    """Whether a missing service is a failure instead of a named skip."""
    return os.environ.get("HUB_REQUIRE_SERVICES", "") not in ("", "0")


def corpus_folder() -> Path:
    """The folder with documents that we did not write; raises Absent where there is none."""
    folder = Path(os.environ.get("HUB_CORPUS") or REPOSITORY.parent / "shared" / "corpus")
    if not folder.is_dir():
        raise Absent(f"corpus: no folder {folder}; HUB_CORPUS names another")
    return folder.resolve()


@contextmanager
def server() -> Iterator[str]:
    """The URL of an administrator's connection: HUB_TEST_POSTGRES, the local server, or one started for these tests."""
    named = os.environ.get("HUB_TEST_POSTGRES")
    if _answers(named or DEFAULT_SERVER):
        yield named or DEFAULT_SERVER
    elif named:
        raise Absent(f"postgresql: nobody answers at HUB_TEST_POSTGRES ({named})")
    else:
        with _own_server() as url:
            yield url


@contextmanager
def database(admin: str) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database under a name of its own, dropped at the end."""
    name = f"hub_test_{secrets.token_hex(6)}"
    _run(admin, "CREATE DATABASE {}", name)
    try:
        head, _, _ = admin.rpartition("/")
        yield f"{head.replace('postgresql://', 'postgresql+psycopg://', 1)}/{name}"
    finally:
        _run(admin, "DROP DATABASE {} WITH (FORCE)", name)


def _run(admin: str, statement: str, name: str) -> None:
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))  # type: ignore[arg-type]


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _own_server() -> Iterator[str]:
    binaries = _binaries()
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="hub-postgresql-"))
    try:
        if user:
            shutil.chown(folder, user)
        _initialise(binaries, folder, user)
        process, url = _start(binaries, folder, user)
        try:
            yield url
        finally:
            process.send_signal(2)  # SIGINT is PostgreSQL's fast shutdown
            process.wait(timeout=START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise Absent("postgresql: no server answers at 127.0.0.1:5432 and no initdb is installed (Debian: postgresql)")
    return Path(on_path).resolve().parent


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: the account to use instead, None when we are not root."""
    return "postgres" if os.geteuid() == 0 else None


def _initialise(binaries: Path, folder: Path, user: str | None) -> None:
    arguments = ["-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run([str(binaries / "initdb"), *arguments], cwd=folder, user=user, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Absent(f"postgresql: initdb failed: {done.stderr.strip() or done.stdout.strip()}")


def _start(binaries: Path, folder: Path, user: str | None) -> tuple[subprocess.Popen[bytes], str]:
    # Syncs are off: these tests kill the hub, never the database server.
    port = free_port()
    options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder), "fsync": "off", "max_connections": "200"}
    arguments = [str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
    for name, value in options.items():
        arguments += ["-c", f"{name}={value}"]
    log = (folder / "log").open("wb")
    with log:
        process = subprocess.Popen(arguments, cwd=folder, user=user, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            process.wait()
            raise Absent(f"postgresql: our own server did not start: {(folder / 'log').read_text(errors='replace')[-400:]}")
        time.sleep(0.05)
    return process, url


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
