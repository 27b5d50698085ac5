"""`hub schema`: what an editor and a partner's validator need."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml

from hub.cli import exits, main
from hub.model.documents.registry import DOCUMENTS
from tests.services import REPOSITORY


def test_the_kinds_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == exits.OK

    assert capsys.readouterr().out.split() == ["config", *DOCUMENTS]


def test_the_configuration_schema_is_draft_07_and_takes_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "config"]) == exits.OK

    schema = json.loads(capsys.readouterr().out)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "prefixItems" not in json.dumps(schema)
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(yaml.safe_load((REPOSITORY / "examples" / "hub.yaml").read_text("utf-8")))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_schema_of_a_document_names_its_fields_as_the_document_does(capsys: pytest.CaptureFixture[str], kind: str) -> None:
    assert main(["schema", kind]) == exits.OK

    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "$schema" in schema["properties"]
