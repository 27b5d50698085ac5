"""HTTP and HTTPS to a system, over aiohttp: checked addresses, no redirects, limits on time and size.

It never tries twice. One `HttpClient` per process and event loop; one `HttpTransport` per system.
Example: `HttpTransport(client, HttpOut(url="https://erp.example/orders"), token="...")`.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from hub.adapters.base import Http, Request, Response, Send, WireError
from hub.errors import Misconfigured
from hub.model.config import HttpOut, seconds
from hub.transports.base import LARGEST_ANSWER
from hub.transports.guard import check_addresses, check_url, refusal

CONNECT_SECONDS: Final = 10.0
USER_AGENT: Final = "Tradepost"
# A secret that is shorter may stand in a document by chance, which must come as it is: it is hidden in refusals only.
BY_CHANCE: Final = 16
# What follows the path of a URL may name people, or be secret.
_QUERY: Final = re.compile(r"(https?://[^\s?'\"]*)\?[^\s'\"]*")
Sign = Callable[[Request, str], Mapping[str, str]]
# A method whose answer has no meaning for us: the connection becomes something else.
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class CheckedResolver(AbstractResolver):
    """Resolves a name and lets the addresses through only when every one of them is allowed."""

    def __init__(self, inner: AbstractResolver, *, private: bool) -> None:
        self._inner = inner
        self._private = private

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        check_addresses(host, [row["host"] for row in found], private=self._private)
        return found

    async def close(self) -> None:
        await self._inner.close()


class HttpClient:
    """The connections of one event loop: one pool for public systems, one for those marked private.

    Two pools, because a kept-alive connection was checked under the rule of its own pool.
    """

    def __init__(self, resolver: AbstractResolver | None = None, *, keep_alive: float = 10.0) -> None:
        self._resolver = resolver
        self._keep_alive = keep_alive
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    def session(self, *, private: bool) -> aiohttp.ClientSession:
        """The session for one kind of system, opened when first used."""
        if private not in self._sessions:
            self._sessions[private] = self._open(private=private)
        return self._sessions[private]

    def _open(self, *, private: bool) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=0,  # the dispatcher's slots and each system's pace are the limits
            keepalive_timeout=self._keep_alive,
            resolver=CheckedResolver(self._resolver or aiohttp.ThreadedResolver(), private=private),
            socket_factory=lambda info: _checked_socket(info, private=private),
        )
        session = aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, trace_configs=[_connections()]
        )
        # Law 3: aiohttp would send PUT and DELETE a second time when a kept connection breaks; the adapter decides that.
        session._retry_connection = False  # noqa: SLF001
        return session

    async def close(self) -> None:
        """Close every connection."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()


class HttpTransport:
    """Requests to one system's URL. The caller has resolved the secrets: `token` is sent as a bearer token.

    `sign` gives more headers for a request and the URL it goes to. `hidden`: other secrets that an answer may repeat.
    """

    def __init__(
        self, client: HttpClient, config: HttpOut, token: str | None = None, *, sign: Sign | None = None, hidden: Sequence[str] = ()
    ) -> None:
        self._client = client
        self._config = config
        self._token = token
        self._sign = sign
        self._hidden_texts = [text.encode() for text in (token, *hidden) if text]
        self._url = check_url(config.url, private=config.private)
        self._limit = float(seconds(config.timeout))

    async def exchange(self, request: Request, deadline: float) -> Response:
        method, url, headers, body = self._prepared(request)
        headers.update(self._signed(request, url))
        limit = min(self._limit, deadline)
        timeout = aiohttp.ClientTimeout(total=limit, sock_connect=min(CONNECT_SECONDS, limit), ceil_threshold=float("inf"))
        session = self._client.session(private=self._config.private)
        connected: list[bool] = []
        try:
            async with session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False, trace_request_ctx=connected
            ) as answer:
                cookies = {name: morsel.value for name, morsel in answer.cookies.items()}
                return Response(
                    answer.status, _lowered(answer.headers), self._hidden(answer.status, await _capped(answer.content)), cookies
                )
        except (aiohttp.InvalidURL, ValueError) as problem:
            # Header values with line breaks end here: a setting is wrong, nothing was sent.
            raise Misconfigured("NET-003", host=str(url.host), reason=self._told(str(problem))[:200]) from problem
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as problem:
            raise WireError(self._told(_said(problem)), sent=bool(connected)) from problem

    def _prepared(self, request: Request) -> tuple[str, URL, dict[str, str], bytes]:
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **self._config.headers, **request.headers}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        if isinstance(request, Send):
            headers |= {"Content-Type": request.media_type, "Idempotency-Key": request.key}
            return "POST", self._url, headers, request.body
        return _method(request), join(self._url, request.path), headers, request.body

    def _signed(self, request: Request, url: URL) -> Mapping[str, str]:
        return self._sign(request, str(url)) if self._sign is not None else {}

    def _told(self, words: str) -> str:
        """The words of an error, which is stored: the library quotes the whole URL and what it could not read."""
        return self._hidden(0, _QUERY.sub(r"\1", words).encode("utf-8", "replace")).decode()[:500]

    def _hidden(self, status: int, body: bytes) -> bytes:
        # Some systems repeat the request in their error pages; answers are stored, secrets are not.
        for text in self._hidden_texts:
            if len(text) >= BY_CHANCE or not 200 <= status < 300:
                body = body.replace(text, b"***")
        return body


def join(base: URL, path: str) -> URL:
    """`path` below the configured URL; whatever it holds, scheme, host and port stay."""
    if not path:
        return base
    way, _, query = path.partition("?")
    below = base.raw_path.rstrip("/") + "/" + way.lstrip("/") if way else base.raw_path
    return URL.build(
        scheme=base.scheme, authority=base.raw_authority, path=below, query_string=query or base.raw_query_string, encoded=True
    )


def _connections() -> aiohttp.TraceConfig:
    """Notes whether a request had a connection, new (with its TLS handshake done) or kept: before that nothing can arrive."""

    async def connected(_session: aiohttp.ClientSession, context: SimpleNamespace, _params: object) -> None:
        context.trace_request_ctx.append(True)

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_end.append(connected)
    trace.on_connection_reuseconn.append(connected)
    return trace


def _method(request: Http) -> str:
    if request.method not in _METHODS:
        raise Misconfigured("NET-003", host="", reason=f"method {request.method[:20]}")
    return request.method


def _checked_socket(info: tuple[int, int, int, str, tuple[object, ...]], *, private: bool) -> socket.socket:
    # The last look, at the very address that is connected to: literal addresses never meet the resolver.
    family, kind, proto, _, where = info
    if refusal(str(where[0]), private=private) is not None:
        raise Misconfigured("NET-002", host=str(where[0]), address=str(where[0]), kind=refusal(str(where[0]), private=private))
    opened = socket.socket(family, kind, proto)
    opened.setblocking(False)
    return opened


async def _capped(content: aiohttp.StreamReader) -> bytes:
    body = bytearray()
    while len(body) < LARGEST_ANSWER:
        chunk = await content.read(min(65536, LARGEST_ANSWER - len(body)))
        if not chunk:
            break
        body += chunk
    return bytes(body)


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _said(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__
