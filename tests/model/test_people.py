"""What people type has one usual form, or none; nothing about a country is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.model.people import email, one_name, phone, two_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dewi@Samudra-Tas.Example", "Dewi@samudra-tas.example"),
        ("zhao＠ｈａｉｙｕｅ.example", "zhao@haiyue.example"),
        ("mailto:a@b.example", "a@b.example"),
        ("a@b", None),
        ("a b@c.example", None),
        ("无", None),
    ],
)
def test_an_address_has_its_host_in_small_letters(text, expected):
    assert email(text) == expected


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("138 0013 8000", "86", "+8613800138000"),
        ("0571-8654 3210", "86", "+8657186543210"),
        ("＋８６ 138 0013 8000", "", "+8613800138000"),
        ("0086 138-0013-8000", "86", "+8613800138000"),
        ("+44 (0)20 7946 0000", "", "+442079460000"),
        ("(021) 555-12345", "", None),
        ("138 0013 8000 转 12", "86", None),
        ("call me", "86", None),
    ],
)
def test_a_number_is_written_in_e164_where_its_country_is_known(text, code, expected):
    assert phone(text, code) == expected


@pytest.mark.parametrize(
    ("full", "family", "first"),
    [
        ("欧阳晓", "欧阳", "晓"),
        ("赵鋆", "赵", "鋆"),
        ("欧阳", "欧", "阳"),
        ("Dewi Lestari", "Lestari", "Dewi"),
        ("Anna Maria van Dyk", "Dyk", "Anna Maria van"),
        ("Suharto", "Suharto", None),
    ],
)
def test_a_full_name_is_two_and_one_again(full, family, first):
    assert two_names(full) == (family, first)
    assert one_name(family, first) == full


@given(st.text(max_size=20), st.sampled_from(["", "86", "1"]))
def test_whatever_is_typed_has_a_usual_form_or_none(text, code):
    """The usual form of a usual form is itself."""
    for form in (email(text), phone(text, code)):
        assert form is None or form in (email(form), phone(form))
