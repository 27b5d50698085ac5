"""Members by the identifiers that envelopes carry, and the identifier that the hub writes for a member.

Compares whole identifiers only: no prefix, no case folding, no guess between two.
Example: `Identifiers(configuration.members).member("x12", Address("ZZ", "LANMEI"))` gives `"lanmei"`.
"""

from __future__ import annotations

from collections.abc import Mapping

from hub.formats.base import Address
from hub.model.config import MemberConfig

_IDENTIFIER_FIRST = ("edifact",)  # UNB S002 and S003 write identification:qualifier; ISA05 and ISA06 the other way round


class Identifiers:
    """An index of every identifier of every member, by family. One written without a qualifier fits any qualifier."""

    def __init__(self, members: Mapping[str, MemberConfig]) -> None:
        self._members = members
        self._owners: dict[tuple[str, str, str], str] = {}
        for member_id, member in members.items():
            for family in member.ids:
                for text in member.identifiers(family):
                    address = parse_identifier(family, text)
                    self._owners.setdefault((family, address.qualifier, address.id), member_id)

    def member(self, family: str, address: Address | None) -> str | None:
        """The member that an envelope names, or None when nobody has that identifier."""
        if address is None:
            return None
        exact = self._owners.get((family, address.qualifier, address.id))
        return exact or self._owners.get((family, "", address.id))

    def address(self, member_id: str, family: str) -> Address | None:
        """The first identifier of a member in one family: what goes into envelopes that the hub writes."""
        member = self._members.get(member_id)
        texts = member.identifiers(family) if member else []
        return parse_identifier(family, texts[0]) if texts else None


def parse_identifier(family: str, text: str) -> Address:
    """An identifier as the configuration writes it, in the two parts of an envelope."""
    if family in _IDENTIFIER_FIRST:
        identifier, _, qualifier = text.partition(":")
        return Address(qualifier.strip(), identifier.strip())
    qualifier, colon, identifier = text.partition(":")
    return Address(qualifier.strip(), identifier.strip()) if colon else Address("", qualifier.strip())
