"""Which adapters there are: the folders below erp, crm and srm, and the entry points `hub.adapters` of other packages.

It opens nothing beyond importing them. An adapter module names its class `ADAPTER`; an entry point names the class.

>>> adapters()["erp/document"].name
'erp/document'
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from hub.adapters.base import Adapter

KINDS = ("erp", "crm", "srm")
GROUP = "hub.adapters"


@cache
def adapters() -> dict[str, type[Adapter]]:
    """Every adapter by its name. Two with one name are a mistake of packaging."""
    found: dict[str, type[Adapter]] = {}
    for adapter in [*_built_in(), *_installed()]:
        if found.setdefault(adapter.name, adapter) is not adapter:
            raise ValueError(f"two adapters are named {adapter.name}")
    return found


def _built_in() -> Iterator[type[Adapter]]:
    for kind in KINDS:
        package = import_module(f"hub.adapters.{kind}")
        for folder in pkgutil.iter_modules(package.__path__):
            if folder.ispkg:
                yield import_module(f"hub.adapters.{kind}.{folder.name}.adapter").ADAPTER


def _installed() -> Iterator[type[Adapter]]:
    for entry in entry_points(group=GROUP):
        yield entry.load()
