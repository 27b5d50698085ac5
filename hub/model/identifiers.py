"""Check digits of the identifiers that trade documents carry: 统一社会信用代码 (GB 32100) and GS1 numbers.

A wrong check digit is a finding, never a refusal: the identifier is carried as it stands.

>>> is_uscc("91350100M000100Y43"), is_gs1("4006381333931")
(True, True)
"""

from __future__ import annotations

_USCC_SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {symbol: value for value, symbol in enumerate(_USCC_SYMBOLS)}
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_GS1_LENGTHS = frozenset((8, 12, 13, 14, 17, 18))
# Schemes by which parties and items name GS1 numbers: ICD 0088 and 0160, X12 element 235 and 66, UNCL 7143.
GS1_SCHEMES = frozenset(("0088", "0160", "GTIN", "GLN", "UL", "UP", "UK", "EN", "UI", "EO"))
USCC_SCHEME = "CN:USCC"


def is_uscc(text: str) -> bool:
    """Whether 18 characters are a 统一社会信用代码 (GB 32100-2015: modulo 31 over a weighted sum)."""
    if len(text) != 18 or not set(text) <= _USCC_VALUES.keys():
        return False
    total = sum(weight * _USCC_VALUES[symbol] for weight, symbol in zip(_USCC_WEIGHTS, text, strict=False))
    return -total % 31 == _USCC_VALUES[text[17]]


def is_gs1(text: str) -> bool:
    """Whether digits are a GS1 number (GTIN, GLN, GSIN, SSCC): weights 3 and 1 from the right, modulo 10."""
    if len(text) not in _GS1_LENGTHS or not (text.isascii() and text.isdigit()):
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(text))) % 10 == 0
