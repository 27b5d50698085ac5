"""Names a format by its first bytes, also where the hub cannot read it. Placeholder-free: unknown is None.

>>> recognise(b"UNA:+.? 'UNB+UNOC:3")
'edifact'
"""

from __future__ import annotations

_STARTS = ((b"ISA", "x12"), (b"UNA", "edifact"), (b"UNB", "edifact"), (b"UNH+", "edifact"), (b"STX=", "tradacoms"), (b"PK\x03\x04", "zip"), (b"%PDF", "pdf"), (b"<", "xml"), (b"{", "json"), (b"[", "json"))


def recognise(head: bytes) -> str | None:
    """The name of the format, or None."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((name for start, name in _STARTS if text.startswith(start)), None)
