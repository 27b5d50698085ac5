"""Checks that are ours: 统一社会信用代码 (GB 32100), 组织机构代码 (GB 11714), 工商注册号, GS1 numbers, LEI, D-U-N-S.

Judges text as it stands: no blank is taken away, no letter made large. Example: `is_uscc("91350100M000100Y43")` is True.
"""

from __future__ import annotations

from stdnum.iso7064 import mod_11_10, mod_97_10

_USCC_SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {symbol: value for value, symbol in enumerate(_USCC_SYMBOLS)}
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_GS1_LENGTHS = frozenset((8, 12, 13, 14, 17, 18))


def is_uscc(text: str) -> bool:
    """Whether 18 characters are a 统一社会信用代码 (GB 32100-2015: modulo 31 over a weighted sum).

    Not python-stdnum's: that one refuses the letters with which farmers' collectives (N) and others (Y) begin.
    """
    if len(text) != 18 or not set(text) <= _USCC_VALUES.keys():
        return False
    total = sum(weight * _USCC_VALUES[symbol] for weight, symbol in zip(_USCC_WEIGHTS, text, strict=False))
    return -total % 31 == _USCC_VALUES[text[17]]


def is_organisation_code(text: str) -> bool:
    """Whether it is a 组织机构代码 (GB 11714: eight characters, modulo 11, X for ten), with or without its hyphen."""
    body, check = text[:-1].removesuffix("-"), text[-1:]
    if len(body) != 8 or not all(one.isascii() and (one.isdigit() or one.isupper()) for one in body):
        return False
    total = sum(weight * int(one, 36) for weight, one in zip(_ORGANISATION_WEIGHTS, body, strict=True))
    return "0123456789X0"[11 - total % 11] == check


def is_registration_number(text: str) -> bool:
    """Whether 15 digits are a 工商注册号 as issued before 2015 (GS 15-2006: ISO 7064 modulo 11,10)."""
    return len(text) == 15 and text.isascii() and text.isdigit() and bool(mod_11_10.is_valid(text))


def is_gs1(text: str) -> bool:
    """Whether digits are a GS1 number (GTIN, GLN, GSIN, SSCC): weights 3 and 1 from the right, modulo 10."""
    if len(text) not in _GS1_LENGTHS or not (text.isascii() and text.isdigit()):
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(text))) % 10 == 0


def is_duns(text: str) -> bool:
    """Whether it has the nine digits of a D-U-N-S number; its check digit has not been kept to since 2006."""
    digits = text.replace("-", "")
    return len(digits) == 9 and digits.isascii() and digits.isdigit()


def is_lei(text: str) -> bool:
    """Whether it is a legal entity identifier (ISO 17442): the library checks the sum and leaves the length of twenty to us."""
    return len(text) == 20 and text.isascii() and text.isalnum() and text.upper() == text and bool(mod_97_10.is_valid(text))
