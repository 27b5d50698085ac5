"""The published document is that of the code, and says of every route how it is refused."""

from __future__ import annotations

import json

import pytest

from hub.api import openapi
from hub.api.app import bare
from tests.api.test_access import DOORS

DOCUMENT = bare().openapi()
OPERATIONS = [(method, path, operation) for path, item in DOCUMENT["paths"].items() for method, operation in item.items()]


def test_the_document_checked_in_is_that_of_the_code():
    assert openapi.FILE.read_text("utf-8") == openapi.text()


def test_it_is_openapi_3_1():
    assert DOCUMENT["openapi"] == "3.1.0"


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=lambda part: part if isinstance(part, str) else "")
def test_every_operation_says_who_may_and_how_it_is_refused(method, path, operation):
    assert "application/problem+json" in operation["responses"]["default"]["content"]
    assert "422" not in operation["responses"]
    assert operation["summary"]
    opens = {(verb, door.replace(":path", "")): scopes for (verb, door), scopes in DOORS.items()}[method.upper(), path]
    assert operation["security"] == ([] if opens is None else [{"token": []}])


def test_every_reference_leads_somewhere():
    text = json.dumps(DOCUMENT)
    names = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert names <= set(DOCUMENT["components"]["schemas"])


def test_it_is_served_without_a_token(house):
    assert house.anybody().get("/v1/openapi.json").json == json.loads(openapi.text())


@pytest.mark.parametrize(("arguments", "code"), [(["--check"], 0), ([], 64), (["--no"], 64)])
def test_the_command_says_how_it_is_used(arguments, code, capsys):
    assert openapi.main(arguments) == code


def test_a_document_that_differs_is_told(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(openapi, "FILE", tmp_path / "deeper" / "openapi.json")
    assert openapi.main(["--check"]) == 1
    assert openapi.main(["--write"]) == 0
    assert openapi.main(["--check"]) == 0
