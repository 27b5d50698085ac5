"""`hub schema`: the JSON Schema of a canonical document, or of the configuration for an editor.

Printed from the models themselves, so that it is what the hub enforces.
Example: `hub schema config > .hub/schema.json`, and the first line of hub.yaml names it.
"""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from hub.cli import exits

CONFIG = "config"


def add(app: typer.Typer) -> None:
    """`hub schema`."""
    app.command()(schema)


def schema(
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help="config, or a document such as order/1; nothing lists them.")] = None,
) -> int:
    """Print the JSON Schema of the configuration or of a document; without KIND, list the kinds."""
    from hub.configuration.shape import suggest
    from hub.errors import Misconfigured
    from hub.model.documents.registry import DOCUMENTS

    kinds = [CONFIG, *DOCUMENTS]
    if kind is None:
        sys.stdout.write("".join(f"{name}\n" for name in kinds))
        return exits.OK
    if kind not in kinds:
        raise Misconfigured("CLI-005", kind=kind, known=suggest(kind, kinds))
    sys.stdout.write(json.dumps(_schema(kind), indent=2, ensure_ascii=False) + "\n")
    return exits.OK


def _schema(kind: str) -> dict[str, Any]:
    if kind != CONFIG:
        from hub.model.documents.registry import DOCUMENTS

        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **DOCUMENTS[kind].model_json_schema(by_alias=True)}
    from hub.model.config import Configuration

    # Editors (yaml-language-server) read draft 07, which names shared parts `definitions`.
    text = json.dumps(Configuration.model_json_schema(by_alias=True)).replace('"#/$defs/', '"#/definitions/')
    values = json.loads(text)
    return {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": values.pop("$defs", {}), **values}
