"""A value keeps the rules of its scheme, breaks them, or belongs to a scheme that nobody here knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.model.documents.registry import validate
from hub.model.identifiers import schemes, verdict


@pytest.mark.parametrize(
    ("scheme", "value", "expected"),
    [
        ("CN:USCC", "91440300708461136T", "valid"),
        ("CN:USCC", "91440300708461136U", "invalid"),
        ("CN:ORG", "71092556-9", "valid"),
        ("0131", "710925560", "invalid"),
        ("CN:REG", "440301103097413", "valid"),
        ("0088", "6901234000009", "valid"),
        ("0088", "6901234000008", "invalid"),
        ("0060", "150483782", "valid"),
        ("0060", "15048378", "invalid"),
        ("0199", "213800KUD8LAJWSQ9D15", "valid"),
        ("LEI", "213800KUD8LAJWSQ9D16", "invalid"),
        ("LEI", "1", "invalid"),
        ("LEI", "213800kud8lajwsq9d15", "invalid"),
        ("IBAN", "DE89370400440532013000", "valid"),
        ("IBAN", "DE89 3704 0044 0532 0130 00", "valid"),
        ("IBAN", "DE88370400440532013000", "invalid"),
        ("BIC", "ICBKCNBJ", "valid"),
        ("BIC", "ICBK", "invalid"),
        ("9930", "DE136695976", "valid"),
        ("9930", "DE136695977", "invalid"),
        ("VAT", "DE136695976", "valid"),
        ("VAT", "EL094259216", "valid"),
        ("VAT", "GB980780684", "valid"),
        ("VAT", "GB802311781", "invalid"),
        ("VAT", "136695976", "unknownScheme"),
        ("VAT", "QQ136695976", "unknownScheme"),
        ("VAT", "", "unknownScheme"),
        ("US:EIN", "04-2103594", "valid"),
        ("US:EIN", "07-1144442", "invalid"),
        ("x12:92", "LANMEI", "unknownScheme"),
        (None, "1", "unknownScheme"),
        ("0088", "６901234000009", "invalid"),
    ],
)
def test_a_value_is_judged_by_its_scheme(scheme, value, expected):
    assert verdict(scheme, value) == expected


@pytest.mark.parametrize("scheme", sorted(schemes()))
def test_every_scheme_judges_any_text_without_failing(scheme):
    @given(st.one_of(st.text(max_size=24), st.text("0123456789ABCDEXYZ- ", max_size=24)))
    def law(value):
        assert verdict(scheme, value) in ("valid", "invalid", "unknownScheme")

    law()


def test_a_party_is_carried_as_stated_and_what_is_wrong_is_named_in_the_words_of_its_scheme():
    party = {
        "partyIdentification": [{"value": "15048378", "schemeID": "0060"}],
        "endpointID": {"value": "1", "schemeID": "0088"},
        "partyLegalEntity": {"companyID": {"value": "710925560", "schemeID": "CN:ORG"}},
        "partyTaxScheme": [{"companyID": "DE136695977", "taxSchemeCode": "VAT"}, {"companyID": "1", "taxSchemeCode": "GST"}],
    }
    order, _ = validate("order/1", {"id": "1", "buyerCustomerParty": party})

    assert [(one.rule, one.pointer, one.params["scheme"]) for one in order.doubts()] == [
        ("BUS-032", "/buyerCustomerParty/partyIdentification/0", "D-U-N-S"),
        ("BUS-031", "/buyerCustomerParty/endpointID", "GLN"),
        ("BUS-032", "/buyerCustomerParty/partyLegalEntity/companyID", "组织机构代码"),
        ("BUS-032", "/buyerCustomerParty/partyTaxScheme/0/companyID", "VAT number"),
    ]
    assert order.values()["buyerCustomerParty"] == party
