"""The maps of the package."""

from __future__ import annotations

import pytest

from hub.errors import Misconfigured
from hub.formats.segments.path import PATHS
from hub.mapping import library
from hub.mapping.compile import compile_map
from hub.mapping.problem import RuleProblem


@pytest.mark.parametrize("name", library.available())
def test_every_map_of_the_package_loads(name):
    effective = library.load(*name)

    assert effective.format == "/".join(name)
    assert ("base", f"maps/{name[0]}/{name[1]}.yaml") in effective.layers
    assert library.load(*name).digest == effective.digest
    if name[0] == "x12":
        compile_map(effective, PATHS)


def test_an_unknown_message_is_told_with_the_nearest():
    with pytest.raises(Misconfigured) as caught:
        library.load("x12", "851")

    assert (caught.value.rule, caught.value.params["wanted"]) == ("MAP-010", "x12/851")


def test_a_version_or_a_guide_without_a_file_of_its_own_changes_nothing():
    assert library.load("x12", "850:004010", variants=["NOTHING"]).digest == library.load("x12", "850").digest


def test_an_overlay_is_laid_over_the_base():
    effective = library.load("x12", "850", overlays=[("acme.yaml", "extends: x12/850\nrules: {revision: null}")])

    assert "revision" not in effective.rules
    assert effective.layers[-1] == ("member", "acme.yaml")
    assert effective.digest != library.load("x12", "850").digest
    assert library.extending("extends: x12/850\nrules: {revision: null}", "acme.yaml").digest == effective.digest


def test_a_map_may_stand_alone():
    effective = library.extending("document: order/1\nformat: json/erp\nrules: {id: order_no}", "erp.yaml")

    assert (effective.format, list(effective.rules)) == ("json/erp", ["id"])


def test_a_misspelt_path_of_the_order_is_found_when_the_map_is_compiled():
    effective = library.load("x12", "850", overlays=[("acme.yaml", "rules:\n  orderLine: {rules: {quantitty: .02}}")])
    with pytest.raises(RuleProblem) as caught:
        compile_map(effective, PATHS)

    assert (caught.value.file, caught.value.line, caught.value.params["nearest"]) == ("acme.yaml", 2, "quantity")
