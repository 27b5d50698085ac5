"""RabbitMQ and Redis for tests: the server that answers here, or one of our own from installed binaries, which may be killed.

Never ends a process that it did not start; what tests leave in a shared server they remove by name.
Example: `with brokers.rabbitmq() as url: ...`, `with brokers.OwnRedis() as own: own.kill(); own.start()`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

import pika
import redis

from tests.services import START_SECONDS, Absent, free_port

DEFAULT_RABBITMQ = "amqp://guest:guest@127.0.0.1:5672/"
TRIES = 3
DEFAULT_REDIS = "redis://127.0.0.1:6379/0"


@contextmanager
def rabbitmq() -> Iterator[str]:
    """The URL of a RabbitMQ server: HUB_TEST_RABBITMQ, the local one, or one started for these tests."""
    with _found("HUB_TEST_RABBITMQ", DEFAULT_RABBITMQ, rabbitmq_answers, OwnRabbitMQ) as url:
        yield url


@contextmanager
def redis_server() -> Iterator[str]:
    """The URL of a Redis server: HUB_TEST_REDIS, the local one, or one started for these tests."""
    with _found("HUB_TEST_REDIS", DEFAULT_REDIS, redis_answers, OwnRedis) as url:
        yield url


@contextmanager
def _found(variable: str, default: str, answers: Callable[[str], bool], own: type[Own]) -> Iterator[str]:
    named = os.environ.get(variable)
    if answers(named or default):
        yield named or default
    elif named:
        raise Absent(f"{own.program}: nobody answers at {variable} ({named})")
    else:
        with own() as started:
            yield started.url


def rabbitmq_answers(url: str) -> bool:
    try:
        pika.BlockingConnection(pika.URLParameters(url)).close()
    except (pika.exceptions.AMQPError, OSError):
        return False
    return True


def redis_answers(url: str) -> bool:
    with redis.Redis.from_url(url, retry=None, socket_timeout=2) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def wipe(url: str, queue: str) -> None:
    """Everything that a hub has at a broker is gone: its queues are deleted, or its keys. Nobody else's are touched."""
    if url.startswith("redis"):
        with redis.Redis.from_url(url) as client:
            for key in client.scan_iter(f"{queue}:*", count=1000):
                client.delete(key)
        return
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    for name in (queue, f"{queue}.DQ", f"{queue}.XQ"):
        channel.queue_delete(name)
    connection.close()


def waiting(url: str, queue: str) -> int:
    """How many rings wait in the queue of a hub."""
    if url.startswith("redis"):
        with redis.Redis.from_url(url) as client:
            return int(client.llen(f"{queue}:{queue}"))
    connection = pika.BlockingConnection(pika.URLParameters(url))
    try:
        return int(connection.channel().queue_declare(queue, passive=True).method.message_count)
    finally:
        connection.close()


class Own:
    """A server of our own on a port of loopback. `kill` is SIGKILL to all its processes; `start` brings it up again, at the same address."""

    program = ""

    def __init__(self) -> None:
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix=f"hub-{self.program}-"))
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        raise NotImplementedError

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Begin, and return when it answers. While it was down, somebody's outgoing connection may have been given its port for a moment."""
        for _ in range(TRIES):
            self._begin()
            if self._answered():
                return
            self.kill()
            time.sleep(1.0)
        raise Absent(f"{self.program}: our own server did not start: {(self._folder / 'log').read_text(errors='replace')[-400:]}")

    def _answered(self) -> bool:
        until = time.monotonic() + START_SECONDS * 4
        while not self._answers():
            if self._processes[-1].poll() is not None or time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True

    def kill(self) -> None:
        """End it as a power cut would."""
        while self._processes:
            process = self._processes.pop()
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # each leads a group of its own
            process.wait()

    def _begin(self) -> None:
        raise NotImplementedError

    def _answers(self) -> bool:
        raise NotImplementedError

    def _run(self, *command: str, **environment: str) -> None:
        with (self._folder / "log").open("ab") as log:
            self._processes.append(
                subprocess.Popen(
                    command,
                    cwd=self._folder,
                    env={**os.environ, **environment},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )


class OwnRedis(Own):
    """Keeps nothing on disk: after a kill it is empty."""

    program = "redis"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def _begin(self) -> None:
        server = _binary("redis-server", "redis: no server answers and no redis-server is installed (Debian: redis-server)")
        self._run(server, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self._folder))

    def _answers(self) -> bool:
        return redis_answers(self.url)


class OwnRabbitMQ(Own):
    """With an empty disk at its first start; its queues are durable. It has a name service (epmd) of its own, so that none is left behind."""

    program = "rabbitmq"

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}/"

    def _begin(self) -> None:
        absent = "rabbitmq: no server answers and no rabbitmq-server is installed (Debian: rabbitmq-server)"
        # Debian's command on PATH changes the user and the folder; the program itself does as it is told.
        server = next(iter(sorted(Path("/usr/lib/rabbitmq").glob("**/bin/rabbitmq-server"))), None)
        program = str(server) if server else _binary("rabbitmq-server", absent)
        names, nodes = free_port(), free_port()
        plugins = self._folder / "plugins"
        plugins.write_text("[].\n")
        self._run(_binary("epmd", absent), "-port", str(names), "-address", "127.0.0.1")
        self._run(
            program,
            HOME=str(self._folder),
            ERL_EPMD_PORT=str(names),
            RABBITMQ_NODENAME=f"hub{self.port}@localhost",
            RABBITMQ_NODE_IP_ADDRESS="127.0.0.1",
            RABBITMQ_NODE_PORT=str(self.port),
            RABBITMQ_DIST_PORT=str(nodes),
            RABBITMQ_MNESIA_BASE=str(self._folder / "data"),
            RABBITMQ_LOG_BASE=str(self._folder),
            RABBITMQ_LOGS="-",
            RABBITMQ_CONFIG_FILE=str(self._folder / "none"),
            RABBITMQ_ENABLED_PLUGINS_FILE=str(plugins),
        )

    def _answers(self) -> bool:
        return rabbitmq_answers(self.url)


def _binary(name: str, absent: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Absent(absent)
    return found
