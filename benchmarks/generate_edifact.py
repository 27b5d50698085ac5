"""EDIFACT for benchmarks, made here: ORDERS D.96A of any number of lines, thousands in one interchange, released characters in some texts.

Never reads a sample of somebody else. All values follow from numbers, none from chance. Released are a plus in every tenth line, and in
every fifth order an apostrophe and a question mark. Example: `b"".join(interchange(20_000))` is one interchange of six orders.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

BUYER, SELLER = "4399901876545", "4399902421389"
UNITS = ("PCE", "KGM", "MTR")
TOWNS = (("Ningbo", "315000", "CN"), ("Hamburg", "20457", "DE"), ("Lyon", "69001", "FR"))


def interchange(size: int, lines: int = 20) -> Iterator[bytes]:
    """One interchange of at least `size` bytes with as many orders as that takes."""
    yield f"UNA:+.? 'UNB+UNOC:3+{BUYER}:14+{SELLER}:14+260102:0930+1'".encode()
    written, count = 0, 0
    while written < size:
        count += 1
        message = _message(count, lines).encode()
        written += len(message)
        yield message
    yield f"UNZ+{count}+1'".encode()


def write(path: Path, size: int) -> int:
    """The same into a file; how many bytes it has."""
    with path.open("wb") as file:
        for part in interchange(size):
            file.write(part)
    return path.stat().st_size


def _message(number: int, lines: int) -> str:
    body = [*_header(number), *(segment for line in range(1, lines + 1) for segment in _line(number, line)), *_summary(number, lines)]
    return "'".join([f"UNH+{number}+ORDERS:D:96A:UN:EAN008", *body, f"UNT+{len(body) + 2}+{number}", ""])


def _header(number: int) -> list[str]:
    text = "Driver?'s note asked for?? Ring gate 3" if number % 5 == 0 else "Please deliver on euro pallets, one copy of the note"
    return [
        f"BGM+220+PO-{number:07}+9",
        "DTM+137:20260102:102",
        "DTM+2:20260130:102",
        f"FTX+AAI+++{text}",
        f"RFF+CT:RV-{number % 90 + 10}",
        *(_party(role, name, number + place) for place, (role, name) in enumerate((("BY", "Lanmei Pumps"), ("SU", "Nordkran AB")))),
        f"NAD+DP+{_gtin(number % 1000)}::9",
        "CUX+2:EUR:9",
        "TOD+3++FCA::9",
    ]


def _party(role: str, name: str, number: int) -> str:
    town, post, country = TOWNS[number % len(TOWNS)]
    return f"NAD+{role}+{_gtin(number % 1000)}::9++{name}+{number % 300 + 1} Harbour Road+{town}++{post}+{country}"


def _line(number: int, line: int) -> list[str]:
    quantity, unit = number * 7 % 480 + line, UNITS[line % len(UNITS)]
    cents = number * 31 % 90_000 + line * 100 + 5
    text = f"Pump part {line}, steel ?+ zinc" if line % 10 == 0 else f"Pump part {line}, stainless"
    return [
        f"LIN+{line}++{_gtin(line)}:EN",
        f"PIA+1+NK-{line:04}:SA+LM{number % 10_000:05}-{line:02}:BP",
        f"IMD+F++:::{text}",
        f"QTY+21:{quantity}:{unit}",
        f"DTM+2:202602{line % 28 + 1:02}:102",
        f"MOA+203:{_money(quantity * cents)}",
        f"PRI+AAA:{_money(cents)}",
    ]


def _summary(number: int, lines: int) -> list[str]:
    total = sum((number * 7 % 480 + line) * (number * 31 % 90_000 + line * 100 + 5) for line in range(1, lines + 1))
    return ["UNS+S", f"MOA+79:{_money(total)}", f"CNT+2:{lines}"]


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _gtin(number: int) -> str:
    digits = f"439990{number:06}"
    return f"{digits}{-(sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))) % 10}"
