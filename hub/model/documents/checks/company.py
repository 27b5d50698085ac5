"""Doubts about a company's own data: numbers of a register, what the register said, the licence, bank accounts.

What a register said is judged as stated; nothing is looked up. Example: `identifiers_doubts(dossier.legal_identifier)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hub.model.codes import lists
from hub.model.documents.checks.findings import remark, warning
from hub.model.documents.checks.parties import country_doubts, identifier_doubts, number_doubts
from hub.model.documents.checks.validity import span_doubts
from hub.model.documents.company import BankAccount, Incorporation, LegalIdentifier, Verification
from hub.model.identifiers import verdict
from hub.model.location import Finding

# A register that says so no longer knows an active company under this number.
_GONE = frozenset(("revoked", "deregistered"))


def identifiers_doubts(identifiers: Iterable[LegalIdentifier]) -> Iterator[Finding]:
    """Doubts about the numbers under which a company is registered."""
    for at, one in enumerate(identifiers):
        pointer = f"/legalIdentifier/{at}"
        yield from number_doubts(one.scheme_id, one.value, pointer + "/value")
        if one.scheme_id is not None and verdict(one.scheme_id, one.value) == "unknownScheme":
            yield remark("QUA-013", pointer + "/schemeID", found=one.scheme_id)
        yield from country_doubts(one.country_code, pointer + "/countryCode")
        yield from verifications_doubts(one.verification, pointer)


def verifications_doubts(verifications: Iterable[Verification], pointer: str) -> Iterator[Finding]:
    """A verification that does not say where and when, and a register that says that the company is gone."""
    for at, one in enumerate(verifications):
        place = f"{pointer}/verification/{at}"
        if one.source_name is None or one.verified_at is None:
            yield warning("QUA-015", place)
        status = one.registry_status_code
        if status is not None and status not in lists().registry_status:
            yield remark("QUA-016", place + "/registryStatusCode", found=status)
        if status in _GONE:
            yield warning("QUA-014", place + "/registryStatusCode", found=status, source=one.source_name or "-", at=one.verified_at or "-")


def licence_doubts(licence: Incorporation | None) -> Iterator[Finding]:
    """Doubts about the data of a business licence."""
    if licence is None:
        return
    yield from span_doubts(licence, "/incorporation")
    yield from country_doubts(licence.country_code, "/incorporation/countryCode")
    if licence.unlimited_indicator and licence.valid_to is not None:
        yield warning("QUA-003", "/incorporation/validTo", end=licence.valid_to)


def accounts_doubts(accounts: Iterable[BankAccount]) -> Iterator[Finding]:
    """Doubts about bank accounts; the number itself is never repeated in a finding's words beyond its check."""
    for at, one in enumerate(accounts):
        pointer = f"/bankAccount/{at}"
        yield from _masked(identifier_doubts(one.account_id, pointer + "/accountID"))
        yield from identifier_doubts(one.bank_id, pointer + "/bankID")
        yield from country_doubts(one.country_code, pointer + "/countryCode")
        yield from span_doubts(one, pointer)
        yield from verifications_doubts(one.verification, pointer)


def _masked(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings are shown to operators and kept for years: of an account they show the last four digits only."""
    for one in findings:
        found = str(one.params.get("found", ""))
        yield Finding(one.rule, one.severity, one.where, {**one.params, "found": "…" + found[-4:]}, one.pointer)
