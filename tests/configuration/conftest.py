"""A small tree that is right, and a way to spoil it line by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from hub.configuration.read import Loaded, load

TREE = """\
apiVersion: hub/v1
members:
  lanmei:
    name: {en: Lanmei Pumps, zh: 兰美泵业}
    ids: {x12: "ZZ:LANMEI", gln: "6901234000009"}
  nordkran:
    name: {en: Nordkran AB}
    ids: {x12: "ZZ:NORDKRAN"}
systems:
  lanmei/srm:
    adapter: erp/document
    out: {folder: {path: outbox}}
  nordkran/erp:
    adapter: erp/document
    out: {http: {url: "https://erp.nordkran.example/in", token: "env:NORDKRAN_TOKEN"}}
agreements:
  orders:
    from: lanmei/srm
    to: nordkran
    carries: [order]
    deliver:
      - {to: nordkran/erp, as: json, within: 60s}
    replies:
      - {document: order_response, from: nordkran/erp, deliver: [{to: lanmei/srm, as: x12/855}]}
"""

Load = Callable[..., Loaded]


@pytest.fixture
def loading() -> Load:
    """The tree with one text in place of another (`spoil`), beside files, and with the secrets that are set."""

    def run(*spoil: tuple[str, str], files: Mapping[str, str] | None = None, set_: set[str] | None = None) -> Loaded:
        text = TREE
        for old, new in spoil:
            assert old in text
            text = text.replace(old, new, 1)
        return load(text, "hub.yaml", (files or {}).get, is_set=None if set_ is None else set_.__contains__)

    return run
