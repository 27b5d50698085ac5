"""The account of a soak finds what is lost, out of order, doubled, or comes under a second key."""

from __future__ import annotations

import pytest

from tests.real.account import Account, Scale, count, rows, wanted
from tests.real.journal import Arrival

SMALL = Scale(rounds=1, senders=1, systems=1, threads=1, depth=3)
FIRST, SECOND, THIRD = "PO-0-0", "PO-0-0-1", "PO-0-0-2"


def arrival(document: str, key: str = "") -> Arrival:
    return Arrival(1.0, "s00-0", key or f"key of {document}", document)


@pytest.mark.parametrize(
    "arrivals, lost, disordered, foreign, doubled",
    [
        ([FIRST, SECOND, THIRD], 0, 0, 0, 0),
        ([FIRST, FIRST, SECOND, THIRD, THIRD], 0, 0, 0, 2),
        ([FIRST, THIRD], 1, 1, 0, 0),
        ([], 3, 1, 0, 0),
        ([FIRST, THIRD, SECOND], 0, 1, 0, 0),
        ([FIRST, SECOND, FIRST, THIRD], 0, 1, 0, 1),  # a repetition that overtakes is disorder too
        ([FIRST, SECOND, THIRD, "PO-9-9"], 0, 0, 1, 0),
    ],
)
def test_what_arrived_is_held_against_what_was_handed_in(arrivals, lost, disordered, foreign, doubled) -> None:
    account = Account(SMALL.owed)

    count(account, SMALL, [arrival(name) for name in arrivals])

    assert (account.lost, account.disordered, account.foreign, account.doubled) == (lost, disordered, foreign, doubled)


def test_a_second_key_for_one_document_is_told() -> None:
    account = Account(SMALL.owed)

    count(account, SMALL, [arrival(FIRST), arrival(FIRST, "another"), arrival(SECOND), arrival(THIRD)])

    assert account.foreign == 1


def test_the_long_form_owes_three_thousand_deliveries_to_forty_systems() -> None:
    lanes = wanted(Scale())

    assert (Scale().owed, Scale().rounds) == (3000, 20)
    assert len({system for system, _ in lanes}) == 40
    assert sum(len(names) for names in lanes.values()) == 3000


def test_a_run_whose_ledger_is_not_exact_has_no_figures() -> None:
    (row,) = rows(Account(3, wrong=["leaf 7 was altered"]), "sqlite")

    assert (row.value, row.met, row.note) == (None, False, "leaf 7 was altered")
