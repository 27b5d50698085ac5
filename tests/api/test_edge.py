"""The outermost layer: ids, headers, and every failure as one quiet problem."""

from __future__ import annotations

import re
import socket

import pytest
from structlog.testing import capture_logs

from hub.api.access import Tokens


def raw(house, request):
    """What a server answers to bytes that no client library would send."""
    with socket.create_connection(("127.0.0.1", house.port), timeout=10) as line:
        line.sendall(request)
        line.settimeout(10)
        answer = b""
        while True:
            try:
                part = line.recv(65536)
            except ConnectionError:
                return answer
            answer += part
            if not part or (b"\r\n\r\n" in answer and b"}" in answer):
                return answer


def test_every_answer_has_its_headers(house):
    for answer in (house.anybody().get("/v1/health"), house.anybody().get("/v1/messages"), house.anybody().get("/nowhere")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-request-id"]
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert "server" not in answer.headers


def test_answers_of_the_interface_are_not_kept_framed_or_run(house):
    headers = house.client("acme").get("/v1/messages").headers
    assert (headers["cache-control"], headers["content-security-policy"]) == ("no-store", "default-src 'none'; frame-ancestors 'none'")


@pytest.mark.parametrize(
    ("given", "kept"), [("my-id_1.2", True), ("a" * 128, True), ("a" * 129, False), ("a b", False), ("é", False), ("", False)]
)
def test_a_request_id_is_echoed_if_it_is_one(house, given, kept):
    answer = house.anybody().ask("GET", "/v1/messages", None, X_Request_Id=given)

    assert (answer.headers["x-request-id"] == given) is kept
    assert answer.json["requestId"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("method", "path", "status", "rule"),
    [
        ("GET", "/v1/nothing", 404, "API-004"),
        ("GET", "/v1/messages/", 404, "API-004"),
        ("GET", "/", 404, "API-004"),
        ("GET", "//etc/passwd", 404, "API-004"),
        ("GET", "/v1/../../etc/passwd", 404, "API-004"),
        ("DELETE", "/v1/messages", 405, "API-005"),
        ("PUT", "/v1/checks", 405, "API-005"),
        ("BREW", "/v1/health", 405, "API-005"),
    ],
)
def test_what_the_framework_refuses_is_a_problem_too(house, method, path, status, rule):
    answer = house.client("acme").ask(method, path)
    assert (answer.status, answer.rule) == (status, rule)
    assert answer.headers.get("allow") is not None or status != 405


def test_a_problem_can_be_read_in_chinese(house):
    answer = house.anybody().get("/v1/messages", Accept_Language="zh-CN")
    assert (answer.json["title"], answer.headers["content-language"]) == ("缺少凭证或凭证无法读取", "zh")


def test_a_bug_is_told_in_one_line_and_not_from_inside(house, monkeypatch):
    async def broken(_self, _authorization):
        raise RuntimeError("secret detail /etc/passwd")

    monkeypatch.setattr(Tokens, "access", broken)
    with capture_logs() as logged:
        answer = house.anybody().get("/v1/messages")

    assert (answer.status, answer.rule) == (500, "HUB-001")
    assert not re.search(rb"secret|RuntimeError|Traceback", answer.body)
    assert answer.json["requestId"] == answer.headers["x-request-id"]
    (failed,) = (one for one in logged if one["event"] == "request.failed")
    assert failed["request"] == answer.headers["x-request-id"]
    assert failed["way"][-1].startswith("RuntimeError in test_edge.py:")
    assert "secret detail" not in str(logged)


def test_huge_headers_are_refused(house):
    answer = raw(house, b"GET /v1/messages HTTP/1.1\r\nHost: x\r\nX-Filler: " + b"x" * 40_000 + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 431 ")


def test_endless_headers_are_cut_off(house):
    """Whatever else is installed, the parser with a limit is the one in use; it may hang up before its answer is read."""
    with socket.create_connection(("127.0.0.1", house.port), timeout=10) as line:
        try:
            line.sendall(b"GET /v1/messages HTTP/1.1\r\nHost: x\r\n")
            for _ in range(1000):
                line.sendall(b"X-A: y\r\n" * 1000)
            answer = line.recv(65536)
        except ConnectionError:
            answer = b""
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert house.anybody().get("/v1/health").status == 200


@pytest.mark.parametrize(
    "request_line", [b"GET /v1/messages?ref=%zz%1 HTTP/1.1", b"GET /%ff%fe HTTP/1.1", b"GET /v1/messages/%00 HTTP/1.1"]
)
def test_bytes_that_are_no_text_are_no_bug(house, request_line):
    answer = raw(
        house, request_line + b"\r\nHost: x\r\nAuthorization: Bearer " + house.token("acme").encode() + b"\r\nConnection: close\r\n\r\n"
    )
    assert re.match(rb"HTTP/1.1 [24]", answer)
