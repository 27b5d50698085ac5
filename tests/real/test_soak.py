"""The soak in short: two rounds of kills and wipes on each database and broker. `make soak` runs the long form."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.real.soak import PLACES, Scale, Soak, place
from tests.services import Absent

SHORT = Scale(rounds=2, senders=2, systems=2, threads=6, depth=3)


@pytest.mark.slow
@pytest.mark.parametrize("name", [PLACES[0], *(pytest.param(name, marks=pytest.mark.services) for name in PLACES[1:])])
def test_nothing_is_lost_or_disordered_by_kills_and_wipes(name: str, tmp_path: Path) -> None:
    try:
        with place(name, tmp_path, mortal=False) as where:
            account = Soak(where, SHORT).run()
    except Absent as absent:
        pytest.skip(str(absent))

    assert account.wrong == []
    assert (account.lost, account.disordered, account.foreign) == (0, 0, 0)
    assert account.kills == SHORT.rounds
    assert account.wipes == (0 if name in ("sqlite", "postgresql") else SHORT.rounds)
