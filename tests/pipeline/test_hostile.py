"""Files that somebody wrote to hurt: an answer in words for each, and no fault of ours. What is read carelessly takes minutes here."""

from __future__ import annotations

import pytest

from hub.catalogue import rules
from hub.configuration.active import ActiveConfiguration
from hub.model.config import Configuration
from hub.pipeline.check import check
from tests.journeys.hostile import FILES

ORDERS = ActiveConfiguration(
    Configuration.model_validate(
        {
            "apiVersion": "hub/v1",
            "members": {"acme": {"name": {"en": "Acme"}}},
            "systems": {
                "acme/sheet": {
                    "adapter": "erp/document",
                    "out": {"memory": "acme"},
                    "maps": {"csv/order": [], "xlsx/order": [], "json/lead": []},
                },
            },
        },
    ),
    {},
)
QUIET = {"a row number of no sheet", "formulas as texts"}  # odd, and nothing is wrong with what they say


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_answered_in_words(name: str) -> None:
    data = FILES[name]()
    rows = list(check([data[at : at + 65_536] for at in range(0, len(data), 65_536)], configuration=ORDERS, system="acme/sheet"))

    found = [finding for row in rows for finding in row["findings"]]
    assert "HUB-001" not in {finding["rule"] for finding in found}
    assert found or name in QUIET
    assert all(finding["rule"] in rules() and finding["message"] and finding["fix"] for finding in found)
    assert "root:" not in str(rows)  # of /etc/passwd
