"""URLs of brokers: what they name, what is wrong with them, and that nothing ever shows them."""

from __future__ import annotations

import traceback

import pytest
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker

from hub.catalogue import explain
from hub.errors import Misconfigured
from hub.queue import brokers
from hub.queue.brokers import line


@pytest.mark.parametrize(
    "url, name",
    [
        ("amqp://hub:hunter2@broker.example:5673/tradepost", "rabbitmq"),
        ("amqp://broker.example", "rabbitmq"),
        ("amqps://hub:hunter2@broker.example/%2F?heartbeat=5", "rabbitmq"),
        ("redis://broker.example", "redis"),
        ("redis://:hunter2@broker.example:6380/7", "redis"),
        ("rediss://hub:hunter2@broker.example/0?socket_timeout=2", "redis"),
        ("redis://[::1]:6380/", "redis"),
    ],
)
def test_a_url_names_a_line_and_nothing_is_connected(url: str, name: str) -> None:
    made = line(url, "tradepost")

    assert made.name == name
    assert "hunter2" not in repr(made)


@pytest.mark.parametrize(
    "url, part",
    [
        ("", "scheme"),
        ("hunter2", "scheme"),
        ("broker.example:5672", "scheme"),
        ("http://hub:hunter2@broker.example", "scheme"),
        ("amqp:/hub:hunter2@broker.example", "host"),
        ("amqp://hub:hunter2@/vhost", "host"),
        ("amqp://[hunter2", "host"),
        ("amqp://hub:hunt#er2@broker.example", "port"),
        ("amqp://hub:hunter2@broker.example:70000", "port"),
        ("amqp://broker.example:hunter2", "port"),
        ("redis://hub:hunter2@broker.example/seven", "database"),
        ("amqp://hub:hunter2@broker.example/?hunter2=1", "query"),
        ("amqp://hub:hunter2@broker.example/?heartbeat=often", "query"),
        ("redis://hub:hunter2@broker.example/0?hunter2=1", "query"),
    ],
)
def test_a_wrong_url_is_the_operators_to_mend_and_is_not_shown(url: str, part: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        line(url, "tradepost")

    assert (caught.value.rule, caught.value.params) == ("QUE-020", {"setting": "HUB_BROKER", "part": part})
    shown = "".join(traceback.format_exception(caught.value)) + str(explain(caught.value.rule, caught.value.params, "en"))
    assert "HUB_BROKER" in shown
    assert not [word for word in ("hunter2", "hunt#er2", "er2@") if word in shown]


def test_rabbitmq_confirms_and_waits_for_no_server_for_ever() -> None:
    broker = brokers.RabbitMQ("amqp://broker.example/hub?heartbeat=7", "tradepost").broker()

    assert isinstance(broker, RabbitmqBroker)
    assert broker.confirm_delivery
    told = broker.parameters
    assert (told.virtual_host, told.heartbeat, told.socket_timeout, told.blocked_connection_timeout) == ("hub", 7, 5, 5)


def test_redis_waits_for_no_server_for_ever_and_keeps_to_its_own_keys() -> None:
    broker = brokers.Redis("redis://broker.example/3?socket_timeout=2", "tradepost").broker()

    assert isinstance(broker, RedisBroker)
    assert broker.namespace == "tradepost"
    told = broker.client.connection_pool.connection_kwargs
    assert (told["db"], told["socket_timeout"], told["socket_connect_timeout"]) == (3, 2, 5)


@pytest.mark.parametrize("url", ["amqp://hub:hunter2@127.0.0.1:9/", "redis://hub:hunter2@127.0.0.1:9/0"])
def test_a_server_that_is_not_there_is_an_error_of_the_line_and_the_next_try_begins_anew(url: str) -> None:
    made = line(url, "tradepost")
    for _ in range(2):
        with pytest.raises(Exception) as caught:  # noqa: PT011  # each library has its own
            made.send()
        assert "hunter2" not in str(caught.value)
        assert made._sending is None
    with pytest.raises(Exception):  # noqa: B017, PT011
        next(made.listen())
