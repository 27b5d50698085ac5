"""Check digits: real codes pass, every single wrong character fails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.model.identifiers import is_gs1, is_uscc

USCCS = ["91110000600037341L", "91110000802100433B", "91350100M000100Y43", "91440300708461136T"]
GS1 = ["4006381333931", "036000291452", "96385074", "10614141000415", "106141412345678908"]
SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", USCCS)
def test_a_real_credit_code_passes(code):
    assert is_uscc(code)


@given(st.sampled_from(USCCS), st.integers(0, 17), st.sampled_from(SYMBOLS))
def test_one_wrong_character_of_a_credit_code_is_noticed(code, at, symbol):
    changed = code[:at] + symbol + code[at + 1 :]

    assert is_uscc(changed) is (changed == code)


@pytest.mark.parametrize("number", GS1)
def test_a_real_gs1_number_passes_and_its_neighbour_fails(number):
    assert is_gs1(number)
    assert not is_gs1(number[:-1] + str((int(number[-1]) + 1) % 10))


@pytest.mark.parametrize("text", ["", "1", "９１１１００００６０００３７３４１Ｌ", "91110000600037341l", "400638133393١", "400638133393 "])
def test_other_shapes_are_neither(text):
    assert not is_uscc(text)
    assert not is_gs1(text)
