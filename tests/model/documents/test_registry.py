"""A broken document comes back as findings with pointers; a good one names its references, its thread and its key."""

from __future__ import annotations

import pytest

from hub.catalogue import LANGUAGES, explain, rules
from hub.errors import Refused
from hub.model.documents.registry import _RULES, DOCUMENTS, key_of, references, schema_of, type_of, validate

BROKEN = [
    ({}, "DOC-001", "/id"),
    ({"id": "1", "oderLine": []}, "DOC-002", "/oderLine"),
    ({"id": "1", "orderLine": [{"quantity": {"value": 5}}]}, "DOC-003", "/orderLine/0/quantity/value"),
    ({"id": 7}, "DOC-004", "/id"),
    ({"id": None}, "DOC-004", "/id"),
    ({"id": "1", "issueDate": "22.11.2026"}, "DOC-005", "/issueDate"),
    ({"id": "1", "customerReference": "a\x01"}, "DOC-006", "/customerReference"),
    ({"id": "\ud800"}, "DOC-006", "/id"),
    ({"id": "1", "orderLine": []}, "DOC-007", "/orderLine"),
    ({"id": "x" * 257}, "DOC-008", "/id"),
    ({"id": "1", "schemaVersion": "2.0"}, "DOC-009", "/schemaVersion"),
    ({"id": "1", "extensions": [{"id": "urn:x", "content": {"a": 1}}]}, "DOC-004", "/extensions/0/content"),
    ("text", "DOC-004", ""),
]


@pytest.mark.parametrize(("values", "rule", "pointer"), BROKEN)
def test_a_broken_value_is_one_finding_at_its_pointer(values, rule, pointer):
    model, findings = validate("order/1", values)

    assert model is None
    assert [(finding.rule, finding.pointer) for finding in findings] == [(rule, pointer)]


@pytest.mark.parametrize(("values", "rule", "pointer"), BROKEN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_is_told_in_both_languages_without_a_gap(values, rule, pointer, language):
    (finding,) = validate("order/1", values)[1]
    told = explain(finding.rule, finding.params, language)

    assert "?" not in told.message + told.fix
    assert told.message != told.rule


def test_every_broken_value_of_a_document_is_told_at_once():
    _, findings = validate("order/1", {"issueDate": "x", "orderLine": [{"id": ""}, {"quantity": {"value": 1}}]})

    assert {finding.pointer for finding in findings} == {"/id", "/issueDate", "/orderLine/0/id", "/orderLine/1/quantity/value"}


def test_every_rule_of_the_documents_is_in_the_catalogue():
    assert {*_RULES.values(), "DOC-004", "DOC-010"} <= rules().keys()


def test_an_unknown_document_type_is_refused():
    with pytest.raises(Refused) as refusal:
        validate("catalogue/1", {})

    assert refusal.value.rule == "DOC-010"


@pytest.mark.parametrize("document_type", DOCUMENTS)
def test_a_canonical_object_is_recognised_by_its_schema(document_type):
    assert type_of({"$schema": schema_of(document_type)}) == document_type
    assert type_of({"$schema": ["x"]}) is None


ORDER = {
    "id": "4711",
    "revision": "2",
    "salesOrderID": "SO-1",
    "customerReference": "C-1",
    "contract": {"id": "HT-7"},
    "quotationDocumentReference": {"id": "Q-1"},
    "additionalDocumentReference": [{"id": "532", "documentTypeCode": "CR"}, {"id": "x"}, {"documentTypeCode": "CT"}, {"id": "x"}],
}
RESPONSE = {"orderReference": {"id": "4711"}, "salesOrderID": "SO-1"}
DESPATCH = {
    "id": "FH-1",
    "orderReference": [{"id": "4711", "salesOrderID": "SO-1"}],
    "shipment": {"consignmentID": "K-1", "trackingID": ["T-1", "T-2"]},
    "transportHandlingUnit": [{"id": "1", "identification": [{"value": "340123450000000017", "schemeID": "SSCC"}]}],
    "despatchLine": [{"orderLineReference": {"lineID": "1", "orderReference": {"id": "4712"}}}],
}
RECEIPT = {
    "id": "RK-1",
    "despatchDocumentReference": [{"id": "FH-1"}],
    "receiptLine": [{"orderLineReference": {"orderReference": {"id": "4711"}}}],
}
INVOICE = {
    "id": "R-1",
    "orderReference": [{"id": "4711"}, {"id": "4712"}],
    "despatchDocumentReference": [{"id": "FH-1"}],
    "statementDocumentReference": [{"id": "DZ-1"}],
    "fapiao": [{"number": "2633"}],
}
ACKNOWLEDGEMENT = {
    "id": "a1",
    "ackOf": {"documentID": "4711", "interchangeControlNumber": "000000183"},
    "level": "syntax",
    "code": "accepted",
}


def made(document_type, values):
    model, findings = validate(document_type, values)
    assert model is not None, findings
    return model


@pytest.mark.parametrize(
    ("document_type", "values", "found", "thread"),
    [
        (
            "order/1",
            ORDER,
            [
                ("order", "4711"),
                ("quotation", "Q-1"),
                ("sales_order", "SO-1"),
                ("customer", "C-1"),
                ("contract", "HT-7"),
                ("CR", "532"),
                ("document", "x"),
            ],
            "4711",
        ),
        ("order_response/1", RESPONSE, [("order", "4711"), ("sales_order", "SO-1")], "4711"),
        ("order_change/1", {"id": "C-1", "orderReference": {"id": "4711"}}, [("order_change", "C-1"), ("order", "4711")], "4711"),
        ("order_cancellation/1", {"orderReference": {"id": "4711"}}, [("order", "4711")], "4711"),
        (
            "despatch_advice/1",
            DESPATCH,
            [
                ("despatch_advice", "FH-1"),
                ("order", "4711"),
                ("sales_order", "SO-1"),
                ("order", "4712"),
                ("consignment", "K-1"),
                ("tracking", "T-1"),
                ("tracking", "T-2"),
                ("handling_unit", "1"),
                ("SSCC", "340123450000000017"),
            ],
            "4711",
        ),
        ("despatch_advice/1", {"id": "FH-2"}, [("despatch_advice", "FH-2")], "FH-2"),
        ("receipt_advice/1", RECEIPT, [("receipt_advice", "RK-1"), ("order", "4711"), ("despatch_advice", "FH-1")], "4711"),
        (
            "receipt_advice/1",
            {"id": "RK-1", "despatchDocumentReference": [{"id": "FH-1"}]},
            [("receipt_advice", "RK-1"), ("despatch_advice", "FH-1")],
            "FH-1",
        ),
        (
            "invoice/1",
            INVOICE,
            [
                ("invoice", "R-1"),
                ("order", "4711"),
                ("order", "4712"),
                ("despatch_advice", "FH-1"),
                ("statement", "DZ-1"),
                ("fapiao", "2633"),
            ],
            "4711",
        ),
        ("invoice/1", {"id": "G-1", "precedingInvoiceReference": [{"id": "R-1"}]}, [("invoice", "G-1"), ("invoice", "R-1")], "R-1"),
        ("acknowledgement/1", ACKNOWLEDGEMENT, [("acknowledgement", "a1"), ("order", "4711"), ("interchange", "000000183")], "4711"),
    ],
)
def test_a_document_is_found_by_its_references_and_stands_in_the_thread_of_its_order(document_type, values, found, thread):
    model = made(document_type, values)

    assert references(model) == found
    assert model.thread() == thread


def test_an_order_is_keyed_by_its_number_and_revision():
    assert key_of(made("order/1", ORDER), "acme") == "acme|order/1|4711|2"


def test_two_responses_without_a_number_are_told_apart_by_what_they_say():
    first, again, other = (
        key_of(made("order_response/1", values), "lanmei") for values in (RESPONSE, dict(RESPONSE), {**RESPONSE, "orderResponseCode": "RE"})
    )

    assert first == again
    assert first != other


@pytest.mark.parametrize("document_type", ["order_change/1", "order_cancellation/1"])
def test_what_is_about_an_order_that_was_sent_never_passes_it(document_type):
    assert made(document_type, {"orderReference": {"id": "4711"}}).revises()
