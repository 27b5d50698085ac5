"""A running hub answers from the stored tree alone, and always the same."""

from __future__ import annotations

import json

import pytest

from hub.configuration.active import ActiveConfiguration
from hub.configuration.matching import Route
from hub.formats.base import Address
from hub.mapping.problem import RuleProblem
from tests.configuration.conftest import Load

MAPS = (
    "out: {folder: {path: outbox}}",
    "out: {folder: {path: outbox}}\n    maps: {x12/850: [own.yaml]}\n    lists: {projects: projects.csv}",
)
FILES = {
    "own.yaml": "extends: x12/850\nrules:\n  accountingCost: REF[01=ZZ].02 | xref(projects)\n",
    "projects.csv": "code,canonical\nP-01,harbour\n",
}


@pytest.fixture
def active(loading: Load) -> ActiveConfiguration:
    stored = loading(MAPS, files=FILES).tree
    assert stored is not None
    return ActiveConfiguration.from_tree(json.loads(json.dumps(stored)))


def test_the_digest_survives_the_database(loading: Load, active: ActiveConfiguration) -> None:
    loaded = loading(MAPS, files=FILES)
    assert loaded.configuration is not None

    assert ActiveConfiguration(loaded.configuration, loaded.files).digest == active.digest


def test_look_ups(active: ActiveConfiguration) -> None:
    assert active.identifiers.member("x12", Address("ZZ", "LANMEI")) == "lanmei"
    assert active.systems_of("nordkran") == ["nordkran/erp"]
    assert active.system("nordkran/crm") is None
    assert active.agreement("orders") is not None
    assert isinstance(active.route("lanmei/srm", "nordkran", "order/1", test=False), Route)


def test_a_system_with_overlays_has_a_map_of_its_own(active: ActiveConfiguration) -> None:
    own, base = active.map_for("lanmei/srm", "x12/850"), active.map_for(None, "x12/850")

    assert own is not None
    assert base is not None
    assert own.digest != base.digest
    assert active.map_for("nordkran/erp", "x12/850").digest == base.digest  # type: ignore[union-attr]


def test_a_map_is_compiled_once_for_all_systems_that_take_it_as_it_is(active: ActiveConfiguration) -> None:
    assert active.map_for("lanmei/srm", "x12/850") is active.map_for("lanmei/srm", "x12/850")
    assert active.map_for("nordkran/erp", "x12/850") is active.map_for(None, "x12/850")


@pytest.mark.parametrize("message", ["x12/851", "x12", "", "json/order/1", "nothing/850"])
def test_a_message_without_a_map_has_none(active: ActiveConfiguration, message: str) -> None:
    assert active.map_for("lanmei/srm", message) is None


def test_an_overlay_that_went_bad_names_its_place(loading: Load) -> None:
    loaded = loading(MAPS, files=FILES)
    assert loaded.configuration is not None
    active = ActiveConfiguration(loaded.configuration, {**FILES, "own.yaml": "rules:\n  note: BEG.03 | upcase\n"})

    with pytest.raises(RuleProblem) as problem:
        active.map_for("lanmei/srm", "x12/850")

    assert (problem.value.file, problem.value.line) == ("own.yaml", 2)


def test_an_empty_hub_has_the_base_maps_and_nobody() -> None:
    empty = ActiveConfiguration.empty()

    assert empty.map_for("", "x12/850") is not None
    assert empty.configuration.members == {}
