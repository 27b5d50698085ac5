"""Code lists and cross-references."""

from __future__ import annotations

import pytest

from hub.mapping.lists import Lists, builtin_names, parse
from hub.mapping.problem import RuleProblem

WRONG = [
    ("", "MAP-020", 1),
    ("code\nA\n", "MAP-020", 1),
    ("code,canonical\nA,\n", "MAP-021", 2),
    ("code,canonical,direction\nA,x,sideways\n", "MAP-021", 2),
    ("code,canonical\nA,x\nA,y\n", "MAP-022", 3),
    ("code,canonical\nA,x\nB,x\n", "MAP-023", 3),
    ('code,canonical\nA,"x\n', "MAP-021", 2),
]


def test_directions_decide_which_way_a_row_counts():
    codes = parse("units.csv", "code,canonical,direction\nEA,H87,both\nPCE,H87,read\nST,C62,write\nBX,BX,\n")

    assert codes.decode == {"EA": "H87", "PCE": "H87", "BX": "BX"}
    assert codes.encode == {"H87": "EA", "C62": "ST", "BX": "BX"}


@pytest.mark.parametrize(("text", "rule", "line"), WRONG)
def test_a_wrong_list_is_told_by_its_line(text, rule, line):
    with pytest.raises(RuleProblem) as caught:
        parse("units.csv", text)

    assert (caught.value.rule, caught.value.line) == (rule, line)


def test_the_lists_of_a_member_have_a_digest_of_their_own():
    one, same, other = (Lists.of({"item": f"code,canonical\nA,{value}\n"}) for value in "112")

    assert one.digest == same.digest != other.digest
    assert one.find("item").decode == {"A": "1"}
    assert one.find("other") is None


@pytest.mark.parametrize("name", builtin_names())
def test_every_list_of_the_package_loads_and_comes_back(name):
    codes = Lists.builtin().code(name)

    assert all(codes.decode.get(code, canonical) == canonical for canonical, code in codes.encode.items())


def test_only_a_code_that_comes_back_as_itself_is_straight() -> None:
    parsed = parse("units.csv", "code,canonical,direction\nEA,EA,both\nPC,EA,read\nH87,EA2,write\n")

    assert parsed.straight == {"EA": "EA"}
