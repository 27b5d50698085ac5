"""Conversion goes by way of the canonical document, loses nothing silently, and takes its moment from outside."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import Refused
from hub.model.message import verdict
from hub.pipeline.check import check
from hub.pipeline.convert import Converted, acknowledge, convert
from tests.services import REPOSITORY

ORDER = (REPOSITORY / "examples" / "samples" / "order.x12").read_bytes()
AT = datetime(2026, 11, 20, 9, 15, tzinfo=UTC)


def converted(data: bytes, target: str) -> Converted:
    return convert([data], target, at=AT)


def canonical(data: bytes) -> list[object]:
    return [row["canonical"] for row in check([data])]


def test_the_same_input_gives_the_same_bytes() -> None:
    first, again = converted(ORDER, "x12/850"), converted(ORDER, "x12/850")

    assert first.body == again.body
    assert b"*261120*0915*" in first.body[:106]


@pytest.mark.parametrize("target", ["json", "x12/850"])
def test_nothing_is_lost_on_the_way_and_back(target: str) -> None:
    result = converted(ORDER, target)

    assert verdict(result.findings) == "clean"
    assert (result.documents, result.dropped) == (1, [])
    assert canonical(result.body) == canonical(ORDER)


def test_the_ends_of_the_envelope_are_kept() -> None:
    header = converted(ORDER, "x12/850").body[:106]

    assert b"*ZZ*LANMEI         *ZZ*NORDKRAN       *" in header


def test_what_the_target_has_no_place_for_is_told_by_name() -> None:
    document = json.loads(converted(ORDER, "json").body)
    document["orderLine"][0]["originatorParty"] = {"partyName": "Yard 7"}

    result = converted(json.dumps(document).encode(), "x12/850")

    assert result.dropped == ["/orderLine/0/originatorParty/partyName"]
    assert ("CHK-002", result.dropped[0]) in [(finding.rule, finding.pointer) for finding in result.findings]


def test_a_target_of_another_document_is_an_error() -> None:
    result = converted(ORDER, "x12/855")

    assert (result.body, result.documents) == (b"", 0)
    assert "CFG-043" in [finding.rule for finding in result.findings]


@pytest.mark.parametrize("target", ["x12", "x12/851", "smoke/signal", "", "json/", "../etc"])
def test_an_unknown_target_is_refused(target: str) -> None:
    with pytest.raises(Refused) as refused:
        converted(ORDER, target)

    assert refused.value.rule == "CFG-042"


@given(st.binary(max_size=200))
def test_any_bytes_are_converted_or_told(data: bytes) -> None:
    result = converted(data, "json")

    assert result.documents or result.findings
    acknowledge([data], at=AT)


def test_every_interchange_is_acknowledged() -> None:
    answer = acknowledge([ORDER + ORDER.replace(b"000000042", b"000000043")], at=AT)

    assert answer is not None
    assert answer.count(b"ST*997*") == 2
    assert [row["verdict"] for row in check([answer])] == ["clean", "clean"]
