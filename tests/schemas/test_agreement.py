"""The schema (through jsonschema) and the model agree on every document: samples, generated ones and broken ones."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from hub.model.canonical_json import canonical_json
from hub.model.documents.registry import DOCUMENTS, type_of, validate
from hub.model.schemas import differing, schema

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "schemas" / "samples").glob("*/*/*.json"))
TYPES = sorted(DOCUMENTS)


@cache
def validator(document_type: str) -> Draft202012Validator:
    return Draft202012Validator(schema(document_type), format_checker=jsonschema.FormatChecker())


def agreed(document_type: str, values: Any) -> bool:
    """The common verdict; a difference fails the test with both reasons."""
    errors = [error.message for error in validator(document_type).iter_errors(values)]
    _, findings = validate(document_type, values)
    assert bool(errors) == bool(findings), (values, errors, findings)
    return not errors


def test_the_committed_schemas_are_those_of_the_models():
    assert differing(ROOT / "schemas") == []


@pytest.mark.parametrize("document_type", TYPES)
def test_a_schema_is_a_valid_schema_closed_and_without_null(document_type):
    made = schema(document_type)
    Draft202012Validator.check_schema(made)
    objects = [made, *(one for one in made["$defs"].values() if one.get("type") == "object")]

    assert all(one["additionalProperties"] is False for one in objects)
    assert "null" not in json.dumps(made)


@pytest.mark.parametrize("document_type", TYPES)
def test_every_text_of_a_schema_has_a_greatest_length(document_type):
    texts = [one for one in schema(document_type)["$defs"].values() if one.get("type") == "string"]

    assert texts
    assert all("maxLength" in one for one in texts)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_sample_is_what_its_folder_says(path):
    document_type = f"{path.parts[-3]}/1"

    assert agreed(document_type, json.loads(path.read_text("utf-8"))) is (path.parts[-2] == "valid")


@pytest.mark.parametrize("path", [path for path in SAMPLES if path.parts[-2] == "valid"], ids=lambda path: path.stem)
def test_a_valid_sample_comes_back_whole_and_is_recognised(path):
    document_type, values = f"{path.parts[-3]}/1", json.loads(path.read_text("utf-8"))
    model, _ = validate(document_type, values)
    assert model is not None
    dumped = model.values()

    assert {**dumped, **values} == dumped
    assert document_type == type_of(dumped)
    assert agreed(document_type, dumped)
    assert canonical_json(dumped) == canonical_json(validate(document_type, dumped)[0].values())


# ── generated documents ─────────────────────────────────────────────────────────────────────────────────────

TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            " ",
            "　",
            "a",
            " a ",
            "a\n",
            "\na",
            "a\tb",
            "a\r\nb",
            "杭州蓝美",
            "𠮷野家",
            "\ufeff",
            "\u2028",
            "a\x7f",
            "a\x85",
            "x" * 81,
            "x" * 257,
        ]
    ),
)
SCALARS = {
    "DecimalStr": st.one_of(
        st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9).map(
            lambda value: format(value, "f")
        ),
        st.sampled_from(
            [
                "0",
                "-0",
                "-0.00",
                "1.",
                ".5",
                "007",
                "1e3",
                "１２",
                "1_000",
                " 5 ",
                "5\n",
                "+1",
                "9" * 18,
                "9" * 19,
                "0." + "1" * 10,
                "0." + "1" * 11,
                "",
            ]
        ),
    ),
    "LocalDate": st.one_of(
        st.dates().map(str),
        st.sampled_from(["2026-02-29", "2024-02-29", "2026-2-1", "0000-01-01", "2026-11-22\n", "２０２６-11-22", "20261122"]),
    ),
    "LocalTime": st.one_of(
        st.times().map(lambda time: time.isoformat()[:8]), st.sampled_from(["24:00", "23:59:60", "1:00", "10:00\n", "10:00"])
    ),
    "Instant": st.one_of(
        st.datetimes().map(lambda at: at.isoformat(timespec="seconds") + "Z"),
        st.sampled_from(
            [
                "2026-11-22T02:18:00",
                "2026-11-22T02:18:00+08:00",
                "2026-02-30T00:00:00Z",
                "2026-11-22t02:18:00z",
                "2026-11-22T02:18:60Z",
                "2026-11-22T02:18:00+24:00",
            ]
        ),
    ),
    "LocalDateTime": st.just("2026-11-22T02:18:00"),
    "CurrencyCode": st.sampled_from(["CNY", "USD", "HRK", "cny", "CN", "CNYY", "CNY\n", "ＣＮＹ"]),
    "Verbatim": TEXTS,
    "Key": TEXTS,
    "CodeText": TEXTS,
    "Line": TEXTS,
    "Prose": TEXTS,
}
GOOD = {
    "DecimalStr": st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9).map(
        lambda value: format(value, "f")
    ),
    "LocalDate": st.dates().map(str),
    "LocalTime": st.just("10:00"),
    "Instant": st.just("2026-11-22T02:18:00Z"),
    "CurrencyCode": st.sampled_from(["CNY", "EUR"]),
    "Verbatim": st.text(max_size=5),
    **{name: st.sampled_from(["a", "商驿", "x y"]) for name in ("Key", "CodeText", "Line", "Prose")},
}


@st.composite
def documents(draw: st.DrawFn, document_type: str, scalars: dict[str, st.SearchStrategy[str]]) -> dict[str, Any]:
    """A document drawn from its schema, some three properties an object, at most five levels deep."""
    whole = schema(document_type)

    def value(node: dict[str, Any], depth: int) -> Any:
        if "$ref" in node:
            name = node["$ref"].rsplit("/", 1)[1]
            return draw(scalars[name]) if name in scalars else value(whole["$defs"][name], depth)
        if "const" in node:
            return node["const"]
        if "enum" in node:
            return draw(st.sampled_from(node["enum"]))
        if "anyOf" in node:
            return draw(st.sampled_from([True, "x", ["y"], {"z": False}]))
        if node["type"] == "array":
            return [value(node["items"], depth + 1) for _ in range(draw(st.integers(1, 2)))]
        if node["type"] == "boolean":
            return draw(st.booleans())
        return thing(node, depth)

    def thing(node: dict[str, Any], depth: int) -> dict[str, Any]:
        required = node.get("required", [])
        others = [name for name in node["properties"] if name not in required]
        chosen = draw(st.lists(st.sampled_from(others), max_size=3 if depth < 4 else 0, unique=True)) if others else []
        return {name: value(node["properties"][name], depth + 1) for name in (*required, *chosen)}

    return thing(whole, 0)


SETTINGS = settings(suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("document_type", TYPES)
def test_model_and_schema_agree_on_documents_with_odd_values(document_type):
    @SETTINGS
    @given(documents(document_type, SCALARS))
    def check(values):
        agreed(document_type, values)

    check()


@pytest.mark.parametrize("document_type", TYPES)
def test_a_good_document_is_accepted_by_both_and_comes_back_whole(document_type):
    @SETTINGS
    @given(documents(document_type, GOOD))
    def check(values):
        assert agreed(document_type, values)
        model, _ = validate(document_type, values)
        dumped = model.values()

        assert validate(document_type, dumped)[0] == model
        assert agreed(document_type, dumped)

    check()


def places(values: Any, found: list[tuple[Any, Any]] | None = None) -> list[tuple[Any, Any]]:
    """Every (container, key) of a document."""
    found = [] if found is None else found
    items = values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    for key, value in items:
        found.append((values, key))
        places(value, found)
    return found


REPLACEMENTS = [None, 5, 1.5, True, "", "\n", "x\n", "１２", [], {}, ["x"], {"x": "y"}, [None]]


@pytest.mark.parametrize("path", [path for path in SAMPLES if path.parts[-2] == "valid"], ids=lambda path: path.stem)
def test_model_and_schema_agree_on_every_broken_sample(path):
    document_type, values = f"{path.parts[-3]}/1", json.loads(path.read_text("utf-8"))
    for at in range(len(places(values))):
        # Every third replacement at a place, another third at the next one: all of them many times over, in a tenth of the time.
        for replacement in REPLACEMENTS[at % 3 :: 3]:
            broken = copy.deepcopy(values)
            container, key = places(broken)[at]
            container[key] = replacement
            agreed(document_type, broken)
        broken = copy.deepcopy(values)
        container, key = places(broken)[at]
        held = container.pop(key)
        agreed(document_type, broken)
        if isinstance(container, dict):
            container[key + "X"] = held
            agreed(document_type, broken)
        if isinstance(held, str):
            container, key = places(broken := copy.deepcopy(values))[at]
            container[key] = held + "\n"
            agreed(document_type, broken)


@SETTINGS
@given(st.data())
def test_model_and_schema_agree_on_generated_documents_that_were_broken(data):
    document_type = data.draw(st.sampled_from(TYPES))
    values = data.draw(documents(document_type, GOOD))
    for _ in range(data.draw(st.integers(1, 3))):
        all_places = places(values)
        if not all_places:
            return
        container, key = data.draw(st.sampled_from(all_places))
        if data.draw(st.booleans()):
            container[key] = data.draw(st.sampled_from(REPLACEMENTS))
        else:
            container.pop(key)
    agreed(document_type, values)
