"""Which words of a field's name mean the same: `PO_No`, `orderNumber` and `采购单号` are all the id of an order.

Guesses for a first map only; no rule is ever applied on the strength of it. Example: `meant("PO_No") == {"order", "id"}`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[\u4e00-\u9fff]+")
# In canonical names for the reader's sake: they tell no two places apart.
_NOISE = frozenset(("party", "customer", "supplier", "code", "numeric", "document", "indicator", "postal", "the", "of"))


def meant(name: str) -> frozenset[str]:
    """The words that a name of a stranger means."""
    found = (_chinese(word) if "\u4e00" <= word[0] <= "\u9fff" else (word.lower(),) for word in _WORD.findall(name))
    return frozenset(one for words in found for word in words for one in _synonyms().get(word, word).split())


def canonical(names: Iterable[str]) -> frozenset[str]:
    """The words of a canonical path."""
    words = (word.lower() for name in names for word in _WORD.findall(name))
    return frozenset(one for word in words if word not in _NOISE for one in _synonyms().get(word, word).split())


def alike(said: frozenset[str], known: frozenset[str]) -> int:
    """From 0, nothing in common, to 100, the same words. What a stranger says counts for more than what it leaves unsaid."""
    common = len(said & known)
    return 60 * common // len(said) + 40 * common // len(said | known) if common else 0


def _chinese(text: str) -> list[str]:
    """Chinese has no blanks: the longest known word first, what is unknown between them left out."""
    found, at, known = [], 0, _synonyms()
    while at < len(text):
        word = next((text[at:end] for end in range(len(text), at, -1) if text[at:end] in known), "")
        if word:
            found.append(word)
        at += len(word) or 1
    return found


@cache
def _synonyms() -> dict[str, str]:
    text = resources.files("hub.mapping").joinpath("words.csv").read_text("utf-8")
    return {row["word"]: row["means"] for row in csv.DictReader(text.splitlines())}
