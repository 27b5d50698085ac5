"""The wire of each system, chosen by its configuration: exactly one of http, folder, memory.

It opens nothing before the first exchange. Secrets are resolved by the function that it is given, at each use, so
that a rotated token is picked up. Example: `Wires(HttpClient(), Boxes(), resolve).to("acme/erp", out)`.
"""

from __future__ import annotations

from collections.abc import Callable

from hub.errors import Misconfigured
from hub.model.config import HttpOut, OutConfig, is_secret_reference
from hub.transports.base import Transport
from hub.transports.folder import FolderTransport
from hub.transports.http import HttpClient, HttpTransport
from hub.transports.memory import Boxes


class Wires:
    """Makes transports. `secret` turns a reference (`env:NAME`, `file:path`) into its value."""

    def __init__(self, http: HttpClient, boxes: Boxes, secret: Callable[[str], str]) -> None:
        self.http = http
        self.boxes = boxes
        self._secret = secret

    def to(self, system_id: str, out: OutConfig | None) -> Transport:
        """The transport to one system."""
        ways = [way for way in (out.http, out.folder, out.memory) if way is not None] if out is not None else []
        if out is None or len(ways) != 1:
            raise Misconfigured("NET-004", system=system_id, count=len(ways))
        if out.http is not None:
            return self._http(out.http)
        if out.folder is not None:
            return FolderTransport(out.folder.path)
        assert out.memory is not None
        return self.boxes.box(out.memory)

    def _http(self, config: HttpOut) -> HttpTransport:
        token = self._secret(config.token) if config.token is not None else None
        if any(map(is_secret_reference, config.headers.values())):
            headers = {name: self._secret(value) if is_secret_reference(value) else value for name, value in config.headers.items()}
            config = config.model_copy(update={"headers": headers})
        return HttpTransport(self.http, config, token)

    async def close(self) -> None:
        """Close the connections that were opened."""
        await self.http.close()
