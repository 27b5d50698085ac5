"""The stored tree is plain, complete and the same whatever the checkout; its digest says so."""

from __future__ import annotations

import json

from hub.configuration.tree import digest, file_names, normalised, tree
from hub.model.config import Configuration


def configuration(**system: object) -> Configuration:
    return Configuration.model_validate(
        {"apiVersion": "hub/v1", "members": {"a": {"name": {"en": "A"}}}, "systems": {"a/erp": {"adapter": "erp/document", **system}}}
    )


def test_the_tree_survives_json_and_is_read_back_as_it_was() -> None:
    before = configuration(
        out={"http": {"url": "https://a.example"}}, pace={"in_flight": 2}, **{"in": {"folder": {"path": "p", "taken": "t"}}}
    )

    stored = json.loads(json.dumps(tree(before, {"maps/a.yaml": "text"})))

    assert Configuration.model_validate(stored["configuration"]) == before
    assert stored["files"] == {"maps/a.yaml": "text"}


def test_defaults_are_written_out() -> None:
    assert tree(configuration(), {})["configuration"]["systems"]["a/erp"]["pace"] == {"in_flight": 4}


def test_the_digest_follows_the_content_and_nothing_else() -> None:
    plain, explicit = configuration(), configuration(pace={"in_flight": 4})

    assert digest(tree(plain, {})) == digest(tree(explicit, {}))
    assert digest(tree(plain, {})) != digest(tree(configuration(pace={"in_flight": 5}), {}))
    assert digest(tree(plain, {})) != digest(tree(plain, {"a": ""}))
    assert digest(tree(plain, {"a": "1", "b": "2"})) == digest(tree(plain, {"b": "2", "a": "1"}))


def test_line_ends_and_byte_order_marks_do_not_count() -> None:
    assert normalised("\ufeffa\r\nb\rc\n") == "a\nb\nc\n"


def test_every_file_that_is_named_is_found_with_its_path() -> None:
    system = configuration(maps={"x12/850": ["one.yaml", "two.yaml"]}, lists={"units": "units.csv"})

    assert list(file_names(system)) == [
        (("systems", "a/erp", "maps", "x12/850", 0), "one.yaml"),
        (("systems", "a/erp", "maps", "x12/850", 1), "two.yaml"),
        (("systems", "a/erp", "lists", "units"), "units.csv"),
    ]
