"""What people type in forms, in its usual form: an e-mail address, a phone number in E.164, a full name in two parts.

Never guesses a country: a national number has a usual form only where the map states the calling code. What has none gives None, and the
text itself stands beside it. Example: `phone("138 0013 8000", "86")` is `"+8613800138000"`.
"""

from __future__ import annotations

import re
import unicodedata

_MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
_TYPED = re.compile(r"(\+|00)?[0-9][0-9 ()./\-]{4,30}")
_E164 = re.compile(r"[1-9][0-9]{6,14}")
# CJK ideographs, kana and hangul: names in them are written without a blank, the family name first.
_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff·]+")
_COMPOUND = re.compile(
    "欧阳|司马|上官|诸葛|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|夏侯|轩辕|南宫|独孤|端木|申屠|闻人|澹台|公冶|太史|呼延|歐陽|司馬|諸葛|東方"
)


def email(text: str) -> str | None:
    """An address with full-width characters made half-width and its host in small letters; None where it is none."""
    found = unicodedata.normalize("NFKC", text).strip().removeprefix("mailto:")
    if _MAIL.fullmatch(found) is None:
        return None
    name, _, host = found.rpartition("@")
    return f"{name}@{host.lower()}"


def phone(text: str, calling_code: str = "") -> str | None:
    """A number in E.164. `calling_code`: that of national numbers, whose leading zero is for calls within the country."""
    found = unicodedata.normalize("NFKC", text).strip()
    if _TYPED.fullmatch(found) is None:
        return None
    digits = "".join(character for character in found if character.isdigit())
    if found.startswith("+"):
        digits = digits if "(0)" not in found.replace(" ", "") else "".join(c for c in found.replace("(0)", "", 1) if c.isdigit())
    elif found.startswith("00"):
        digits = digits[2:]
    elif calling_code:
        digits = calling_code + digits.removeprefix("0")
    else:
        return None
    return "+" + digits if _E164.fullmatch(digits) else None


def two_names(full: str) -> tuple[str, str | None]:
    """Family name and first names, by the writing: behind the last blank, or before it where the script puts the family first.

    It is how a system with two fields is given one name; the full name itself stays what it was.
    """
    if _EAST.fullmatch(full) and 1 < len(full) <= 4:
        cut = 2 if _COMPOUND.match(full) and len(full) > 2 else 1
        return full[:cut], full[cut:]
    first, _, family = full.rpartition(" ")
    return family, first.strip() or None


def one_name(family: str, first: str | None) -> str:
    """The full name of two parts, in the order of its script."""
    if not first:
        return family
    return family + first if _EAST.fullmatch(family + first) else f"{first} {family}"
