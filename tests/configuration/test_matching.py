"""A message finds its agreement, or is told for each that came near why it does not fit."""

from __future__ import annotations

import pytest

from hub.configuration.matching import Route, find_route
from hub.model.config import Configuration

CONFIGURATION = Configuration.model_validate(
    {
        "apiVersion": "hub/v1",
        "members": {name: {"name": {"en": name}} for name in ("buyer", "seller", "portal", "other")},
        "agreements": {
            "orders": {
                "from": "buyer/srm",
                "to": "seller",
                "carries": ["order", "order_change/1"],
                "deliver": [{"to": "seller/erp"}],
                "replies": [{"document": "order_response", "from": "seller/erp", "deliver": [{"to": "buyer/srm", "as": "x12/855"}]}],
            },
            "orders-test": {"from": "buyer/srm", "to": "seller", "carries": ["order"], "deliver": [{"to": "seller/erp"}], "test": True},
            "leads": {"from": "portal", "to": "seller", "carries": ["lead"], "deliver": [{"to": "seller/crm"}]},
            "leads-api": {"from": "portal/api", "to": "seller", "carries": ["lead"], "deliver": [{"to": "seller/crm"}]},
            "twice-a": {"from": "other", "to": "buyer", "carries": ["order"], "deliver": [{"to": "buyer/srm"}]},
            "twice-b": {"from": "other", "to": "buyer", "carries": ["order/1"], "deliver": [{"to": "buyer/srm"}]},
        },
    }
)
FITTING = [
    ("buyer/srm", "seller", "order/1", False, "orders"),
    ("buyer/srm", "seller", "order/1", True, "orders-test"),
    ("buyer/srm", None, "order/1", False, "orders"),
    ("buyer/srm", "seller", "order_change/1", False, "orders"),
    ("seller/erp", "buyer", "order_response/1", False, "orders"),
    ("portal/web", "seller", "lead/1", False, "leads"),
    ("portal/api", "seller", "lead/1", False, "leads-api"),
]
FAILING = [
    ("buyer/srm", "seller", "invoice/1", False, {"CFG-102"}),
    ("buyer/srm", "seller", "order_change/2", False, {"CFG-102"}),
    ("buyer/srm", "seller", "order_change/1", True, {"CFG-102", "CFG-103"}),
    ("buyer/web", "seller", "order/1", False, {"CFG-105"}),
    ("buyer/srm", "other", "order/1", False, {"CFG-101"}),
    ("seller/erp", "portal", "order/1", False, {"CFG-101"}),
    ("seller/crm", "buyer", "order_response/1", False, {"CFG-105"}),
    ("other/erp", "buyer", "order/1", False, {"CFG-104"}),
    ("nobody/erp", None, "order/1", False, {"CFG-101"}),
]


@pytest.mark.parametrize(("sender", "receiver", "document", "test", "agreement"), FITTING)
def test_a_message_falls_under_its_agreement(sender: str, receiver: str | None, document: str, test: bool, agreement: str) -> None:
    found = find_route(CONFIGURATION, sender, receiver, document, test=test)

    assert isinstance(found, Route)
    assert found.agreement_id == agreement


@pytest.mark.parametrize(("sender", "receiver", "document", "test", "rules"), FAILING)
def test_a_message_without_an_agreement_is_told_why(sender: str, receiver: str | None, document: str, test: bool, rules: set[str]) -> None:
    found = find_route(CONFIGURATION, sender, receiver, document, test=test)

    assert isinstance(found, list)
    assert {finding.rule for finding in found} == rules


def test_an_answer_goes_where_the_reply_says() -> None:
    found = find_route(CONFIGURATION, "seller/erp", "buyer", "order_response/1", test=False)

    assert isinstance(found, Route)
    assert found.reply is not None
    assert [(delivery.to, delivery.as_) for delivery in found.deliver] == [("buyer/srm", "x12/855")]


def test_the_reason_names_what_differs() -> None:
    (reason,) = [
        finding
        for finding in find_route(CONFIGURATION, "other/erp", "buyer", "order/1", test=False)  # type: ignore[union-attr]
        if finding.rule == "CFG-104"
    ]

    assert reason.params == {"agreements": "twice-a, twice-b"}


# ── conditions ──
def choosing(**conditions: str | None) -> Configuration:
    """Agreements for the same leads, told apart by their conditions."""
    rows = {
        name: {"from": "portal", "to": "seller", "carries": ["lead"], "deliver": [{"to": "seller/crm"}], "when": when}
        for name, when in conditions.items()
    }
    return Configuration.model_validate({"apiVersion": "hub/v1", "agreements": rows})


LEAD = {"buyer": {"countryCode": "SE"}, "interest": [{"quantity": {"value": "12"}}]}
CHOICES = [
    ({"north": "buyer.countryCode in [SE, NO]", "south": "buyer.countryCode in [IT]"}, "north"),
    ({"large": "interest.quantity.value >= 10", "small": "interest.quantity.value < 10"}, "large"),
    ({"here": "buyer.countryCode == IT", "all": None}, "all"),
]


@pytest.mark.parametrize(("conditions", "agreement"), CHOICES)
def test_agreements_that_fit_but_for_their_conditions_are_decided_by_them(conditions: dict[str, str | None], agreement: str) -> None:
    found = find_route(choosing(**conditions), "portal/web", "seller", "lead/1", test=False, values=LEAD)

    assert isinstance(found, Route)
    assert found.agreement_id == agreement


@pytest.mark.parametrize("conditions", [{"a": "exists buyer", "b": "exists interest"}, {"a": "exists buyer", "b": None}])
def test_two_conditions_that_hold_are_no_decision(conditions: dict[str, str | None]) -> None:
    (finding,) = find_route(choosing(**conditions), "portal/web", "seller", "lead/1", test=False, values=LEAD)  # type: ignore[misc]

    assert (finding.rule, finding.params) == ("CFG-104", {"agreements": "a, b"})


def test_the_reason_names_the_condition_that_does_not_hold() -> None:
    when = "buyer.countryCode == IT"
    (finding,) = find_route(choosing(south=when), "portal/web", "seller", "lead/1", test=False, values=LEAD)  # type: ignore[misc]

    assert (finding.rule, finding.params) == ("CFG-107", {"agreement": "south", "when": when})


def test_before_a_document_is_read_no_condition_is_asked() -> None:
    assert isinstance(find_route(choosing(south="buyer.countryCode == IT"), "portal/web", None, "lead/1", test=False), Route)


@pytest.mark.parametrize(
    ("conditions", "systems"),
    [((None, "buyer.countryCode == SE"), ["seller/crm", "seller/dwh"]), ((None, "buyer.countryCode == IT"), ["seller/crm"])],
)
def test_a_delivery_is_owed_where_its_condition_holds(conditions: tuple[str | None, ...], systems: list[str]) -> None:
    found = find_route(delivering(*conditions), "portal/web", "seller", "lead/1", test=False, values=LEAD)

    assert isinstance(found, Route)
    assert [row.to for row in found.deliver] == systems


def test_a_message_is_never_owed_to_nobody() -> None:
    (finding,) = find_route(delivering("id == 1", "id == 2"), "portal/web", "seller", "lead/1", test=False, values=LEAD)  # type: ignore[misc]

    assert finding.rule == "CFG-108"


def delivering(first: str | None, second: str | None) -> Configuration:
    rows = [{"to": "seller/crm", "when": first}, {"to": "seller/dwh", "when": second}]
    leads = {"from": "portal", "to": "seller", "carries": ["lead"], "deliver": rows}
    return Configuration.model_validate({"apiVersion": "hub/v1", "agreements": {"leads": leads}})
