"""Which control numbers an interchange or group has used, in little memory however many there are.

Compares text, never numbers: `0001` and `1` are two. Example: `Seen().again("0001")` is False the first time.
"""

from __future__ import annotations


class Seen:
    """Control numbers used so far; a run of consecutive numbers costs no memory."""

    def __init__(self) -> None:
        self._width = 0
        self._first = self._last = -1
        self._others: set[str] = set()

    def again(self, text: str) -> bool:
        """Whether `text` was seen before; it is from now on."""
        number = int(text) if text.isascii() and text.isdigit() else -1
        if self._first < 0 <= number:
            self._width, self._first, self._last = len(text), number, number
            return text in self._others
        regular = number >= 0 and text == f"{number:0{self._width}d}"
        if regular and self._first <= number <= self._last:
            return True
        if text in self._others:
            return True
        if regular and number == self._last + 1:
            self._last = number
        else:
            self._others.add(text)
        return False
