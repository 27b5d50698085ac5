"""An envelope's identifier leads to one member, whole or not at all."""

from __future__ import annotations

import pytest

from hub.configuration.identifiers import Identifiers, parse_identifier
from hub.formats.base import Address
from hub.model.config import MemberConfig

MEMBERS = {
    "lanmei": MemberConfig(name={"en": "L"}, ids={"x12": ["ZZ:LANMEI", "01:123456789"], "edifact": "6901234000009:14"}),
    "nordkran": MemberConfig(name={"en": "N"}, ids={"x12": "NORDKRAN"}),
}
INDEX = Identifiers(MEMBERS)


@pytest.mark.parametrize(
    ("family", "qualifier", "identifier", "member"),
    [
        ("x12", "ZZ", "LANMEI", "lanmei"),
        ("x12", "01", "123456789", "lanmei"),
        ("x12", "01", "LANMEI", None),
        ("x12", "ZZ", "LANME", None),
        ("x12", "ZZ", "lanmei", None),
        ("x12", "ZZ", "NORDKRAN", "nordkran"),
        ("x12", "", "NORDKRAN", "nordkran"),
        ("edifact", "14", "6901234000009", "lanmei"),
        ("edifact", "6901234000009", "14", None),
        ("gln", "ZZ", "LANMEI", None),
        ("x12", "", "", None),
    ],
)
def test_an_identifier_leads_to_its_member(family: str, qualifier: str, identifier: str, member: str | None) -> None:
    assert INDEX.member(family, Address(qualifier, identifier)) == member


def test_no_address_is_nobody() -> None:
    assert INDEX.member("x12", None) is None


@pytest.mark.parametrize(
    ("member", "family", "address"),
    [
        ("lanmei", "x12", Address("ZZ", "LANMEI")),
        ("lanmei", "edifact", Address("14", "6901234000009")),
        ("nordkran", "x12", Address("", "NORDKRAN")),
        ("nordkran", "edifact", None),
        ("nobody", "x12", None),
    ],
)
def test_the_first_identifier_goes_into_envelopes(member: str, family: str, address: Address | None) -> None:
    assert INDEX.address(member, family) == address


def test_blanks_around_an_identifier_do_not_count() -> None:
    assert parse_identifier("x12", "ZZ: LANMEI ") == Address("ZZ", "LANMEI")
