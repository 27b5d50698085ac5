"""Alive and ready, without a token and without a word too many."""

from __future__ import annotations

from hub.errors import TryAgain


def test_a_running_hub_is_alive_and_ready(house):
    assert house.anybody().get("/v1/health").json == {"status": "alive"}
    assert house.anybody().get("/v1/ready").json == {"status": "ready"}


def test_a_hub_whose_writer_stopped_is_alive_but_not_ready(house, monkeypatch):
    def stopped(_item):
        raise TryAgain("STO-004")

    monkeypatch.setattr(house.hub.writer, "submit", stopped)
    answer = house.anybody().get("/v1/ready")

    assert (answer.status, answer.rule, answer.headers["retry-after"]) == (503, "API-018", "5")
    assert house.anybody().get("/v1/health").status == 200
