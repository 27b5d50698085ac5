"""HTTP against loopback peers: what is sent, what comes back, and what each way of failing means."""

from __future__ import annotations

import asyncio
import socket
import time

import pytest
from aiohttp.abc import AbstractResolver
from yarl import URL

from hub.adapters.base import Http, Send, WireError
from hub.errors import Misconfigured
from hub.model.config import HttpOut
from hub.testing.fakes import Peer, answering, http_answer
from hub.transports.base import LARGEST_ANSWER
from hub.transports.http import CheckedResolver, HttpClient, HttpTransport, _checked_socket, join

SEND = Send(b'{"id": "PO-1"}', "application/json", "PO-1.json", "key-1")


class Names(AbstractResolver):
    """A resolver that knows a few names and counts."""

    def __init__(self, **names: str) -> None:
        self.names = names
        self.asked: list[str] = []

    async def resolve(self, host, port=0, family=socket.AF_INET):
        self.asked.append(host)
        if host not in self.names:
            raise OSError(f"no such host {host}")
        return [
            {"hostname": host, "host": address, "port": port, "family": socket.AF_INET, "proto": 0, "flags": socket.AI_NUMERICHOST}
            for address in self.names[host].split()
        ]

    async def close(self):
        pass


def exchange(play, request=SEND, *, token=None, deadline=5.0, resolver=None, host=None, **config):
    """One exchange with a peer; the response, or the error, and the peer."""

    async def run():
        async with Peer(play) as peer:
            client = HttpClient(resolver)
            url = peer.url if host is None else f"http://{host}:{peer.port}"
            transport = HttpTransport(client, HttpOut(url=url + "/in", private=True, **config), token)
            try:
                return await transport.exchange(request, deadline), peer
            except (WireError, Misconfigured) as problem:
                return problem, peer
            finally:
                await client.close()

    return asyncio.run(run())


def test_a_document_is_posted_with_its_key_type_and_token():
    answer, peer = exchange(answering(201, b'{"id": "SO-1"}', Location="/so/1"), token="s3cret", headers={"X-Site": "A"})

    assert (answer.status, answer.body, answer.headers["location"]) == (201, b'{"id": "SO-1"}', "/so/1")
    heard = peer.heard[0]
    assert (heard.method, heard.path, heard.body) == ("POST", "/in", SEND.body)
    expected = {"idempotency-key": "key-1", "content-type": "application/json", "authorization": "Bearer s3cret", "x-site": "A"}
    assert {name: heard.headers[name] for name in expected} == expected


def test_an_api_request_goes_below_the_configured_url():
    _, peer = exchange(answering(200), Http("GET", "/orders?no=PO-1", {"Accept": "application/json"}))

    assert (peer.heard[0].method, peer.heard[0].path) == ("GET", "/in/orders?no=PO-1")


PATHS = [
    ("", "https://erp.example/api"),
    ("orders", "https://erp.example/api/orders"),
    ("/orders", "https://erp.example/api/orders"),
    ("//evil.example/x", "https://erp.example/api/evil.example/x"),
    ("?a=b", "https://erp.example/api?a=b"),
    ("orders?a=%2F", "https://erp.example/api/orders?a=%2F"),
]


@pytest.mark.parametrize("path, url", PATHS)
def test_no_path_leads_to_another_host(path, url):
    joined = join(URL("https://erp.example/api"), path)

    assert joined.host == "erp.example"
    assert str(joined) == url


def test_a_redirect_is_an_answer_and_is_not_followed():
    answer, peer = exchange(answering(302, Location="http://169.254.169.254/"))

    assert answer.status == 302
    assert len(peer.heard) == 1


def test_nobody_at_the_port_means_nothing_was_sent():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: the port refuses
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"

        async def run():
            client = HttpClient()
            try:
                await HttpTransport(client, HttpOut(url=url, private=True)).exchange(SEND, 2.0)
            finally:
                await client.close()

        with pytest.raises(WireError) as failed:
            asyncio.run(run())

    assert failed.value.sent is False


async def _hang_up(_heard, writer):
    writer.close()


async def _silence(_heard, _writer):
    await asyncio.sleep(5)


async def _break_off(_heard, writer):
    writer.write(b"HTTP/1.1 201 X\r\ncontent-length: 100\r\n\r\nhalf")
    writer.close()


async def _drip(_heard, writer):
    writer.write(b"HTTP/1.1 201 X\r\ncontent-length: 100\r\n\r\n")
    for _ in range(100):
        await asyncio.sleep(0.02)
        writer.write(b"x")
        await writer.drain()


async def _garbage(_heard, writer):
    writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")


@pytest.mark.parametrize("play", [_hang_up, _silence, _break_off, _drip, _garbage])
def test_what_fails_after_sending_may_have_arrived(play):
    begun = time.monotonic()

    problem, peer = exchange(play, deadline=0.15)

    assert isinstance(problem, WireError)
    assert problem.sent is True
    assert time.monotonic() - begun < 1.5
    assert len(peer.heard) == 1  # never a second try of our own


def test_a_failed_handshake_means_nothing_was_sent():
    async def run():
        async with Peer(answering(200)) as peer:  # speaks no TLS
            client = HttpClient()
            try:
                await HttpTransport(client, HttpOut(url=f"https://127.0.0.1:{peer.port}/", private=True)).exchange(SEND, 0.3)
            finally:
                await client.close()

    with pytest.raises(WireError) as failed:
        asyncio.run(run())

    assert failed.value.sent is False


def test_a_name_that_does_not_resolve_means_nothing_was_sent():
    problem, _ = exchange(answering(200), resolver=Names(), host="erp.example")

    assert isinstance(problem, WireError)
    assert problem.sent is False


def test_a_checked_name_is_connected_at_its_checked_address_and_keeps_its_host_header():
    answer, peer = exchange(answering(200), resolver=Names(**{"erp.example": "127.0.0.1"}), host="erp.example")

    assert answer.status == 200
    assert peer.heard[0].headers["host"] == f"erp.example:{peer.port}"


@pytest.mark.parametrize("addresses", ["127.0.0.1", "8.8.8.8 10.0.0.1", "169.254.169.254"])
def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(addresses):
    resolver = CheckedResolver(Names(**{"erp.example": addresses}), private=False)

    with pytest.raises(Misconfigured) as refused:
        asyncio.run(resolver.resolve("erp.example", 443))

    assert refused.value.rule == "NET-002"


def test_a_public_system_whose_name_leads_to_us_never_reaches_us():
    async def run():
        async with Peer(answering(200)) as peer:
            client = HttpClient(Names(**{"erp.example": "127.0.0.1"}))
            try:
                await HttpTransport(client, HttpOut(url=f"http://erp.example:{peer.port}/")).exchange(SEND, 2.0)
            except Misconfigured as refused:
                return refused.rule, peer.connections
            finally:
                await client.close()

    assert asyncio.run(run()) == ("NET-002", 0)


def test_a_public_system_does_not_ride_on_a_private_connection():
    names = Names(**{"erp.example": "127.0.0.1"})

    async def run():
        async with Peer(answering(200)) as peer:
            client = HttpClient(names)
            url = f"http://erp.example:{peer.port}/"
            try:
                await HttpTransport(client, HttpOut(url=url, private=True)).exchange(SEND, 2.0)
                with pytest.raises(Misconfigured):
                    await HttpTransport(client, HttpOut(url=url)).exchange(SEND, 2.0)
            finally:
                await client.close()

    asyncio.run(run())


def test_a_private_url_without_leave_is_refused_when_it_is_configured():
    with pytest.raises(Misconfigured):
        HttpTransport(HttpClient(), HttpOut(url="http://127.0.0.1:1/"))


def test_a_large_answer_is_cut():
    answer, _ = exchange(answering(200, b"x" * (2 * LARGEST_ANSWER)))

    assert len(answer.body) == LARGEST_ANSWER


def test_a_token_in_an_answer_is_not_kept():
    answer, _ = exchange(answering(400, b"bad header: Bearer s3cret"), token="s3cret")

    assert answer.body == b"bad header: Bearer ***"


def test_a_header_with_a_line_break_is_the_operators_to_mend():
    problem, peer = exchange(answering(200), headers={"X-Site": "A\r\nX-Evil: 1"})

    assert isinstance(problem, Misconfigured)
    assert peer.heard == []


def test_connections_are_kept_for_the_next_request():
    async def run():
        async with Peer(answering(200)) as peer:
            client = HttpClient()
            transport = HttpTransport(client, HttpOut(url=peer.url, private=True))
            for _ in range(3):
                await transport.exchange(SEND, 2.0)
            await client.close()
            return peer.connections

    assert asyncio.run(run()) == 1


def test_many_at_a_time_do_not_wait_for_each_other():
    async def slow(_heard, writer):
        await asyncio.sleep(0.1)
        writer.write(http_answer(200))

    async def run():
        async with Peer(slow) as peer:
            client = HttpClient()
            transport = HttpTransport(client, HttpOut(url=peer.url, private=True))
            begun = time.monotonic()
            await asyncio.gather(*(transport.exchange(SEND, 5.0) for _ in range(100)))
            await client.close()
            return time.monotonic() - begun

    assert asyncio.run(run()) < 2.0


def test_a_kept_connection_that_breaks_is_not_tried_again_for_any_method():
    async def once(heard, writer):
        if len(peer.heard) == 1:
            writer.write(http_answer(200))
        else:
            writer.close()

    async def run():
        nonlocal peer
        async with Peer(once) as peer:
            client = HttpClient()
            transport = HttpTransport(client, HttpOut(url=peer.url, private=True))
            await transport.exchange(Http("GET"), 2.0)
            with pytest.raises(WireError) as failed:
                await transport.exchange(Http("PUT", body=b"x"), 2.0)
            await client.close()
            return failed.value.sent, [heard.method for heard in peer.heard]

    peer = None
    assert asyncio.run(run()) == (True, ["GET", "PUT"])


@pytest.mark.parametrize("method", ["CONNECT", "TRACE", "get", "X\r\nY"])
def test_odd_methods_are_refused(method):
    problem, peer = exchange(answering(200), Http(method))

    assert isinstance(problem, Misconfigured)
    assert peer.heard == []


@pytest.mark.parametrize(
    "address, private, allowed", [("127.0.0.1", True, True), ("127.0.0.1", False, False), ("169.254.169.254", True, False)]
)
def test_the_last_look_is_at_the_very_address_that_is_connected_to(address, private, allowed):
    info = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, 80))

    if allowed:
        _checked_socket(info, private=private).close()
    else:
        with pytest.raises(Misconfigured):
            _checked_socket(info, private=private)


def test_a_checked_resolver_closes_what_it_wraps():
    asyncio.run(CheckedResolver(Names(), private=False).close())


def test_cookies_are_given_to_the_adapter_and_sent_by_nobody_else():
    answer, _ = exchange(answering(200, b"{}", **{"Set-Cookie": "sap=42; path=/; secure"}))

    assert answer.cookies == {"sap": "42"}


def test_a_short_secret_that_stands_in_a_document_by_chance_changes_no_document():
    order = b'{"id": "PO-4711", "note": "Bearer of this"}'
    answer, _ = exchange(answering(200, order), token="4711")
    assert answer.body == order

    long = "4711" * 4
    answer, _ = exchange(answering(200, f"you sent {long}".encode()), token=long)
    assert answer.body == b"you sent ***"


@pytest.mark.parametrize(
    "garbage", [b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", b"HTTP/1.1 200 OK\r\nyou sent Bearer s3cret\r\n\r\n"]
)
def test_what_is_told_of_a_broken_answer_holds_no_query_and_no_secret(garbage):
    async def broken(_heard, writer):
        writer.write(garbage)

    problem, _ = exchange(broken, Http("GET", "orders?phone=13800000000"), token="s3cret")

    assert problem.sent
    assert "/in/orders" in problem.reason
    assert "13800000000" not in problem.reason
    assert "s3cret" not in problem.reason
