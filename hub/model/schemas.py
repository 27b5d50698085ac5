"""The JSON Schemas of the canonical documents, made from the models: `python -m hub.model.schemas --check` or `--write`.

A released schema is never changed; `--check` says which files in `schemas/` differ from the models.

>>> schema("order/1")["$id"]
'https://tradepost.example/schemas/order/1.0'
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from hub.model.documents.registry import DOCUMENTS, schema_of

FOLDER = Path("schemas")
_IDENTIFYING = ("$schema", "schemaVersion", "id")


class _Generator(GenerateJsonSchema):
    """2020-12 without titles, and without the defaults that only mean "absent"."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        described = super().default_schema(schema)
        if described.get("default") in (None, [], ()):
            described.pop("default", None)
        return described

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the signature is pydantic's
        return False


def schema(document_type: str) -> dict[str, Any]:
    """The schema of one document type, complete in itself."""
    made = DOCUMENTS[document_type].model_json_schema(by_alias=True, schema_generator=_Generator)
    definitions = {name: _tidy(value) for name, value in sorted(made.pop("$defs").items())}
    made = _tidy(made)
    made["properties"] = _identifying_first(made["properties"])
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": schema_of(document_type)}
    return {**head, "title": DOCUMENTS[document_type].__name__, **made, "$defs": definitions}


def text_of(document_type: str) -> str:
    """The file as it stands in `schemas/`."""
    return json.dumps(schema(document_type), ensure_ascii=False, indent=2) + "\n"


def path_of(document_type: str, folder: Path = FOLDER) -> Path:
    """Where the schema of a document type stands: `schemas/order/1.0.json`."""
    *_, name, version = schema_of(document_type).split("/")
    return folder / name / f"{version}.json"


def differing(folder: Path = FOLDER) -> list[Path]:
    """The files that are missing or differ from the models."""
    paths = {path_of(name, folder): text_of(name) for name in DOCUMENTS}
    return [path for path, text in paths.items() if not path.is_file() or path.read_text("utf-8") != text]


def write(folder: Path = FOLDER) -> list[Path]:
    """Write the files that differ; which they were."""
    changed = differing(folder)
    for name in DOCUMENTS:
        if (path := path_of(name, folder)) in changed:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text_of(name), "utf-8")
    return changed


def _tidy(value: dict[str, Any]) -> dict[str, Any]:
    value.pop("title", None)
    if "description" in value:
        value["description"] = " ".join(value["description"].split())
    return value


def _identifying_first(properties: dict[str, Any]) -> dict[str, Any]:
    first = {name: properties[name] for name in _IDENTIFYING if name in properties}
    last = {name: properties[name] for name in ("extensions", "unmapped")}
    return {**first, **{name: value for name, value in properties.items() if name not in last}, **last}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when `schemas/` agrees with the models, 1 when it does not (and `--check` was asked)."""
    parser = argparse.ArgumentParser(prog="python -m hub.model.schemas", description=__doc__)
    wish = parser.add_mutually_exclusive_group(required=True)
    wish.add_argument("--check", action="store_true", help="name the files that differ from the models")
    wish.add_argument("--write", action="store_true", help="write the files that differ")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args(arguments)
    changed = write(options.folder) if options.write else differing(options.folder)
    for path in changed:
        sys.stdout.write(f"{'written' if options.write else 'differs from the models'}: {path}\n")
    return 1 if changed and options.check else 0


if __name__ == "__main__":
    raise SystemExit(main())
