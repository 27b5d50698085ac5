"""Every way in leads to the same hub: a watched folder and HTTP, small and large."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.town import town
from tests.journeys.world import order

SRM = "lanmei/srm"
OUT = 'lanmei/srm: {adapter: erp/document, out: {folder: {path: "FOLDER/lanmei"}}'


@pytest.mark.parametrize("lines", [2, 40])
def test_a_file_in_a_folder_goes_all_the_way(tmp_path: Path, lines: int) -> None:
    """A file above the inline limit is spooled and opened by a worker; below it, at once."""
    (tmp_path / "in").mkdir()
    old = OUT.replace("FOLDER", str(tmp_path))

    def watched(text: str) -> str:
        assert old in text
        return text.replace(old, f'{old}, in: {{folder: {{path: "{tmp_path}/in", taken: "{tmp_path}/taken"}}}}')

    with town(tmp_path, text=watched, inline_limit=1000) as one:
        (tmp_path / "in" / "po.x12").write_bytes(order("PO-1", lines=lines))
        one.soon(lambda: one.files("lanmei", "997-*") and one.sink.records and one.files("archive", "850-*"))

        assert [file.name for file in (tmp_path / "taken").iterdir()] == ["po.x12"]
        assert list((tmp_path / "in").iterdir()) == []
        assert len(one.get(SRM, "/v1/messages?ref=po.x12")["items"]) == 1
        assert one.verified() == []


def test_a_large_body_over_http_is_answered_first_and_opened_then(tmp_path: Path) -> None:
    with town(tmp_path, inline_limit=1000) as one:
        status, receipt = one.send(SRM, order("PO-1", lines=60))
        assert (status, receipt["state"], receipt["messages"]) == (202, "received", [])

        one.soon(lambda: one.get(SRM, f"/v1/parcels/{receipt['parcel']}")["state"] == "opened")
        one.soon(lambda: one.sink.records)

        (told,) = one.get(SRM, f"/v1/parcels/{receipt['parcel']}")["messages"]
        assert told["state"] == "routed"


def test_the_same_order_through_folder_and_http_is_one_order(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    old = OUT.replace("FOLDER", str(tmp_path))
    new = f'{old}, in: {{folder: {{path: "{tmp_path}/in", taken: "{tmp_path}/taken"}}}}'
    with town(tmp_path, text=lambda text: text.replace(old, new)) as one:
        (tmp_path / "in" / "po.x12").write_bytes(order("PO-1", control=1))
        one.send(SRM, order("PO-1", control=2))
        one.soon(lambda: len(one.files("lanmei", "997-*")) == 2)

        states = [row["state"] for row in one.get(SRM, "/v1/messages?ref=PO-1")["items"] if row["document"] == "order/1"]
        assert sorted(states) == ["done", "routed"]
        one.soon(lambda: one.sink.records)
        assert len(one.sink.records) == 1
