"""Dated lists: a code stays valid for documents of its time."""

from __future__ import annotations

import pytest

from hub.model.codes import category_shapes, lists


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


@pytest.mark.parametrize(
    ("name", "code", "fits"),
    [
        ("UNSPSC", "11161800", True),
        ("UNSPSC", "1116180", False),
        ("CPV", "03111000-2", True),
        ("HS", "540769", True),
        ("HS", "5407691", False),
        ("ISO3166-2", "CN-35", True),
        ("ISO3166-2", "CN35", False),
        ("GB/T2260", "350200", True),
        ("GB/T4754", "C1751", True),
    ],
)
def test_a_category_looks_like_the_codes_of_its_list(name, code, fits):
    assert bool(category_shapes()[name].fullmatch(code)) is fits


def test_withdrawn_certificates_and_states_of_a_register_are_known_for_their_time():
    assert lists().certification.valid("TS16949", "2015-01-01")
    assert not lists().certification.valid("TS16949", "2026-01-01")
    assert {"active", "abnormal", "seriousViolation", "revoked", "deregistered"} <= lists().registry_status.rows.keys()
