"""The wire of each system, chosen by its configuration: exactly one of http, folder, memory.

It opens nothing before the first exchange. Secrets are resolved by the function that it is given, at each use, so
that a rotated token is picked up. Example: `Wires(HttpClient(), Boxes(), resolve).to("acme/erp", out)`.
"""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable, Mapping

from hub.adapters.base import Adapter, Request, Signing
from hub.errors import Misconfigured
from hub.model.config import HttpOut, OutConfig, is_secret_reference
from hub.transports.base import Transport
from hub.transports.folder import FolderTransport
from hub.transports.http import HttpClient, HttpTransport
from hub.transports.memory import Boxes


def _seconds() -> int:
    return int(time.time())


def _nonce() -> str:
    return secrets.token_hex(16)


class Wires:
    """Makes transports. `secret` turns a reference (`env:NAME`, `file:path`) into its value; signatures take the rest."""

    def __init__(
        self,
        http: HttpClient,
        boxes: Boxes,
        secret: Callable[[str], str],
        *,
        seconds: Callable[[], int] = _seconds,
        nonce: Callable[[], str] = _nonce,
    ) -> None:
        self.http = http
        self.boxes = boxes
        self._secret = secret
        self._seconds = seconds
        self._nonce = nonce

    def to(self, system_id: str, out: OutConfig | None, adapter: Adapter | None = None) -> Transport:
        """The transport to one system; what its adapter signs is signed."""
        ways = [way for way in (out.http, out.folder, out.memory) if way is not None] if out is not None else []
        if out is None or len(ways) != 1:
            raise Misconfigured("NET-004", system=system_id, count=len(ways))
        if out.http is not None:
            return self._http(out.http, adapter)
        if out.folder is not None:
            return FolderTransport(out.folder.path)
        assert out.memory is not None
        return self.boxes.box(out.memory)

    def _http(self, config: HttpOut, adapter: Adapter | None) -> HttpTransport:
        token = self._secret(config.token) if config.token is not None else None
        headers, hidden = self._headers(config)
        known = self._of(adapter) if adapter is not None else {}

        def sign(request: Request, url: str) -> Mapping[str, str]:
            assert adapter is not None
            return adapter.sign(request, Signing(url, self._seconds(), self._nonce(), known))

        hidden += [value for values in known.values() for value in values]
        config = config.model_copy(update={"headers": headers})
        return HttpTransport(self.http, config, token, sign=sign if adapter is not None else None, hidden=hidden)

    def _headers(self, config: HttpOut) -> tuple[dict[str, str], list[str]]:
        """The configured headers with their secrets, and those secrets."""
        headers, hidden = dict(config.headers), []
        for name, value in config.headers.items():
            if is_secret_reference(value):
                headers[name] = self._secret(value)
                hidden.append(headers[name])
        if config.basic is not None:
            password = self._secret(config.basic.password)
            pair = base64.b64encode(f"{config.basic.user}:{password}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
            hidden += [pair, password]
        return headers, hidden

    def _of(self, adapter: Adapter) -> dict[str, tuple[str, ...]]:
        """The values behind the references in an adapter's settings."""
        found: dict[str, tuple[str, ...]] = {}
        for name in type(adapter.settings).model_fields:
            value = getattr(adapter.settings, name)
            texts = value if isinstance(value, list | tuple) else [value]
            references = [text for text in texts if isinstance(text, str) and is_secret_reference(text)]
            if references:
                found[name] = tuple(self._secret(text) for text in references)
        return found

    async def close(self) -> None:
        """Close the connections that were opened."""
        await self.http.close()
