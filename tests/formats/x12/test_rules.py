import pytest

from hub.catalogue import explain, rules
from hub.formats.x12.rules import RULES, finding
from hub.model.location import NOWHERE


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_says_what_would_be_right_in_both_languages(rule):
    row = rules()[rule]
    assert all(row.title[language] and row.message[language] and row.fix[language] for language in ("en", "zh"))


def test_severity_comes_from_the_table():
    assert finding("X12-101", NOWHERE).severity == "warning"
    said = explain("X12-505", finding("X12-505", NOWHERE, segment="N4", element="02", value="State", expected="2").params)
    assert said.message == "N402 is 'State', longer than 2."
