"""A document against its schema: every error of libxml2 as a finding with its line, its place, and what would be right.

Never changes the document. Example: a missing `cbc:ID` is UBL-102 with `expected` naming `cbc:ID`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from threading import Lock
from typing import Any

from lxml import etree

from hub.formats.ubl import schemas
from hub.formats.ubl.names import short
from hub.formats.ubl.parse import Element
from hub.model.location import Finding, Location

MOST = 200  # findings for one document
_validating = Lock()  # a schema keeps the errors of its last document
_EXPANDED = re.compile(r"\{[^}\s]*\}[A-Za-z_][\w.\-]*")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (.*?)\s*\)")
_VALUE = re.compile(r"'(?P<value>.*)' is not a valid value of the (?:local )?(?:atomic|union|list) type(?: '(?P<kind>[^']+)')?", re.DOTALL)
_FACET = re.compile(r"\[facet '(?P<facet>\w+)'\] (?P<what>.*)", re.DOTALL)
_ATTRIBUTE = re.compile(r"[Tt]he attribute '(?P<name>[^']+)' is (?P<what>not allowed|required but missing)")
_NUMBER = "a number such as 1250.00, with a point and without blanks or thousands marks"
# What a value must be, by the representation term that its element's name ends in (UBL naming rules, after ISO 11179).
_TERMS = {
    "Date": "a date such as 2026-11-22",
    "Time": "a time such as 14:05:00 or 14:05:00+08:00",
    "Indicator": "true or false",
    "Object": "Base64",
    "URI": "a URI",
    **dict.fromkeys(("Amount", "Quantity", "Measure", "Numeric", "Percent", "Rate", "Factor"), _NUMBER),
}


def findings(root: Element, message_type: str) -> list[Finding]:
    """What the schema has against a document; nothing where it is valid."""
    schema = schemas.schema(message_type)
    with _validating:
        if schema.validate(root):
            return []
        log: Any = schema.error_log
        errors = list(islice(log, MOST))
    return [_finding(error, root) for error in errors]


def _finding(error: Any, root: Element) -> Finding:
    path = _path(error.path, root)
    where = Location(line=error.line or None, segment=path.rpartition("/")[2].partition("[")[0].rpartition(":")[2], path=path)
    message = _EXPANDED.sub(lambda name: _name(name[0], root), str(error.message))
    subject, _, said = message.partition(": ")
    element = subject.partition("'")[2].partition("'")[0]
    for rule, params in _read(said, element):
        return Finding(rule, "error", where, {"element": element, **params})
    return Finding("UBL-109", "error", where, {"what": message[:300]})


def _name(expanded: str, root: Element) -> str:
    return etree.QName(expanded).localname if expanded == root.tag else short(expanded)


def _read(said: str, element: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The rule that an error breaks, with what its words need."""
    expected = _EXPECTED.search(said)
    names = expected[1].replace(", ", " · ") if expected else ""
    if said.startswith("This element is not expected"):
        yield "UBL-101", {"expected": names or "the end of the element above"}
    elif said.startswith("Missing child element"):
        yield "UBL-102", {"expected": names}
    elif found := _VALUE.search(said):
        yield "UBL-103", {"value": found["value"][:80], "expected": _expected(element) or found["kind"] or "a value of its type"}
    elif found := _FACET.search(said):
        yield "UBL-103", {"value": "", "expected": found["what"][:200]}
    elif found := _ATTRIBUTE.search(said):
        rule = "UBL-104" if found["what"] == "not allowed" else "UBL-105"
        yield rule, {"attribute": found["name"]}
    elif "Character content" in said:
        yield "UBL-106", {}


def _expected(element: str) -> str:
    return next((words for term, words in _TERMS.items() if element.endswith(term)), "")


def _path(path: str | None, root: Element) -> str:
    """libxml2's path of an element in our prefixes, with ordinals."""
    try:
        found = root.getroottree().xpath(path or "/*", namespaces={k: v for k, v in root.nsmap.items() if k})
    except etree.XPathError:
        return path or ""
    if not isinstance(found, list) or not found or not hasattr(found[0], "getparent"):
        return path or ""
    steps = []
    element: Element = found[0]
    while element is not None and element is not root:
        number = 1 + sum(1 for _ in element.itersiblings(str(element.tag), preceding=True))
        steps.append(f"{short(str(element.tag))}[{number}]")
        element = element.getparent()
    return "/".join(reversed(steps)) or "."
