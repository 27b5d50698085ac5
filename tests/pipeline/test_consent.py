"""What a person agreed to covers a delivery, or the first thing that is missing is named."""

from __future__ import annotations

from typing import Any

import pytest

from hub.model.config import Consented
from hub.pipeline.consent import missing

SHARE = {"purposeCode": "share", "givenIndicator": True}
CASES: list[tuple[list[dict[str, Any]] | None, str | None]] = [
    (None, "purpose"),
    ([], "purpose"),
    ([{"purposeCode": "contact", "givenIndicator": True}], "purpose"),
    ([{"givenIndicator": True}], "purpose"),
    ([SHARE], None),
    ([{"purposeCode": "share", "givenAt": "2026-11-22T00:00:00Z"}], None),
    ([SHARE | {"withdrawnAt": "2026-11-22T00:00:00Z"}], "withdrawn"),
    ([SHARE | {"withdrawnAt": "2026-11-22T00:00:00Z"}, SHARE], None),
    ([{"purposeCode": "share", "givenIndicator": False}], "refused"),
    ([{"purposeCode": "share"}], "basis"),
    ([SHARE | {"legalBasisCode": "contract"}], "basis"),
    ([SHARE | {"legalBasisCode": "consent"}], None),
]


@pytest.mark.parametrize(("consent", "expected"), CASES)
def test_a_consent_covers_sharing_or_says_what_is_missing(consent: list[dict[str, Any]] | None, expected: str | None) -> None:
    values = {} if consent is None else {"consent": consent}

    assert missing(values, Consented()) == expected


def test_an_agreement_may_take_other_purposes_and_bases() -> None:
    values = {"consent": [{"purposeCode": "contact", "legalBasisCode": "legitimateInterest"}]}

    assert missing(values, Consented(purpose=["contact"], basis=["legitimateInterest"])) is None
