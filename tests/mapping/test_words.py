"""Names in many spellings and two languages mean the same few words."""

from __future__ import annotations

import pytest

from hub.mapping.words import alike, canonical, meant

CASES = [
    ("PO_No", {"order", "id"}),
    ("orderNumber", {"order", "id"}),
    ("采购单号", {"order", "id"}),
    ("OrderDate", {"order", "date"}),
    ("QTY", {"quantity"}),
    ("数量", {"quantity"}),
    ("buyer tax id", {"buyer", "tax", "id"}),
    ("", set()),
]


@pytest.mark.parametrize(("name", "words"), CASES)
def test_a_name_means_its_words(name, words):
    assert meant(name) == words


def test_a_canonical_path_means_what_strangers_call_it():
    assert canonical(("buyerCustomerParty", "partyName")) == {"buyer", "name"}


def test_what_is_said_counts_for_more_than_what_is_not():
    said = frozenset(("price",))

    assert alike(said, frozenset(("price",))) > alike(said, frozenset(("price", "amount"))) > alike(said, frozenset(("amount",))) == 0
