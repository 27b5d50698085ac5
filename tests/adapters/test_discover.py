"""Adapters are found, not registered."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from hub.adapters import discover
from hub.adapters.base import Adapter


@pytest.fixture(autouse=True)
def fresh():
    discover.adapters.cache_clear()
    yield
    discover.adapters.cache_clear()


def test_every_folder_is_an_adapter_under_its_own_name():
    for name, adapter in discover.adapters().items():
        assert issubclass(adapter, Adapter)
        if adapter.__module__.startswith("hub.adapters."):
            assert adapter.__module__ == f"hub.adapters.{name.replace('/', '.')}.adapter"


def installed(monkeypatch, *names):
    points = [EntryPoint(name, "hub.adapters.base:Plain", discover.GROUP) for name in names]
    monkeypatch.setattr(discover, "entry_points", lambda group: points if group == discover.GROUP else [])


def test_another_package_may_bring_one(monkeypatch):
    installed(monkeypatch, "erp/plain")

    assert discover.adapters()["erp/plain"].name == "erp/plain"


def test_two_of_one_name_are_a_mistake(monkeypatch):
    class Impostor(Adapter):
        name = "erp/document"

    monkeypatch.setattr(discover, "_installed", lambda: iter([Impostor]))

    with pytest.raises(ValueError, match="erp/document"):
        discover.adapters()
