"""What an answer means by its status, and what it says in one line."""

from __future__ import annotations

import pytest

from hub.adapters.answers import content, refusal
from hub.adapters.base import Response
from hub.errors import Misconfigured


@pytest.mark.parametrize(
    "status, outcome",
    [(200, None), (204, None), (400, "rejected"), (408, "deferred"), (425, "deferred"), (503, "deferred"), (999, "deferred")],
)
def test_a_status_tells_whether_to_wait_or_to_give_up(status, outcome):
    receipt = refusal(Response(status, {}, b"words"))

    assert (receipt.outcome if receipt else None) == outcome
    assert receipt is None or receipt.reason == f"{status} words"


@pytest.mark.parametrize("status", [100, 304, 401, 403, 407])
def test_what_only_the_operator_can_mend_is_his(status):
    with pytest.raises(Misconfigured):
        refusal(Response(status, {}, b""))


def test_decimals_stay_as_they_were_written_and_noise_is_nothing():
    assert content(Response(200, {}, b'{"q": 10.0000000000}')) == {"q": "10.0000000000"}
    assert content(Response(200, {}, b"[" * 100_000)) is None
