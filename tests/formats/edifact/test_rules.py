import re

from hub.catalogue import rules
from hub.formats.edifact.rules import RULES


def test_every_rule_has_words_and_all_words_have_a_rule():
    raised = {"EDI-012"}  # of the configuration, never of a message
    assert set(RULES) | raised == {rule for rule in rules() if rule.startswith("EDI-")}


def test_codes_are_those_of_0085():
    assert all(re.fullmatch(r"[0-9]{0,2}", rule.code) for rule in RULES.values())
    assert all(rule.code for rule in RULES.values() if rule.level in {"segment", "element", "message"} and rule.severity == "error")
