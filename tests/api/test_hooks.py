"""The doors for calls: who may not call is not there, bodies are limited, and releasing is the operator's."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/v1/hooks/acme/erp", "/v1/hooks/nobody/here"])
def test_a_system_that_may_not_call_is_not_there(house, method, path):
    answer = house.anybody().ask(method, path, b"{}" if method == "POST" else None)

    assert (answer.status, answer.rule) == (404, "API-004")


@pytest.mark.parametrize("member", ["acme", "corax"])
def test_nobody_releases_what_is_not_there_or_not_theirs(house, member):
    answer = house.person(member, "operate").ask("POST", "/v1/hooks/acme/erp/release", b"")

    assert (answer.status, answer.rule) == (404, "API-004")
