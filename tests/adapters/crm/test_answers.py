"""What a platform's status means for what was to be fetched."""

from __future__ import annotations

import pytest

from hub.adapters.base import Response
from hub.adapters.crm.answers import unfit
from hub.errors import Misconfigured
from hub.testing.adapters import NONSENSE


@pytest.mark.parametrize(
    ("status", "headers", "outcome", "after"),
    [
        (404, {}, "gone", None),
        (410, {}, "gone", None),
        (429, {"retry-after": "30"}, "deferred", 30.0),
        (429, {"retry-after": "soon"}, "deferred", None),
        (503, {"retry-after": "999999999"}, "deferred", 86400.0),
        (400, {}, "refused", None),
    ],
)
def test_a_status_says_what_to_do_next(status, headers, outcome, after):
    found = unfit(Response(status, headers, b"words"))

    assert (found.outcome, found.after) == (outcome, after)


@pytest.mark.parametrize("status", [301, 401, 403])
def test_what_the_operator_must_mend_is_no_answer(status):
    with pytest.raises(Misconfigured):
        unfit(Response(status, {}, b""))


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_judged_by_its_status(answer):
    if answer.status not in (302, 401):
        assert (unfit(answer) is None) is (200 <= answer.status < 300)
