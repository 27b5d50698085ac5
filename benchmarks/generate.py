"""The documents that benchmarks work on, made here: X12 850 of any number of lines, alone or thousands in one file.

Never reads a sample of somebody else, so that the benchmarks run anywhere. All values follow from numbers, none from chance.
Example: `order(4711)` is one interchange with a twenty-line 850 of about 3 KB.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

BUYER, SELLER = "LANMEI", "NORDKRAN"
UNITS = ("EA", "CA", "KG", "MR")
TOWNS = (("Ningbo", "ZJ", "315000", "CN"), ("Hamburg", "HH", "20457", "DE"), ("Oakland", "CA", "94607", "US"))


def order(number: int, lines: int = 20, sender: str = BUYER, receiver: str = SELLER) -> bytes:
    """One interchange with one order; `number` makes its control numbers and its order number its own."""
    return "".join((_head(number, sender, receiver), _message(number, 1, lines), _tail(number, 1))).encode()


def interchange(size: int, lines: int = 20) -> Iterator[bytes]:
    """One interchange of at least `size` bytes with as many orders as that takes."""
    yield _head(1, BUYER, SELLER).encode()
    written, count = 0, 0
    while written < size:
        count += 1
        message = _message(count, count, lines).encode()
        written += len(message)
        yield message
    yield _tail(1, count).encode()


def write(path: Path, size: int) -> int:
    """The same into a file; how many bytes it has."""
    with path.open("wb") as file:
        for part in interchange(size):
            file.write(part)
    return path.stat().st_size


def _head(control: int, sender: str, receiver: str) -> str:
    isa = f"ISA*00*{'':10}*00*{'':10}*ZZ*{sender:15}*ZZ*{receiver:15}*260102*0930*U*00401*{control:09}*0*P*>~"
    return f"{isa}GS*PO*{sender}*{receiver}*20260102*0930*{control}*X*004010~"


def _tail(control: int, messages: int) -> str:
    return f"GE*{messages}*{control}~IEA*1*{control:09}~"


def _message(number: int, ordinal: int, lines: int) -> str:
    body = [*_header(number), *(segment for line in range(1, lines + 1) for segment in _line(number, line)), f"CTT*{lines}"]
    return "~".join([f"ST*850*{ordinal:04}", *body, f"SE*{len(body) + 2}*{ordinal:04}", ""])


def _header(number: int) -> list[str]:
    parties = [
        _party(code, name, number + place)
        for place, (code, name) in enumerate((("BY", "Lanmei Pumps"), ("ST", "Lanmei Works"), ("SE", "Nordkran AB")))
    ]
    return [
        f"BEG*00*SA*PO-{number:07}**20260102",
        "CUR*BY*EUR",
        f"REF*DP*{number % 90 + 10}",
        "DTM*002*20260130",
        *(segment for party in parties for segment in party),
    ]


def _party(code: str, name: str, number: int) -> list[str]:
    town, region, post, country = TOWNS[number % len(TOWNS)]
    return [f"N1*{code}*{name}*92*{code}{number % 1000:04}", f"N3*{number % 300 + 1} Harbour Road", f"N4*{town}*{region}*{post}*{country}"]


def _line(number: int, line: int) -> list[str]:
    quantity, cents = number * 7 % 480 + line, number * 31 % 90_000 + line * 100 + 5
    price = f"{cents // 100}.{cents % 100:02}"
    item = f"VN*NK-{line:04}*BP*LM{number % 10_000:05}-{line:02}*UP*{_upc(line)}"
    return [
        f"PO1*{line}*{quantity}*{UNITS[line % len(UNITS)]}*{price}**{item}",
        f"PID*F****Pump part {line}, stainless, revision {number % 9}",
        f"DTM*002*202602{line % 28 + 1:02}",
    ]


def _upc(line: int) -> str:
    digits = f"0614141{line:04}"
    check = -(3 * sum(map(int, digits[::2])) + sum(map(int, digits[1::2]))) % 10
    return f"{digits}{check}"
