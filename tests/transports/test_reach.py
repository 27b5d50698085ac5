"""Whether a system can be reached: folders, addresses behind the guard, ports that nobody listens on."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from hub.model.config import FolderOut, HttpOut, OutConfig
from hub.transports.reach import reach


def reached(out: OutConfig | None) -> str:
    return asyncio.run(reach(out, 3.0)).problem


def test_a_port_that_listens_is_reached_and_one_that_does_not_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/in"
        assert reached(OutConfig(http=HttpOut(url=url, private=True))) == ""
        assert "loopback" in reached(OutConfig(http=HttpOut(url=url)))
    assert "Refused" in reached(OutConfig(http=HttpOut(url=url, private=True)))


def test_a_server_without_tls_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"https://127.0.0.1:{server.getsockname()[1]}/in"
        assert reached(OutConfig(http=HttpOut(url=url, private=True))) != ""


@pytest.mark.parametrize("url", ["ftp://a.example/", "http://user:pass@a.example/", "nonsense"])
def test_a_url_that_is_none_is_told(url: str) -> None:
    assert reached(OutConfig(http=HttpOut(url=url))) != ""


def test_folders(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert reached(OutConfig(folder=FolderOut(path=str(tmp_path)))) == ""
    assert "there is no folder" in reached(OutConfig(folder=FolderOut(path=str(tmp_path / "not" / "mounted"))))
    assert "no folder" in reached(OutConfig(folder=FolderOut(path=str(tmp_path / "file"))))


def test_no_way_and_a_box_in_memory() -> None:
    assert (reached(None), reached(OutConfig(memory="x"))) == ("it has no `out`", "")
