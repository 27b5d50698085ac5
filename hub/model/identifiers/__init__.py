"""Identifier schemes: what a scheme id means and whether a value keeps the rules of its scheme, from the table beside this module.

A wrong check digit is a finding, never a refusal: the identifier is carried as it stands. Whether a company exists is
what a registry knows, not what digits say.

>>> verdict("CN:USCC", "91350100M000100Y43"), verdict("9930", "DE136695977"), verdict("x12:92", "LANMEI")
('valid', 'invalid', 'unknownScheme')
"""

from __future__ import annotations

import csv
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from stdnum import get_cc_module

from hub.model.identifiers.check_digits import is_duns, is_gs1, is_lei, is_organisation_code, is_registration_number, is_uscc

Verdict = Literal["valid", "invalid", "unknownScheme"]
Check = Callable[[str], bool]
# Our own checks by the name that the table uses; every other name is a module of python-stdnum.
_OWN: Mapping[str, Check] = {
    "uscc": is_uscc,
    "organisation": is_organisation_code,
    "registration": is_registration_number,
    "gs1": is_gs1,
    "duns": is_duns,
    "lei": is_lei,
}


@dataclass(frozen=True, slots=True)
class Scheme:
    """One row of the table. `check`: a name of `_OWN`, a module of python-stdnum, or `vat` with the country in front of the value."""

    id: str
    check: str
    name: str


@cache
def schemes() -> Mapping[str, Scheme]:
    """Every scheme by its id; several ids may mean the same scheme."""
    text = resources.files(__name__).joinpath("schemes.csv").read_text("utf-8")
    return {row["scheme"]: Scheme(row["scheme"], row["check"], row["name"]) for row in csv.DictReader(text.splitlines())}


def verdict(scheme_id: str | None, value: str) -> Verdict:
    """Whether a value keeps the rules of its scheme, as far as the hub knows them."""
    scheme = schemes().get(scheme_id or "")
    check = None if scheme is None else _check(scheme.check, value[:2].upper() if scheme.check == "vat" else "")
    if check is None:
        return "unknownScheme"
    return "valid" if value.isascii() and check(value) else "invalid"


@cache
def _check(name: str, country: str) -> Check | None:
    if name == "vat":
        # Greece writes EL in front of its numbers; a number without a country in front can be anybody's.
        module = get_cc_module("GR" if country == "EL" else country, "vat") if country.isalpha() else None
        return module.is_valid if module is not None else None
    return _OWN.get(name) or importlib.import_module(f"stdnum.{name}").is_valid
