"""The first map of a sample: whole for foreign JSON, an overlay where the hub has a map, nothing for noise."""

from __future__ import annotations

from importlib import resources

import pytest

from hub.errors import Refused
from hub.mapping import library
from hub.pipeline.drafting import first_map

ORDER = resources.files("hub.cli.demo").joinpath("files/lanmei-order.x12").read_bytes()


def test_foreign_json_gets_a_map_of_its_own():
    text = first_map(b'{"orderNo": "4711"}', "order/1", "shop")

    assert library.extending(text, "shop.yaml").format == "json/shop"
    assert "id:" in text


def test_a_known_message_gets_an_overlay_with_what_its_map_leaves_over():
    text = first_map(ORDER, "order/1", "shop")

    assert "extends: x12/850" in text
    assert "CTT" in text
    assert library.extending(text, "mine.yaml").format == "x12/850"


def test_of_noise_nothing_is_drafted():
    assert first_map(b"%PDF-1.7", "order/1", "shop") is None


def test_a_document_that_does_not_exist_is_refused():
    with pytest.raises(Refused) as refusal:
        first_map(b"{}", "catalogue/9", "shop")

    assert refusal.value.rule == "DOC-010"
