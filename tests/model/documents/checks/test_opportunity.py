"""An opportunity whose figures do not fit together is doubted and never changed."""

from __future__ import annotations

import pytest

from hub.model.documents.registry import validate


def line(stated):
    return {
        "quantity": {"value": "20000", "unitCode": "MTR"},
        "price": {"priceAmount": {"value": "1.35", "currencyID": "USD"}},
        "lineExtensionAmount": {"value": stated, "currencyID": "USD"},
    }


CASES = [
    ({}, []),
    ({"opportunityLine": [line("27000.00")]}, []),
    ({"opportunityLine": [line("27000.01")]}, ["BUS-012 /opportunityLine/0/lineExtensionAmount"]),
    ({"opportunityLine": [{"id": "1"}, {"id": "1"}]}, ["BUS-013 /opportunityLine/1/id"]),
    ({"stage": {"probabilityPercent": "100"}}, []),
    ({"stage": {"probabilityPercent": "100.5"}}, ["LEAD-020 /stage/probabilityPercent"]),
    ({"amount": {"value": "1", "currencyID": "RMB"}}, ["BUS-020 /amount/currencyID"]),
    ({"buyer": {"postalAddress": {"countryCode": "UK"}}}, ["BUS-022 /buyer/postalAddress/countryCode"]),
]


@pytest.mark.parametrize(("values", "expected"), CASES)
def test_a_doubt_is_told_at_its_place(values, expected):
    model, broken = validate("opportunity/1", {"id": "OPP-7", **values})
    assert broken == []

    assert [f"{finding.rule} {finding.pointer}" for finding in model.doubts()] == expected


@pytest.mark.parametrize(("leads", "thread"), [([{"id": "444"}, {"id": "445"}], "444"), (None, "OPP-7")])
def test_it_stands_in_the_thread_of_the_lead_it_grew_from(leads, thread):
    model, _ = validate("opportunity/1", {"id": "OPP-7", **({"leadReference": leads} if leads else {})})

    assert model.thread() == thread
