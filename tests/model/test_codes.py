"""Dated lists: a code stays valid for documents of its time."""

from __future__ import annotations

import pytest

from hub.model.codes import lists


@pytest.mark.parametrize(
    ("code", "day", "valid"),
    [
        ("CNY", "2026-11-22", True),
        ("CNY", "", True),
        ("HRK", "2022-12-31", True),
        ("HRK", "2023-01-01", False),
        ("HRK", "", True),
        ("XCG", "2024-01-01", False),
        ("QQQ", "", False),
    ],
)
def test_a_currency_is_valid_between_its_days(code, day, valid):
    assert lists().currency.valid(code, day) is valid


def test_the_lists_are_whole():
    assert {"CN", "HK", "MO", "TW", "US", "DE"} <= lists().country.rows.keys()
    assert {"C62", "H87", "KGM", "EA", "XBX", "MTR"} <= lists().unit.rows.keys()
    assert not {"BX", "件"} & lists().unit.rows.keys()
