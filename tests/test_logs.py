"""Logs tell what happened and where, never what members wrote."""

from __future__ import annotations

import json

import pytest
import structlog

from hub.logs import configure


@pytest.fixture(autouse=True)
def _usual():
    yield
    structlog.reset_defaults()


def fail() -> None:
    secret_document = "ISA*00*very private"
    raise ValueError(len(secret_document))


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_failure_names_its_place_and_shows_no_variable(capsys, form) -> None:
    configure("info", form)
    try:
        fail()
    except ValueError:
        structlog.get_logger().exception("open.failed", parcel="p1")

    said = capsys.readouterr().err
    assert "open.failed" in said
    assert "in fail" in said
    assert "very private" not in said.replace('secret_document = "ISA*00*very private"', "")


def test_what_is_below_the_level_is_not_said(capsys) -> None:
    configure("warning", "json")
    structlog.get_logger().info("small")
    structlog.get_logger().warning("large", count=2)

    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["large"]
