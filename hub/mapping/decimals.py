"""Numbers as text: what partners write, in the one plain form of the canonical documents, and back.

Never uses a float and never rounds: the digits and the scale stay as they were stated. Example: `plain(".50")` is `"0.50"`.
"""

from __future__ import annotations

import re
import unicodedata

# The canonical pattern of amounts and quantities (DecimalStr).
CANONICAL = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,10})?")
usual = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,10})?").fullmatch  # canonical as it stands
_WRITTEN = re.compile(r"([+-]?)([0-9]*)(?:([.,])([0-9]*))?([+-]?)")
# 万 and 亿 are how people write ten thousand and a hundred million; thousands may have commas between them.
_COUNTED = re.compile(r"([+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*(万|亿)?\s*(?:元|人民币|元人民币|人民币元)?")
EXPECTED = "a decimal number with up to 18 digits before and 10 after the mark, such as 12.50"


class NumberError(ValueError):
    """A text that is no number in the declared notation."""


def plain(text: str, mark: str = ".") -> str:
    """The canonical form: one leading minus or none, no leading zeros, the scale kept. A trailing sign is understood."""
    if mark == "." and usual(text):
        return text
    found = _WRITTEN.fullmatch(text)
    if found is None or (found[3] and found[3] != mark) or (found[1] and found[5]):
        raise NumberError(text)
    whole, fraction = found[2], found[4] or ""
    if not whole and not fraction:
        raise NumberError(text)
    return _checked("-" in (found[1], found[5]), whole, fraction)


def counted(text: str) -> str:
    """The canonical form of a number as Chinese offices write it, with 万 or 亿 and perhaps 元 behind it: `500万` is `5000000`."""
    found = _COUNTED.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise NumberError(text)
    sign, whole, fraction = parts(plain(ungrouped(found[1], ".", ",")))
    places = {"万": 4, "亿": 8}.get(found[2] or "", 0)
    moved = (whole + fraction[:places].ljust(places, "0")).lstrip("0") or "0"
    return _checked(bool(sign), moved, fraction[places:])


def ungrouped(text: str, mark: str, group: str) -> str:
    """A number without the marks between its thousands; NumberError where they do not stand between thousands."""
    whole, found, fraction = text.partition(mark)
    digits = whole.lstrip("+-")
    if group in digits and re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+", digits) is None:
        raise NumberError(text)
    return whole.replace(group, "") + found + fraction


def shifted(text: str, places: int) -> str:
    """The canonical form of a number with implied decimals: `1250` with two places is `12.50`."""
    found = _WRITTEN.fullmatch(text)
    if found is None or found[3] or not found[2] or (found[1] and found[5]):
        raise NumberError(text)
    digits = found[2].rjust(places + 1, "0")
    cut = len(digits) - places
    return _checked("-" in (found[1], found[5]), digits[:cut], digits[cut:])


def unshifted(value: str, places: int) -> str:
    """A canonical number with its decimals implied; NumberError if it has more of them than the place holds."""
    sign, whole, fraction = parts(value)
    if fraction[places:].strip("0"):
        raise NumberError(value)
    return sign + ((whole + fraction[:places].ljust(places, "0")).lstrip("0") or "0")


def parts(value: str) -> tuple[str, str, str]:
    """Sign, whole digits and fraction of a canonical number."""
    if not isinstance(value, str) or CANONICAL.fullmatch(value) is None:
        raise NumberError(str(value))
    whole, _, fraction = value.lstrip("-").partition(".")
    return "-" if value.startswith("-") else "", whole, fraction


def same(one: str, other: str) -> bool:
    """Whether two texts are the same number, whatever their scale."""
    try:
        left, right = parts(plain(one)), parts(plain(other))
    except NumberError:
        return False
    return (left[0], left[1], left[2].rstrip("0")) == (right[0], right[1], right[2].rstrip("0"))


def total(values: list[str]) -> str:
    """The sum of canonical numbers, exactly, with the largest scale among them."""
    scale = max((len(parts(value)[2]) for value in values), default=0)
    number = sum(int(sign + whole + fraction.ljust(scale, "0")) for sign, whole, fraction in map(parts, values))
    digits = str(abs(number)).rjust(scale + 1, "0")
    cut = len(digits) - scale
    return _checked(number < 0, digits[:cut], digits[cut:])


def _checked(negative: bool, whole: str, fraction: str) -> str:
    whole = whole.lstrip("0") or "0"
    value = f"{whole}.{fraction}" if fraction else whole
    if negative and (whole != "0" or fraction.strip("0")):
        value = "-" + value
    if CANONICAL.fullmatch(value) is None:
        raise NumberError(value)
    return value
