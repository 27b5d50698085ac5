"""Lines over a RabbitMQ or a Redis server, by dramatiq's brokers: `amqp://`, `amqps://`, `redis://`, `rediss://`.

A ring is a dramatiq message without content. At most one waits in the queue for each process that rings, whether anybody listens or
not. dramatiq's own worker is not used: its threads wait seconds after an outage and log in words of their own.
Example: `line("amqp://hub:secret@broker.example/hub", "tradepost")`.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import SplitResult, urlsplit

import dramatiq

from hub.errors import Misconfigured

if TYPE_CHECKING:
    import redis

SETTING: Final = "HUB_BROKER"
TICK: Final = 100  # milliseconds after which a listener that heard nothing says so
_SECONDS: Final = 5  # that a server may take to answer at all
_HEARTBEAT: Final = 20  # seconds between signs of life of a RabbitMQ connection


class Wire(Protocol):
    """What differs between servers: a fresh broker with no connection yet, who listens, how many rings wait, the end of all connections."""

    name: str

    def broker(self) -> dramatiq.Broker: ...
    def consumer(self, broker: Any) -> dramatiq.Consumer: ...
    def waiting(self, broker: Any) -> int: ...
    def close(self, broker: Any) -> None: ...


class BrokerLine:
    """Rings through a queue of a broker: one listener hears each. After any failure it begins with a fresh broker."""

    def __init__(self, wire: Wire, queue: str) -> None:
        self.name = wire.name
        self._wire = wire
        self._queue = queue
        self._sending: dramatiq.Broker | None = None

    def send(self) -> None:
        """Put a ring into the queue, unless one waits there that will be heard as well."""
        if self._sending is None:
            self._sending = self._wire.broker()
        try:
            if not self._wire.waiting(self._sending):
                self._sending.enqueue(dramatiq.Message(queue_name=self._queue, actor_name="ring", args=(), kwargs={}, options={}))
        except Exception:
            self.hang_up()
            raise

    def hang_up(self) -> None:
        """End the connection that sent."""
        broker, self._sending = self._sending, None
        if broker is not None:
            self._close(broker)

    def waiting(self) -> int:
        """How many rings wait; raises whatever the server's client raises where none answers."""
        broker = self._wire.broker()
        try:
            return self._wire.waiting(broker)
        finally:
            self._close(broker)

    def listen(self) -> Generator[bool]:
        """Whether a ring came, tick after tick."""
        broker = self._wire.broker()
        try:
            with closing(self._wire.consumer(broker)) as consumer:
                for message in consumer:
                    if message is not None:
                        consumer.ack(message)
                    yield message is not None
        finally:
            self._close(broker)

    def _close(self, broker: dramatiq.Broker) -> None:
        with suppress(Exception):  # it may be broken already, in any way
            self._wire.close(broker)


class RabbitMQ:
    """Publishing is confirmed, so that a queue which was deleted is noticed and made again."""

    name = "rabbitmq"

    def __init__(self, url: str, queue: str) -> None:
        self._url = _with_limits(url)
        self._queue = queue
        self.broker()  # reads the URL, opens nothing

    def broker(self) -> dramatiq.Broker:
        from dramatiq.brokers.rabbitmq import RabbitmqBroker  # noqa: PLC0415  # only who uses it loads it

        return RabbitmqBroker(url=self._url, confirm_delivery=True, middleware=[])

    def consumer(self, broker: Any) -> dramatiq.Consumer:
        broker.declare_queue(self._queue)
        consumer: dramatiq.Consumer = broker.consume(self._queue, prefetch=1, timeout=TICK)
        del broker.connection  # it declared the queue; the consumer has one of its own, and nobody would send signs of life on this
        return consumer

    def waiting(self, broker: Any) -> int:
        from pika.exceptions import ChannelClosedByBroker  # noqa: PLC0415

        try:
            return int(broker.channel.queue_declare(self._queue, passive=True).method.message_count)
        except ChannelClosedByBroker:  # there is no such queue; sending makes it
            del broker.channel
            return 0

    def close(self, broker: Any) -> None:
        broker.close()


class Redis:
    """All keys begin with the name of the queue."""

    name = "redis"

    def __init__(self, url: str, queue: str) -> None:
        self._url = url
        self._queue = queue
        self._client().connection_pool.make_connection()  # reads the URL, opens nothing

    def broker(self) -> dramatiq.Broker:
        from dramatiq.brokers.redis import RedisBroker  # noqa: PLC0415

        broker: dramatiq.Broker = RedisBroker(client=self._client(), middleware=[], namespace=self._queue)  # type: ignore[no-untyped-call]
        return broker

    def consumer(self, broker: Any) -> dramatiq.Consumer:
        broker.declare_queue(self._queue)
        consumer: dramatiq.Consumer = broker.consume(self._queue, prefetch=1, timeout=TICK)
        return consumer

    def waiting(self, broker: Any) -> int:
        return int(broker.client.llen(f"{self._queue}:{self._queue}"))

    def close(self, broker: Any) -> None:
        broker.client.close()

    def _client(self) -> redis.Redis:
        import redis  # noqa: PLC0415

        return redis.Redis.from_url(self._url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS, health_check_interval=_HEARTBEAT)


def _with_limits(url: str) -> str:
    """The URL with the limits that it does not set itself: pika waits for ever for a server that stops reading."""
    given = urlsplit(url).query
    limits = {"heartbeat": _HEARTBEAT, "socket_timeout": _SECONDS, "blocked_connection_timeout": _SECONDS}
    missing = "&".join(f"{name}={value}" for name, value in limits.items() if f"{name}=" not in given)
    return f"{url}{'&' if given else '?'}{missing}"


_WIRES: Final[dict[str, type[RabbitMQ | Redis]]] = {"amqp": RabbitMQ, "amqps": RabbitMQ, "redis": Redis, "rediss": Redis}


def line(url: str, queue: str) -> BrokerLine:
    """The line that a URL names, not connected yet. Raises Misconfigured, which says which part is wrong and never shows the URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _wrong("host") from None
    part = _wrong_part(parts)
    if part:
        raise _wrong(part)
    try:
        wire = _WIRES[parts.scheme](url, queue)
    except Exception:  # noqa: BLE001  # libraries raise what they like, with the URL in it
        raise _wrong("query") from None
    return BrokerLine(wire, queue)


def _wrong_part(parts: SplitResult) -> str:
    if parts.scheme not in _WIRES:
        return "scheme"
    if not parts.hostname:
        return "host"
    try:
        parts.port  # noqa: B018  # raises if it is no number of a port
    except ValueError:
        return "port"
    path = parts.path.removeprefix("/")
    if _WIRES[parts.scheme] is Redis and path and not path.isdecimal():
        return "database"
    return ""


def _wrong(part: str) -> Misconfigured:
    return Misconfigured("QUE-020", setting=SETTING, part=part)
