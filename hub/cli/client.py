"""One way to ask the hub, near or far: over HTTP where HUB_URL is set, else the same interface inside this process.

Both give the same JSON, so a command is written once. Far, nothing of the server is loaded.
Example: `with client() as hub: hub.get("/v1/threads/4711")["items"]`.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from hub.errors import HubError, Misconfigured, Refused, TryAgain
from hub.settings import Settings

TIMEOUT = 60.0
Headers = Mapping[str, str]


class Wire(Protocol):
    """Sends one request; status and body come back."""

    def request(self, method: str, path: str, body: bytes, headers: Headers) -> tuple[int, bytes]: ...


class Client:
    """Asks for JSON. A refusal becomes the error that it is, with the words of the hub."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def get(self, path: str) -> Any:
        """The JSON at a path."""
        return json.loads(self.fetch(path))

    def fetch(self, path: str) -> bytes:
        """The bytes at a path, such as a payload."""
        return self._asked("GET", path, b"", {})

    def post(self, path: str, body: bytes = b"", headers: Headers | None = None) -> Any:
        """The JSON that a POST answers."""
        return json.loads(self._asked("POST", path, body, headers or {}))

    def delete(self, path: str) -> Any:
        """The JSON that a DELETE answers."""
        return json.loads(self._asked("DELETE", path, b"", {}))

    def pages(self, path: str) -> Iterator[Any]:
        """The items of a list, page after page."""
        joiner, cursor = "&" if "?" in path else "?", ""
        while True:
            page = self.get(f"{path}{joiner}after={cursor}" if cursor else path)
            yield from page["items"]
            cursor = page.get("next") or ""
            if not cursor:
                return

    def _asked(self, method: str, path: str, body: bytes, headers: Headers) -> bytes:
        status, answer = self._wire.request(method, path, body, headers)
        if status >= 400:
            raise _refusal(status, answer)
        return answer


class Told(Refused):
    """A refusal that a hub has put into words already."""

    def __init__(self, rule: str, status: int, words: str) -> None:
        super().__init__(rule, status=status)
        self.status = status
        self.words = words


def _refusal(status: int, answer: bytes) -> HubError:
    try:
        said = json.loads(answer)
        return Told(str(said["rule"]), status, str(said["detail"]))
    except (ValueError, KeyError, TypeError):
        return TryAgain("CLI-021", status=status)


class Far:
    """A hub at HUB_URL, with the token of HUB_TOKEN."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Misconfigured("CLI-022", url=url)
        self._parts = parts
        self._token = token

    def request(self, method: str, path: str, body: bytes, headers: Headers) -> tuple[int, bytes]:
        kind = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(self._parts.hostname or "", self._parts.port, timeout=TIMEOUT)
        try:
            connection.request(
                method, self._parts.path.rstrip("/") + path, body or None, {"Authorization": f"Bearer {self._token}", **headers}
            )
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as problem:
            raise TryAgain("CLI-023", url=self._parts.netloc, reason=str(problem) or type(problem).__name__) from problem
        finally:
            connection.close()


@contextmanager
def client(system: str | None = None) -> Iterator[Client]:
    """The hub that this command line speaks to. `system`: hand in on behalf of this one, where the hub is in this process."""
    settings = Settings()
    if settings.url:
        token = settings.token.get_secret_value() if settings.token is not None else ""
        yield Client(Far(settings.url, token))
        return
    from hub.cli.near import near

    with near(settings, system) as wire:
        yield Client(wire)


def path(*parts: str) -> str:
    """A path of the interface with its parts quoted."""
    return "/v1/" + "/".join(quote(part, safe="") for part in parts)
