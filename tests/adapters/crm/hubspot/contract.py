"""The vendor's own description of its CRM API, as the referee of requests and answers.

The descriptions of contacts, companies and deals that may be passed on are older than `batch/upsert`; the one of leads has it, with the same
shapes for every object, and stands in for them there. Example: `Contract(folder).faults("POST", "crm/v3/objects/deals/search", body)`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

OBJECTS = {"contacts": "crm-contact.openapi.yaml", "companies": "crm-company.openapi.yaml", "deals": "crm-deal.openapi.yaml"}
LEADS = "crm-leads.openapi.json"


class Contract:
    """`faults` of a request, or of an answer where a status is given; none means that the vendor describes it so."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _described(self) -> dict[str, Any]:
        found = {name: yaml.safe_load((self._folder / file).read_text("utf-8")) for name, file in OBJECTS.items()}
        return found | {"leads": json.loads((self._folder / LEADS).read_text("utf-8"))}

    def faults(self, method: str, path: str, body: bytes, status: int | None = None) -> list[str]:
        way, _, _ = path.partition("?")
        name, template = self._operation("/" + way)
        if template is None:
            return [f"{path}: no such path"]
        operation = self._described[name]["paths"][template].get(method.lower())
        if operation is None:
            return [f"{method} {template}: not described"]
        schema = self._schema(name, operation, status)
        if schema is None:
            return [f"{method} {template}: a body that is not described"] if body else []
        whole = {"components": self._described[name]["components"], **schema}
        return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(whole).iter_errors(json.loads(body))]

    def _schema(self, name: str, operation: dict[str, Any], status: int | None) -> Any:
        if status is None:
            held = operation.get("requestBody")
        else:
            held = operation["responses"].get(str(status)) or operation["responses"]["default"]
            if "$ref" in held:
                held = self._described[name]["components"]["responses"][held["$ref"].rpartition("/")[2]]
        return next(iter(held["content"].values()))["schema"] if held is not None and "content" in held else None

    def _operation(self, way: str) -> tuple[str, str | None]:
        kind = way.removeprefix("/crm/v3/objects/").partition("/")[0]
        if way.endswith("/batch/upsert"):
            return "leads", "/batch/upsert"
        return kind, next(self._matching(kind, way), None) if kind in self._described else None

    def _matching(self, kind: str, way: str) -> Iterator[str]:
        asked = way.split("/")
        for template in sorted(self._described[kind]["paths"], key=lambda one: one.count("{")):
            steps = template.split("/")
            if len(steps) == len(asked) and all(step.startswith("{") or step == one for step, one in zip(steps, asked, strict=True)):
                yield template
