"""The OpenAPI document as it is published: the framework's, with tokens, problems and our own parameter errors put right.

Example: `describe(app)`, then `app.openapi()`.
"""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from hub.api.problem import MEDIA_TYPE
from hub.api.shapes import ProblemDetails

_OPEN: Final = frozenset(("/v1/health", "/v1/ready", "/v1/hooks/{member}/{system}"))
_REFERENCE: Final = "#/components/schemas/{model}"
_SCHEME: Final = {"type": "http", "scheme": "bearer", "description": "A token of a system or a person, made by `hub token create`."}
_LEFT_OUT: Final = ("HTTPValidationError", "ValidationError")  # of the framework; we answer with problems


def describe(app: FastAPI) -> None:
    """Make `app.openapi` give our document."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the way that the framework documents


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes, openapi_version="3.1.0")
    components = document.setdefault("components", {})
    schemas = {name: schema for name, schema in components.get("schemas", {}).items() if name not in _LEFT_OUT}
    _, problems = models_json_schema([(ProblemDetails, "serialization")], by_alias=True, ref_template=_REFERENCE)
    components["schemas"] = dict(sorted({**schemas, **problems["$defs"]}.items()))
    components["securitySchemes"] = {"token": _SCHEME}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _finish(operation, is_open=path in _OPEN)
    return document


def _finish(operation: dict[str, Any], *, is_open: bool) -> None:
    operation["security"] = [] if is_open else [{"token": []}]
    operation["responses"].pop("422", None)
    problem = {"schema": {"$ref": _REFERENCE.format(model="ProblemDetails")}}
    operation["responses"]["default"] = {"description": "Why it was not served (RFC 9457).", "content": {MEDIA_TYPE: problem}}
