"""A message becomes a document and back: by a map, by none, or not at all, and always with a reason."""

from __future__ import annotations

import json

import pytest

from hub.configuration.active import ActiveConfiguration
from hub.formats.base import Message, MessageRead, Reading
from hub.formats.discover import formats
from hub.mapping.trial import leaves
from hub.model.config import Assume
from hub.pipeline.translate import back, translate
from tests.pipeline.hands import a_set, answer_to, interchange

RULES = ActiveConfiguration.empty()
X12, EDIFACT, JSON = (formats()[name] for name in ("x12", "edifact", "json"))


def message(format_: object, data: bytes) -> Message:
    (found,) = (event.message for event in format_.read([data], Reading()) if isinstance(event, MessageRead))  # type: ignore[attr-defined]
    return found


def map_850() -> object:
    return RULES.map_for(None, "x12/850", "004010")


def map_orders() -> object:
    return RULES.map_for(None, "edifact/ORDERS", "D96A")


def test_a_message_with_its_map_is_a_document_that_counts_every_leaf() -> None:
    found = translate(X12, message(X12, interchange(a_set("PO-1"))), map_850())  # type: ignore[arg-type]

    assert (found.document_type, found.findings, len(found.map_digest)) == ("order/1", [], 64)
    assert found.document is not None
    assert found.coverage is not None
    assert found.coverage.leaves == found.coverage.mapped + found.coverage.extension + found.coverage.residue


def test_without_a_map_it_is_named_and_nothing_is_made_of_it() -> None:
    found = translate(X12, message(X12, interchange(a_set())), None)

    assert (found.document, [one.rule for one in found.findings]) == (None, ["OPN-009"])


def test_what_is_not_supported_has_been_told_by_its_format() -> None:
    found = translate(X12, message(X12, interchange("ST*830*0001~\nBFR*05*F-1~\nSE*3*0001", group="PS")), None)

    assert (found.document, found.findings) == (None, [])


def test_canonical_json_needs_no_map() -> None:
    found = translate(JSON, message(JSON, answer_to("PO-1")), None)

    assert (found.document_type, found.findings, found.map_digest) == ("order_response/1", [], "")
    assert found.document is not None


def test_a_model_that_refuses_leaves_the_values_and_says_where() -> None:
    found = translate(
        JSON, message(JSON, json.dumps({"$schema": "https://tradepost.example/schemas/order/1.0", "id": ["1"]}).encode()), None
    )

    assert found.document is None
    assert found.values
    assert all(one.severity == "error" for one in found.findings)


def test_what_is_taken_for_granted_is_said() -> None:
    data = interchange(a_set("PO-1")).replace(b"CUR*BY*EUR~\n", b"").replace(b"SE*7*", b"SE*6*")
    found = translate(X12, message(X12, data), map_850(), Assume(currency="SEK"))  # type: ignore[arg-type]

    assert found.document is not None
    assert "SEK" in json.dumps(found.document.values())
    assert found.assumptions


@pytest.mark.parametrize("more", [(), ("TD5*O*2*ABCD*M*A ROUTE",)])
def test_what_was_read_is_written_back_with_its_residue(more: tuple[str, ...]) -> None:
    data = interchange(a_set("PO-1", more=more))
    found = translate(X12, message(X12, data), map_850())  # type: ignore[arg-type]
    assert found.document is not None

    _, result = back(X12, map_850(), found.document.values(), "x12")  # type: ignore[arg-type]

    assert result.dropped == []


def test_residue_of_another_format_is_not_put_where_its_places_have_the_same_names() -> None:
    data = interchange(a_set("PO-1", more=("TD5*O*2*ABCD*M*A ROUTE",)))
    found = translate(X12, message(X12, data), map_850())  # type: ignore[arg-type]
    assert found.document is not None
    values = {
        **found.document.values(),
        "unmapped": [{"path": "DTM[9].02", "value": "20261120"}, {"path": "LIN[1]/PIA[1].03", "value": "7"}],
    }

    ours, _ = back(X12, map_850(), values, "x12")  # type: ignore[arg-type]
    plain, _ = back(EDIFACT, map_orders(), {**values, "unmapped": []}, "x12")  # type: ignore[arg-type]
    theirs, result = back(EDIFACT, map_orders(), values, "x12")  # type: ignore[arg-type]

    assert ("DTM[1].02", "20261120") in leaves(X12, ours)  # type: ignore[arg-type]
    assert (leaves(EDIFACT, theirs), result.unfitting) == (leaves(EDIFACT, plain), [])  # type: ignore[arg-type]
