"""The folder: whole files under stable names; the same again is harmless, anything else is refused."""

from __future__ import annotations

import asyncio
import errno
import os

import pytest

from hub.adapters.base import Http, Send, WireError
from hub.errors import Misconfigured
from hub.transports import folder
from hub.transports.folder import FolderTransport, file_name, plain

SEND = Send(b"ISA*00*", "application/edi-x12", "PO-1.x12", "key-1")


def put(path, request=SEND):
    return asyncio.run(FolderTransport(path).exchange(request, 5.0))


def test_a_file_appears_whole_under_the_name_of_its_key(tmp_path):
    answer = put(tmp_path)

    assert (answer.status, answer.headers["location"]) == (201, "key-1.x12")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"key-1.x12": b"ISA*00*"}
    assert (tmp_path / "key-1.x12").stat().st_mode & 0o777 == 0o640


def test_the_same_key_and_bytes_again_change_nothing(tmp_path):
    put(tmp_path)
    before = (tmp_path / "key-1.x12").stat()

    assert put(tmp_path).status == 200
    assert (tmp_path / "key-1.x12").stat().st_ino == before.st_ino
    assert len(list(tmp_path.iterdir())) == 1


def test_the_same_key_with_other_bytes_is_refused_and_nothing_is_overwritten(tmp_path):
    put(tmp_path)

    with pytest.raises(Misconfigured) as refused:
        put(tmp_path, Send(b"other", "application/edi-x12", "PO-1.x12", "key-1"))

    assert refused.value.rule == "NET-007"
    assert (tmp_path / "key-1.x12").read_bytes() == b"ISA*00*"
    assert len(list(tmp_path.iterdir())) == 1


NAMES = [("PO-1.x12", "k.x12"), ("PO-1", "k"), ("报价 1.json", "k.json"), ("a.b.xml", "k.xml"), ("a.$$$", "k"), ("a.verylongsuffix", "k")]


@pytest.mark.parametrize("name, made", NAMES)
def test_the_name_keeps_only_the_kind_of_file(name, made):
    assert file_name("k", name) == made


BAD = ["../up.x12", "a/b.x12", "/etc/passwd", "..", ".", "", "a\\b", "a\0b", "a\nb", "x" * 300]


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_is_more_than_a_name_is_refused(tmp_path, name):
    assert not plain(name)
    for key, file in (("k", name), (name, "a.x12")):
        with pytest.raises(Misconfigured) as refused:
            put(tmp_path, Send(b"x", "text/plain", file, key))
        assert refused.value.rule == "NET-006"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(WireError) as failed:
        put(tmp_path / "mount")

    assert failed.value.sent is False
    assert not (tmp_path / "mount").exists()


def test_a_failure_after_the_file_appeared_may_have_arrived(tmp_path, monkeypatch):
    def broken(_folder):
        raise OSError(errno.EIO, "disk")

    monkeypatch.setattr(folder, "_sync", broken)

    with pytest.raises(WireError) as failed:
        put(tmp_path)

    assert failed.value.sent is True
    assert [file.name for file in tmp_path.iterdir()] == ["key-1.x12"]


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(WireError) as failed:
        put(tmp_path)

    assert failed.value.sent is False
    assert list(tmp_path.iterdir()) == []


def test_without_hard_links_it_renames(tmp_path, monkeypatch):
    def no_links(*_args, **_more):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)

    assert [put(tmp_path).status, put(tmp_path).status] == [201, 200]
    assert [file.name for file in tmp_path.iterdir()] == ["key-1.x12"]
    with pytest.raises(Misconfigured):
        put(tmp_path, Send(b"other", "application/edi-x12", "PO-1.x12", "key-1"))


def test_another_failure_of_the_link_may_have_arrived(tmp_path, monkeypatch):
    def broken(*_args, **_more):
        raise OSError(errno.EIO, "disk")

    monkeypatch.setattr(os, "link", broken)

    with pytest.raises(WireError) as failed:
        put(tmp_path)

    assert failed.value.sent is True


def test_nobody_asks_questions_of_a_folder(tmp_path):
    with pytest.raises(Misconfigured) as refused:
        put(tmp_path, Http("GET"))

    assert refused.value.rule == "NET-005"


def test_a_folder_that_hangs_is_given_up(tmp_path, monkeypatch):
    import threading

    go_on = threading.Event()
    monkeypatch.setattr(folder, "put", lambda *_args: go_on.wait(5))

    async def run():
        try:
            await FolderTransport(tmp_path).exchange(SEND, 0.05)
        finally:
            go_on.set()

    with pytest.raises(WireError) as failed:
        asyncio.run(run())

    assert failed.value.sent is True


def test_two_tries_at_a_time_leave_one_file(tmp_path):
    async def run():
        wire = FolderTransport(tmp_path)
        return await asyncio.gather(*(wire.exchange(SEND, 5.0) for _ in range(8)))

    statuses = sorted(answer.status for answer in asyncio.run(run()))

    assert statuses == [200] * 7 + [201]
    assert [file.name for file in tmp_path.iterdir()] == ["key-1.x12"]
