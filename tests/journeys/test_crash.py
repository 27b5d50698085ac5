"""`kill -9` between any two steps of the journey: nothing that was accepted is lost (law 1), nothing happens twice (law 3)."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from hub.compose import Hub
from hub.configuration.read import load
from hub.ledger.verify import verify
from hub.settings import Settings
from hub.store import deliveries, messages
from tests import services
from tests.journeys.world import Sink, order, post, tree

CHILD = Path(__file__).with_name("crash_child.py")
ROOT = CHILD.parents[2]
ABREAST = 4
PATIENCE = 120.0

# (step, which occurrence of it): every transaction of the journey, and every line around a send.
STEPS = [
    ("before-accept", 1),
    ("before-begin", 1),
    ("before-commit", 1),
    ("after-commit", 1),
    ("after-accept", 1),
    ("before-commit", 2),
    ("after-commit", 2),
    ("before-commit", 3),
    ("after-commit", 3),
    ("before-commit", 4),
    ("after-commit", 4),
    ("before-send", 1),
    ("before-send", 2),
    ("after-send", 1),
    ("after-send", 2),
    ("after-send", 3),
    ("before-finish", 1),
    ("before-finish", 3),
]


@contextmanager
def child(database: str, step: str, count: int, inline_limit: int = 1 << 20):
    """A hub in a process of its own, and its address; it is ended when the block is left."""
    told = {"database": database, "step": step, "count": count, "deadline": 3.0, "grace": 1.0, "inline_limit": inline_limit}
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, str(CHILD), json.dumps(told)],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        try:
            url = process.stdout.readline().strip()
            if not url:
                said.seek(0)
                raise AssertionError(f"the hub did not start: {said.read()[-2000:]}")
            yield process, url
        finally:
            process.stdin.close()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()


def prepared(database: str, folder: Path, url: str) -> str:
    for name in ("lanmei", "archive"):
        (folder / name).mkdir()
    hub = Hub.open(Settings(database=database))
    loaded = load(tree(folder, url), "hub.yaml", lambda _: None)
    assert loaded.tree is not None, loaded.problems
    hub.apply(loaded.tree, "test")
    token, _ = hub.new_token("buyer", "lanmei", "lanmei/srm", ["read", "send"], None)
    hub.stop()
    return token


def drained(database: str, message_id: str) -> list[dict]:
    """The deliveries of a message and of its acknowledgement once all have arrived."""
    hub = Hub.open(Settings(database=database))
    try:
        until = time.monotonic() + PATIENCE / 2
        while time.monotonic() < until:
            with hub.database.read() as connection:
                rows = deliveries.of_message(connection, message_id, None)
            if len(rows) == 2 and all(row["state"] == 4 for row in rows):
                return rows
            time.sleep(0.05)
        raise AssertionError(f"not delivered: {[(row['system_id'], row['state'], row['attempt'], row['cause']) for row in rows]}")
    finally:
        hub.stop()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def journeys(request, tmp_path_factory) -> Iterator[dict[tuple[str, int], Future[None]]]:
    """Every journey, several side by side: they mostly wait, for leases to end and for processes to start."""
    server = request.getfixturevalue("postgresql_server") if request.param == "postgresql" else None
    with ThreadPoolExecutor(ABREAST) as pool:
        yield {step: pool.submit(journey, server, tmp_path_factory.mktemp("crash"), *step) for step in STEPS}


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step[0]}-{step[1]}")
def test_a_kill_at_any_step_loses_nothing_and_doubles_nothing(journeys, step) -> None:
    journeys[step].result(PATIENCE)


def journey(server: str | None, folder: Path, step: str, count: int) -> None:
    """One order, a kill at one step, a restart, and what a good sender does; then everything has to be whole."""
    with services.database(server) if server else nullcontext(f"sqlite:///{folder}/hub.db") as database, Sink() as sink:
        token = prepared(database, folder, sink.url)
        with child(database, step, count) as (process, url):
            status, answer = post(url, token, order(), "key-1")
            assert process.wait(PATIENCE) == -9, "the step was never reached"
        # The sender's duty: what was not answered is sent again, with the same key.
        with child(database, "never", 1) as (_, url):
            again, repeated = post(url, token, order(), "key-1")
            assert again == 202, repeated
            if status == 202:
                assert repeated == answer, "an answer that was given is the answer for ever"
            rows = drained(database, repeated["messages"][0]["id"])
        assert_whole(database, folder, sink, rows)


def assert_whole(database: str, folder: Path, sink: Sink, rows: list[dict]) -> None:
    erp = next(row for row in rows if row["system_id"] == "nordkran/erp")
    assert {key for key, _ in sink.requests} == {erp["key"]}, "whatever arrived twice arrived under the same key"
    assert len({body for _, body in sink.requests}) == 1, "a retry carries the same bytes"
    assert len(list((folder / "archive").glob("850-*"))) == 1
    assert len(list((folder / "lanmei").glob("997-*"))) == 1
    hub = Hub.open(Settings(database=database))
    try:
        hub.seal(force=True)
        with hub.database.read() as connection:
            assert list(verify(connection)) == []
            routed = [row for row in messages.page(connection, None) if row["document_type"] == "order/1"]
        assert [row["state"] for row in routed] == ["routed"]
    finally:
        hub.stop()
