"""The wiring: what a process starts and stops, what it watches, and what one member's broken folder does to another's."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from hub.compose import Hub, open_database, secret
from hub.configuration.read import load
from hub.errors import Misconfigured
from hub.queue.distant import DistantDoorbell
from hub.queue.doorbell import Doorbell
from hub.settings import Settings
from hub.store import messages
from hub.testing.fakes import FrozenClock
from tests.journeys.world import order

TREE = """
apiVersion: hub/v1
members:
  lanmei: {name: {en: Lanmei}, ids: {x12: "ZZ:LANMEI"}}
  nordkran: {name: {en: Nordkran}, ids: {x12: "ZZ:NORDKRAN"}}
systems:
  lanmei/a: {adapter: erp/document, out: {memory: a}, in: {folder: {path: "FOLDER/a", taken: "FOLDER/a-taken"}}}
  lanmei/b: {adapter: erp/document, out: {memory: b}, in: {folder: {path: "FOLDER/b", taken: "FOLDER/b-taken"}}}
  nordkran/erp: {adapter: erp/document, out: {memory: erp}}
agreements:
  orders: {from: lanmei, to: nordkran, carries: [order], deliver: [{to: nordkran/erp, as: json}]}
"""


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    one = Hub.open(Settings(database=f"sqlite:///{tmp_path / 'deep' / 'hub.db'}", inline_limit=5000), clock=FrozenClock())
    loaded = load(TREE.replace("FOLDER", str(tmp_path)), "hub.yaml", lambda _: None)
    assert loaded.tree is not None, loaded.problems
    one.apply(loaded.tree, "test")
    yield one
    one.stop()


def looked(hub: Hub) -> int:
    """A file is taken once it looked the same twice."""
    hub.collect()
    return hub.collect()


def states(hub: Hub) -> list[str]:
    with hub.database.read() as connection:
        return [row["state"] for row in messages.page(connection, None) if row["direction"] == "in"][::-1]


def test_a_file_in_a_watched_folder_is_taken_and_moved_away(hub: Hub, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "po.x12").write_bytes(order())

    assert looked(hub) == 1

    assert states(hub) == ["routed"]
    assert (list((tmp_path / "a").iterdir()), [one.name for one in (tmp_path / "a-taken").iterdir()]) == ([], ["po.x12"])


def test_a_folder_that_is_missing_does_not_stop_the_others(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "po.x12").write_bytes(order())

    assert looked(hub) == 1
    assert states(hub) == ["routed"]


def test_a_name_that_is_no_unicode_is_taken_like_any_other(hub: Hub, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "a") + b"/po-\xff\xfe.x12")).write_bytes(order())

    assert looked(hub) == 1
    assert states(hub) == ["routed"]


def test_a_process_that_stops_takes_no_other_file(hub: Hub, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "po.x12").write_bytes(order())
    hub._ending.set()

    assert looked(hub) == 0
    hub._ending.clear()
    assert hub.collect() == 1


@pytest.mark.parametrize("data", [b"", b"\x00\xff" * 100])
def test_a_file_that_is_nothing_is_kept_and_held(hub: Hub, tmp_path: Path, data: bytes) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "po.x12").write_bytes(data)

    assert looked(hub) == 1
    with hub.database.read() as connection:
        assert messages.waiting(connection) == []
    assert states(hub) == []


def test_a_large_file_is_spooled_and_opened_afterwards(hub: Hub, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "po.x12").write_bytes(order(lines=200))

    assert looked(hub) == 1
    assert states(hub) == []

    assert hub.backlog.work() == 1
    assert states(hub) == ["routed"]


def test_a_file_that_comes_again_is_done_once(hub: Hub, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    for number in range(2):
        (tmp_path / "a" / f"po-{number}.x12").write_bytes(order())

    assert looked(hub) == 2
    assert states(hub) == ["routed"]


def test_a_file_that_could_not_be_committed_stays_where_it_is(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "po.x12").write_bytes(order())

    async def broken(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(type(hub.reception), "accept", broken)
        assert looked(hub) == 0
    assert (tmp_path / "a" / "po.x12").exists()

    assert hub.collect() == 1
    assert states(hub) == ["routed"]


def test_a_configuration_that_another_process_applied_is_taken_up(hub: Hub, tmp_path: Path) -> None:
    other = Hub.open(hub.settings, clock=FrozenClock(1_800_000_000_000_000))
    loaded = load(TREE.replace("FOLDER", str(tmp_path)).replace("Nordkran}", "Nordkran AB}"), "hub.yaml", lambda _: None)
    assert loaded.tree is not None
    digest = other.apply(loaded.tree, "other")
    other.stop()

    assert hub.rules.digest != digest
    assert (hub.reload(), hub.rules.digest, hub.reload()) == (True, digest, False)


def test_a_process_that_stops_leaves_no_thread_and_everything_sealed(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    hub = Hub.open(Settings(database=f"sqlite:///{tmp_path / 'hub.db'}", seal_every=0.1))
    hub.start(deliver=True)
    hub.new_token("t", "", "", ["operate"], None)
    hub.stop()

    assert _soon(lambda: {one.name for one in set(threading.enumerate()) - before if one.is_alive()} == set())
    database = open_database(Settings(database=f"sqlite:///{tmp_path / 'hub.db'}"))
    with database.read() as connection:
        from hub.store.checkpoints import figures

        told = figures(connection)
    database.close()
    assert told["checkpoints"] >= 1


def _soon(is_so: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while not is_so() and time.monotonic() < until:
        time.sleep(0.02)
    return is_so()


def test_what_is_owed_is_delivered_by_a_started_hub(hub: Hub, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    hub.start(deliver=True, receive=False)
    (tmp_path / "a" / "po.x12").write_bytes(order())

    looked(hub)

    assert _soon(lambda: len(hub.boxes.box("erp").taken) == 1)


@pytest.mark.parametrize(("reference", "value"), [("env:HUB_TEST_SECRET", "s"), ("file:{}/secret", "s")])
def test_a_secret_is_read_where_its_reference_leads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: str, value: str) -> None:
    monkeypatch.setenv("HUB_TEST_SECRET", value)
    (tmp_path / "secret").write_text(f"{value}\n")

    assert secret(reference.format(tmp_path)) == value


@pytest.mark.parametrize("reference", ["env:HUB_TEST_NOTHING", "file:/nowhere/at/all", "file:/"])
def test_a_secret_that_is_missing_is_named_and_never_shown(reference: str) -> None:
    with pytest.raises(Misconfigured, match="CFG-106") as problem:
        secret(reference)

    assert problem.value.params == {"reference": reference}


@pytest.mark.parametrize(
    "broker, kind", [("memory", Doorbell), ("amqp://hub:hunter2@127.0.0.1:9/", DistantDoorbell), ("redis://127.0.0.1:9/0", DistantDoorbell)]
)
def test_the_settings_choose_the_doorbell_and_a_broker_that_is_down_stops_nothing(tmp_path: Path, broker: str, kind: type) -> None:
    hub = Hub.open(Settings(database=f"sqlite:///{tmp_path / 'hub.db'}", broker=SecretStr(broker)))
    try:
        assert type(hub.doorbell) is kind
        hub.start(deliver=True)
        hub.new_token("buyer", "lanmei", "lanmei/srm", ["send"], None)
    finally:
        begun = time.monotonic()
        hub.stop()
    assert time.monotonic() - begun < 5


def test_a_broker_that_is_none_is_told_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as caught:
        Hub.open(Settings(database=f"sqlite:///{tmp_path / 'hub.db'}", broker=SecretStr("amqp://hub:hunter2@")))

    assert caught.value.params == {"setting": "HUB_BROKER", "part": "host"}


@pytest.mark.services
def test_without_a_broker_processes_on_postgresql_ring_through_it(postgresql_url: str) -> None:
    hub = Hub.open(Settings(database=postgresql_url))
    try:
        assert type(hub.doorbell) is DistantDoorbell
    finally:
        hub.stop()
