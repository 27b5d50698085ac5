"""What is known of leads: by what they are known again, when they are over, and what the parcel at hand has added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.pipeline.leads import Lead, Leads, micros
from hub.pipeline.offering import Offering
from hub.pipeline.offers import instant
from hub.store.items import Row

SECOND = 1_000_000


def a_lead(number: str, *hashes: str, **more: Any) -> Lead:
    keys = [{"kindCode": "emailHash", "value": one} for one in hashes]
    return Lead({"id": f"m-{number}", "thread": f"portal|{number}"}, {"id": number, "dedupeKey": keys, **more})


class Empty:
    """A store that holds what it is given."""

    def __init__(self, *rows: Row, leads: Iterable[Lead] = ()) -> None:
        self.rows = rows
        self.leads = {one.row["id"]: one for one in leads}

    def lead(self, lead_id: str) -> Lead | None:
        return self.leads.get(lead_id)

    def offering(self, lead_id: str) -> Offering | None:
        return None

    def offered_as(self, message_id: str) -> str:
        return ""

    def lead_keys(self, scope: str, values: Iterable[str]) -> list[Row]:
        return [row for row in self.rows if row["scope"] == scope and row["value"] in set(values)]

    def lead_salt(self, member_id: str) -> bytes:
        return member_id.encode()


def offering(lead: Lead) -> Offering:
    return Offering(lead.row["id"], "", 1, 1, None, None, "open", 0, 0, ())


def test_a_lead_is_known_by_its_number_at_the_source_and_by_each_key_but_its_company() -> None:
    lead = a_lead("1", "a", "a", sourceLeadID="s-1")
    lead = Lead(lead.row, {**lead.values, "dedupeKey": [*lead.values["dedupeKey"], {"kindCode": "companyDomainHash", "value": "c"}]})

    assert lead.known_by(b"salt") == ["sourceID|s-1", "emailHash|a"]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({"email": [{"raw": "Wei@Elbe.example", "value": "Wei@elbe.example"}]}, {"email": [{"raw": "wei@elbe.example"}]}, True),
        ({"phone": [{"raw": "0152 5550142", "value": "+491525550142"}]}, {"phone": [{"raw": "+49 152 5550142"}]}, True),
        ({"email": [{"raw": "wei@elbe.example"}]}, {"email": [{"raw": "mia@elbe.example"}]}, False),
        ({"phone": [{"raw": "please call"}]}, {"phone": [{"raw": "please call"}]}, False),
    ],
)
def test_a_person_is_known_again_by_normal_spelling_and_by_nothing_that_can_be_read(
    first: dict[str, Any], second: dict[str, Any], same: bool
) -> None:
    one, two = (a_lead(number, contact=[person]) for number, person in (("1", first), ("2", second)))
    leads = Leads(Empty())
    rows = leads.key_rows("from|portal", one, 5)
    leads.note(one, offering(one), rows)
    leads.keep(wanted=True)

    assert (leads.earlier("from|portal", two, 0) == one) is same
    assert not any(word in str(rows).lower() for word in ("wei", "elbe", "5550142"))


def test_the_keys_of_one_person_are_others_for_each_member() -> None:
    lead = a_lead("1", contact=[{"email": [{"raw": "wei@elbe.example"}]}])
    mine, yours = (Leads(Empty()).key_rows(f"to|{seller}", lead, 5) for seller in ("alpha", "beta"))

    assert {row["value"] for row in mine}.isdisjoint(row["value"] for row in yours)


@pytest.mark.parametrize(
    ("more", "until"),
    [
        ({}, None),
        ({"expiresAt": "1970-01-01T00:00:09Z"}, 9 * SECOND),
        ({"expiresAt": "1970-01-01T08:00:09+08:00", "routing": {"acceptBy": "1970-01-01T00:00:05.5Z"}}, 5 * SECOND + 500_000),
        ({"expiresAt": "9999-12-31T23:59:59-14:00"}, micros("9999-12-31T00:00:00Z")),
    ],
)
def test_a_lead_is_over_at_the_earlier_of_its_own_ends(more: dict[str, Any], until: int | None) -> None:
    assert a_lead("1", **more).until() == until


@given(st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat(timespec="seconds")))
def test_any_instant_can_be_written_again(text: str) -> None:
    assert instant(micros(text)).endswith("Z")


def test_what_the_parcel_brought_is_known_before_the_store_knows_it_once_it_is_kept() -> None:
    leads, first, second = Leads(Empty()), a_lead("1", "x"), a_lead("2", "x")

    leads.note(first, offering(first), leads.key_rows("from|portal", first, 5))
    assert leads.earlier("from|portal", second, 0) is None
    leads.keep(wanted=False)
    assert leads.earlier("from|portal", second, 0) is None

    leads.note(first, offering(first), leads.key_rows("from|portal", first, 5))
    leads.keep(wanted=True)
    assert leads.earlier("from|portal", second, 0) == first
    assert leads.earlier("to|alpha", second, 0) is None
    assert leads.earlier("from|portal", second, 5) is None
    assert leads.earlier("from|portal", first, 0) is None
    assert leads.offering("m-1") == offering(first)


def test_a_later_revision_of_a_lead_is_not_its_duplicate() -> None:
    first = a_lead("1", "x")
    row = {"scope": "from|portal", "value": "emailHash|x", "number": 1, "message_id": "m-1", "at": 5}
    leads = Leads(Empty(row, leads=[first]))

    assert leads.earlier("from|portal", Lead({"id": "m-9", "thread": "portal|1"}, first.values), 0) is None
    assert leads.earlier("from|portal", a_lead("2", "x"), 0) == first


def test_keys_are_numbered_on() -> None:
    row = {"scope": "from|portal", "value": "emailHash|x", "number": 3, "message_id": "m-1", "at": 5}
    made = Leads(Empty(row)).key_rows("from|portal", a_lead("2", "x", "y"), 7)

    assert [(one["value"], one["number"], one["message_id"], one["at"]) for one in made] == [
        ("emailHash|x", 4, "m-2", 7),
        ("emailHash|y", 1, "m-2", 7),
    ]
