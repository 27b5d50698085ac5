"""The code lists of the maps: every one is used, and what they translate to is known to the documents."""

from __future__ import annotations

import re

import pytest

from hub.mapping import library
from hub.mapping.language import Group, Rule
from hub.mapping.lists import Lists, builtin_names
from hub.model.codes import lists
from hub.model.identifiers import schemes

LISTS = Lists.builtin()
NAMED = re.compile(r"code\((\w+)|codes=(\w+)")


def rules_of(entries):
    for entry in entries.values():
        for one in entry if isinstance(entry, tuple) else (entry,):
            if isinstance(one, Rule):
                yield one
            elif isinstance(one, Group):
                yield from rules_of(one.rules)


def test_every_list_is_named_by_a_map_and_every_named_list_exists():
    maps = [library.load(*name, variants=variants) for name in library.available() for variants in ((), ("005010",))]
    named = [NAMED.findall(rule.right.text) for one in maps for rule in rules_of(one.rules)]

    assert {one or other for names in named for one, other in names} == set(builtin_names())


def test_every_unit_that_a_map_writes_into_documents_is_a_unit_of_recommendation_20_or_21():
    assert set(LISTS.code("uom").decode.values()) <= lists().unit.rows.keys()


def test_every_gs1_scheme_of_the_item_identifiers_is_checked():
    decode = LISTS.code("item_id").decode

    assert {schemes()[decode[code]].check for code in ("UP", "UK", "EN")} == {"gs1"}


@pytest.mark.parametrize("name", builtin_names())
def test_a_code_comes_back_as_itself_or_as_the_chosen_one_of_its_meaning(name):
    codes = LISTS.code(name)

    assert all(codes.decode[codes.encode[canonical]] == canonical for canonical in codes.encode)
    assert set(codes.decode.values()) == codes.encode.keys()
