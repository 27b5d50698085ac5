"""Listening: a real port, a graceful end, signals that do not kill the hub."""

from __future__ import annotations

import os
import signal
import socket
import threading

import pytest

from hub.api.server import Server, serve
from hub.compose import Hub
from hub.errors import Misconfigured
from hub.settings import Settings
from tests.api.conftest import Client


async def app(scope, receive, send):
    await receive()
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def test_port_zero_tells_the_real_one():
    ports = []
    listening = threading.Event()
    server = Server(app, lambda port: (ports.append(port), listening.set())[0])
    thread = threading.Thread(target=server.run_on, args=("127.0.0.1", 0))
    thread.start()
    assert listening.wait(10)
    assert Client(ports[0]).get("/").status == 204
    server.stop()
    thread.join(10)
    assert not thread.is_alive()


def test_a_port_that_is_taken_is_an_error_of_the_caller():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Misconfigured, match="CLI-026"):
        Server(app, lambda _port: None).run_on("127.0.0.1", taken.getsockname()[1])


def test_a_signal_ends_serving_and_leaves_the_hub_to_be_stopped(tmp_path):
    hub = Hub.open(Settings(database=f"sqlite:///{tmp_path / 'hub.db'}"))
    before = signal.getsignal(signal.SIGTERM)
    statuses = []

    def ready(port):
        def ask_and_end():
            statuses.append(Client(port).get("/v1/ready").status)
            os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=ask_and_end).start()

    serve(hub, "127.0.0.1", 0, ready)
    hub.stop()
    assert statuses == [200]
    assert signal.getsignal(signal.SIGTERM) is before
