"""From a platform's signed webhook to a seller's CRM, over real HTTP both ways; the platform is a small server on loopback."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import pytest

from tests.journeys.town import Town, town
from tests.pipeline.callers import CONSENT, ENVIRONMENT, FORM, LEADS, TREE, body_of, lead_of, signature

HOOK = f"/v1/hooks/{LEADS}"


@dataclass
class Meta:
    """A Graph API with leads and forms by number, for who knows the token. `shut`: it lets nobody in."""

    things: dict[str, dict[str, Any]]
    asked: list[str] = field(default_factory=list)
    shut: bool = False

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v21.0"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str, authorization: str) -> tuple[int, Any]:
        number = path.removeprefix("/v21.0/").partition("?")[0]
        self.asked.append(number)
        if self.shut or authorization != "Bearer t0ken":
            return 400, {"error": {"code": 190, "message": "Error validating access token"}}
        return (200, self.things[number]) if number in self.things else (404, {})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, answer = platform.answer(self.path, self.headers.get("Authorization", ""))
                body = json.dumps(answer, ensure_ascii=False).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def meta() -> Iterator[Meta]:
    with Meta({number: lead_of(number) for number in ("444", "445", "446")} | {"777": FORM}) as one:
        yield one


@pytest.fixture
def place(tmp_path: Path, meta: Meta, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "alpha").mkdir()
    text = TREE.replace("URL", meta.url).replace("memory: alpha", f'folder: {{path: "{tmp_path / "alpha"}"}}')
    with town(tmp_path, text=lambda _: text, files={"consent.yaml": CONSENT}) as one:
        yield one


def called(place: Town, body: bytes | None, query: str = "", **headers: str) -> tuple[int, bytes]:
    request = urllib.request.Request(place.url + HOOK + query, body, headers, method="GET" if body is None else "POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, problem.read()


def signed(place: Town, *leads: str) -> tuple[int, bytes]:
    body = body_of(*leads)
    return called(place, body, **signature(body))


def leads(place: Town) -> list[dict[str, Any]]:
    """The leads that the seller has."""
    documents = [json.loads(body) for body in place.files("alpha", "*.json")]
    return [one for one in documents if "lead/" in one["$schema"]]


def parcels(place: Town, transport: str) -> list[str]:
    from sqlalchemy import text

    with place.hub.database.read() as connection:
        asked = text("SELECT state FROM parcel WHERE transport = :transport ORDER BY id")
        return list(connection.execute(asked, {"transport": transport}).scalars())


def test_a_webhook_becomes_a_lead_with_the_words_of_its_form_and_the_form_is_fetched_once(place: Town, meta: Meta) -> None:
    assert signed(place, "444") == (200, b"")
    (first,) = place.soon(lambda: leads(place))
    assert first["contact"][0]["name"]["full"] == "欧阳晓"
    assert first["answer"][0]["label"] == "How much do you buy?"

    assert signed(place, "445")[0] == signed(place, "444")[0] == 200
    place.soon(lambda: len(leads(place)) == 2)

    assert meta.asked == ["444", "777", "445"]
    assert parcels(place, "webhook") == ["opened"] * 3
    assert place.verified() == []


def test_a_wrong_signature_is_refused_and_kept_and_nothing_is_fetched(place: Town, meta: Meta) -> None:
    status, answer = called(place, body_of("444"), **signature(body_of("445")))

    assert (status, json.loads(answer)["rule"]) == (401, "NET-113")
    assert parcels(place, "webhook") == ["refused"]
    assert (meta.asked, leads(place)) == ([], [])


def test_the_challenge_of_the_platform_is_answered(place: Town) -> None:
    asked = "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="

    assert called(place, None, asked + "v3rify") == (200, b"1158201444")
    assert called(place, None, asked + "guessed")[0] == 403


def test_what_is_held_for_an_expired_token_is_fetched_when_the_operator_releases_it(place: Town, meta: Meta) -> None:
    meta.shut = True
    assert signed(place, "446")[0] == 200
    place.soon(lambda: meta.asked)
    meta.shut = False
    release = lambda: place.ask("POST", f"{HOOK}/release", place.token("acme"), b"")  # noqa: E731

    place.soon(lambda: release() == (200, {"released": 1}))
    place.soon(lambda: leads(place))
    assert release() == (200, {"released": 0})
