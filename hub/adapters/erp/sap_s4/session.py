"""Writing to SAP Gateway: a token against cross-site requests, fetched with a reading one, sent with its cookies on every write.

A refused token is fetched anew once; a request that was refused for its token did nothing. Example: `answer = yield from session.read(path)`.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from typing import Any, Final

from hub.adapters.base import Http, Request, Response
from hub.adapters.erp.sap_s4.answers import stale_token

TOKEN: Final = "x-csrf-token"  # noqa: S105  # the name of a header
Exchange = Generator[Request, Response, Response]
_JSON: Final = {"Accept": "application/json"}


class Session:
    """The token and cookies of one conversation. `wrote`: a request that may have changed something was sent."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._token = ""
        self._cookies: dict[str, str] = {}
        self.wrote = False

    def read(self, path: str) -> Exchange:
        """A reading request, which brings the token along."""
        answer = yield Http("GET", path, {**_JSON, TOKEN: "Fetch", **self._cookie()})
        self._keep(answer)
        return answer

    def write(self, method: str, path: str, body: Mapping[str, Any], match: str = "") -> Exchange:
        """A writing request; with `match`, only if nobody changed the entity meanwhile."""
        if not self._token:
            asked = yield from self.read(self._home)
            if not self._token:
                return asked
        answer = yield from self._write(method, path, body, match)
        if not stale_token(answer):
            return answer
        yield from self.read(self._home)
        return (yield from self._write(method, path, body, match))

    def _write(self, method: str, path: str, body: Mapping[str, Any], match: str) -> Exchange:
        headers = {**_JSON, TOKEN: self._token, "Content-Type": "application/json", **self._cookie()}
        if match:
            headers["If-Match"] = match
        before, self.wrote = self.wrote, True
        answer = yield Http(method, path, headers, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
        self.wrote = before or not stale_token(answer)
        return answer

    def _keep(self, answer: Response) -> None:
        token = answer.headers.get(TOKEN, "")
        if token and token.lower() != "required" and token.isascii() and token.isprintable():
            self._token = token
        self._cookies.update({name: value for name, value in answer.cookies.items() if (name + value).isascii()})

    def _cookie(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())} if self._cookies else {}
