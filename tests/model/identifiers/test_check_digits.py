"""Check digits: real codes pass, every single wrong character fails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc
from stdnum.ean import is_valid as is_ean

from hub.model.identifiers.check_digits import is_duns, is_gs1, is_organisation_code, is_registration_number, is_uscc

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


@given(st.text(SYMBOLS, min_size=17, max_size=17))
def test_our_check_of_credit_codes_agrees_with_the_library_where_that_one_judges(body):
    # It takes digits only in the first eight places; the letters of GB 32100 there are ours to know.
    code = "91350100" + body[8:]
    code += uscc.calc_check_digit(code)

    assert is_uscc(code)
    assert uscc.is_valid(code)
    assert is_uscc(code[:-1] + "0") is uscc.is_valid(code[:-1] + "0")


@pytest.mark.parametrize("start", ["N2", "Y1", "A1"])
def test_codes_that_begin_with_a_letter_are_codes_too(start):
    code = start + "350100M000100Y4"

    assert any(is_uscc(code + last) for last in SYMBOLS)


@given(st.integers(0, 10**13 - 1).map(lambda number: f"{number:013d}"))
def test_our_check_of_gs1_numbers_agrees_with_the_library(number):
    assert is_gs1(number) is is_ean(number)


@pytest.mark.parametrize(
    ("code", "valid"),
    [("71092556-9", True), ("710925569", True), ("71092556-8", False), ("71092556", False), ("7109255６-9", False), ("", False)],
)
def test_an_organisation_code_has_a_check_of_its_own(code, valid):
    assert is_organisation_code(code) is valid


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8))
def test_the_organisation_code_inside_a_credit_code_has_exactly_one_check(body):
    assert sum(is_organisation_code(body + last) for last in "0123456789X") == 1


@pytest.mark.parametrize(
    ("number", "valid"), [("440301103097413", True), ("440301103097414", False), ("44030110309741", False), ("４40301103097413", False)]
)
def test_a_registration_number_of_before_2015(number, valid):
    assert is_registration_number(number) is valid


@pytest.mark.parametrize(("number", "valid"), [("150483782", True), ("15-048-3782", True), ("15048378", False), ("15048378X", False)])
def test_a_duns_number_has_nine_digits(number, valid):
    assert is_duns(number) is valid
