"""The same lead has the same keys however it was typed; nobody else can compare or read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.model.dedupe import dedupe_keys


def lead(**values):
    return {"id": "1", **values}


def mailed(address, name="value"):
    return lead(contact=[{"email": [{name: address}]}])


def kinds(values):
    return [key["kindCode"] for key in dedupe_keys(values, b"salt")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (mailed("Dewi@Samudra.example"), mailed("dewi@samudra.example")),
        (mailed("dewi@samudra.example"), mailed("ｄｅｗｉ＠samudra.example", "raw")),
        (lead(contact=[{"phone": [{"raw": "+86 138 0013 8000"}]}]), lead(contact=[{"phone": [{"value": "+8613800138000"}]}])),
        (lead(buyer={"website": "https://www.Samudra.example/about?x=1"}), lead(buyer={"website": "samudra.example"})),
        (lead(sourceLeadID="9", source={"platform": "meta"}), {"id": "9", "source": {"platform": "meta"}}),
    ],
)
def test_two_spellings_are_one_key(one, other):
    assert dedupe_keys(one, b"salt") == dedupe_keys(other, b"salt") != []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (mailed("a@qq.com"), ["emailHash"]),
        (mailed("a@lanmei.example"), ["emailHash", "companyDomainHash"]),
        (mailed("call me", "raw"), []),
        (lead(contact=[{"phone": [{"raw": "138 0013 8000"}]}]), []),
        (
            lead(
                buyer={"partyLegalEntity": {"companyID": {"value": "91350100M000100Y43", "schemeID": "CN:USCC"}}},
                interest=[{"category": [{"value": "11151500"}]}],
            ),
            ["usccCategoryHash"],
        ),
        (lead(), []),
    ],
)
def test_only_what_tells_somebody_apart_is_a_key(values, expected):
    assert kinds(values) == expected


@given(st.emails(), st.binary(min_size=1), st.binary(min_size=1))
def test_keys_say_nothing_and_differ_with_the_salt(address, salt, other):
    keys = dedupe_keys(mailed(address), salt)

    assert not any(address.lower() in key["value"] for key in keys)
    assert salt == other or not {key["value"] for key in keys} & {key["value"] for key in dedupe_keys(mailed(address), other)}


def test_an_empty_salt_is_refused():
    with pytest.raises(ValueError, match="salt"):
        dedupe_keys(lead(), b"")
