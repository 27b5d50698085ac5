"""Tokens: how they are written, what is stored of them, and which combinations do not exist."""

from __future__ import annotations

import json

import pytest

from hub.errors import Refused
from hub.pipeline.tokens import SCOPES, mint, take_apart
from hub.store.members import token_digest
from hub.testing.fakes import CountingIds


def minted(name="erp", member="acme", system="acme/erp", scopes=("send", "read"), expires=None):
    return mint(CountingIds().new, lambda size: bytes(range(size)), name, member, system, scopes, expires, now=5, actor="ann")


def test_a_token_is_taken_apart_into_what_is_stored():
    plain, rows = minted(expires=9)
    parts = take_apart(plain)

    assert parts is not None
    (row,) = rows.inserts["token"]
    assert (row["id"], row["digest"]) == (parts[0], token_digest(parts[1]))
    assert (row["scopes"], row["expires_at"], row["revoked_at"]) == ("send read", 9, None)


def test_the_secret_is_neither_in_the_row_nor_in_the_leaf():
    plain, rows = minted()
    secret = plain.rpartition("_")[2]

    assert secret not in str(rows.inserts)
    (leaf,) = rows.leaves
    assert secret.encode() not in leaf.body
    facts = json.loads(leaf.body)
    assert (facts["kind"], facts["actor"], facts["member"], facts["scopes"]) == ("token.created", "ann", "acme", ["send", "read"])


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"name": " "}, "TOK-001"),
        ({"scopes": ()}, "TOK-002"),
        ({"scopes": ("read", "fly")}, "TOK-002"),
        ({"scopes": ("audit", "read")}, "TOK-003"),
        ({"member": "Acme", "system": ""}, "TOK-004"),
        ({"system": "bolt/erp"}, "TOK-005"),
        ({"system": "acme"}, "TOK-005"),
        ({"member": "", "system": "acme/erp", "scopes": ("operate",)}, "TOK-005"),
        ({"member": "", "system": "", "scopes": ("send",)}, "TOK-006"),
        ({"member": "", "system": "", "scopes": ("read",)}, "TOK-006"),
    ],
)
def test_what_makes_no_sense_is_refused(columns, rule):
    with pytest.raises(Refused) as refused:
        minted(**columns)
    assert refused.value.rule == rule


@pytest.mark.parametrize("scope", ["operate", "audit", "admin"])
def test_operators_and_auditors_may_span_all_members(scope):
    _, rows = minted(member="", system="", scopes=(scope,))
    assert rows.inserts["token"][0]["member_id"] == ""


@pytest.mark.parametrize(
    "text", ["", "tp_", "tp_1_x", "Bearer x", f"tp_{'0' * 32}_{'a' * 42}", f"tp_{'g' * 32}_{'a' * 43}", f"tp_{'0' * 32}_{'a' * 43}\n"]
)
def test_what_is_no_token_is_not_taken_apart(text):
    assert take_apart(text) is None


def test_every_scope_says_what_it_is_for():
    assert set(SCOPES) == {"read", "send", "operate", "audit", "admin"}
