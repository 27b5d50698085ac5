"""The watched folder: only complete files, oldest first, moved away after the commit and never over another."""

from __future__ import annotations

import errno
import os

import pytest

from hub.errors import Misconfigured
from hub.model.config import FolderIn
from hub.transports import inbox as module
from hub.transports.inbox import FolderInbox


@pytest.fixture
def watched(tmp_path):
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def inbox(tmp_path, watched):
    return FolderInbox(FolderIn(path=str(watched), taken=str(tmp_path / "taken")))


def names(files):
    return [file.name for file in files]


def test_a_file_is_handed_over_when_it_stands_still(watched, inbox):
    (watched / "a.x12").write_bytes(b"ISA")

    assert names(inbox.poll()) == []
    (file,) = inbox.poll()
    assert (file.name, file.size, b"".join(file.chunks())) == ("a.x12", 3, b"ISA")


def test_a_file_that_grows_is_left_alone(watched, inbox):
    for content in (b"I", b"IS", b"ISA"):
        (watched / "a.x12").write_bytes(content)
        assert inbox.poll() == []

    assert names(inbox.poll()) == ["a.x12"]


def test_until_it_is_taken_it_is_handed_over_again(watched, inbox):
    (watched / "a.x12").write_bytes(b"ISA")
    inbox.poll()

    assert names(inbox.poll()) == names(inbox.poll()) == ["a.x12"]


def test_a_taken_file_is_moved_away(tmp_path, watched, inbox):
    (watched / "a.x12").write_bytes(b"ISA")
    inbox.poll()
    (file,) = inbox.poll()

    assert inbox.take(file) == tmp_path / "taken" / "a.x12"
    assert inbox.poll() == []
    assert (tmp_path / "taken" / "a.x12").read_bytes() == b"ISA"


@pytest.mark.parametrize("links", [True, False])
def test_a_taken_file_overwrites_none_of_its_name(tmp_path, watched, inbox, monkeypatch, links):
    if not links:
        monkeypatch.setattr(os, "link", _no_links)
    for content in (b"1", b"2", b"3"):
        (watched / "a.x12").write_bytes(content)
        inbox.poll()
        inbox.take(inbox.poll()[0])

    taken = {file.name: file.read_bytes() for file in (tmp_path / "taken").iterdir()}
    assert taken == {"a.x12": b"1", "a.x12.1": b"2", "a.x12.2": b"3"}
    assert list(watched.iterdir()) == []


def _no_links(_source, _target, **_more):
    raise OSError(errno.EPERM, "no links here")


IGNORED = ["a.tmp", "a.TMP", "b.part", "c.filepart", "d.crdownload", ".hidden", ".a.x12.swp", "~lock", "e.x12~"]


@pytest.mark.parametrize("name", IGNORED)
def test_drafts_are_not_parcels(watched, inbox, name):
    (watched / name).write_bytes(b"x")
    inbox.poll()

    assert inbox.poll() == []


def test_folders_links_and_pipes_are_not_parcels(tmp_path, watched, inbox):
    (tmp_path / "secret").write_text("x")
    (watched / "folder").mkdir()
    (watched / "link.x12").symlink_to(tmp_path / "secret")
    os.mkfifo(watched / "pipe.x12")
    inbox.poll()

    assert inbox.poll() == []


def test_a_link_put_in_the_files_place_is_not_followed(tmp_path, watched, inbox):
    (tmp_path / "secret").write_text("x")
    (watched / "a.x12").write_bytes(b"ISA")
    inbox.poll()
    (file,) = inbox.poll()
    file.path.unlink()
    file.path.symlink_to(tmp_path / "secret")

    with pytest.raises(OSError, match="symbolic"):
        list(file.chunks())


def test_the_oldest_comes_first(watched, inbox):
    for name, changed in (("b.x12", 100), ("a.x12", 200), ("c.x12", 50)):
        (watched / name).write_bytes(b"x")
        os.utime(watched / name, (changed, changed))
    inbox.poll()

    assert names(inbox.poll()) == ["c.x12", "b.x12", "a.x12"]


def test_a_large_file_comes_in_pieces(watched, inbox):
    (watched / "a.x12").write_bytes(b"x" * (module.CHUNK + 1))
    inbox.poll()

    assert [len(chunk) for chunk in inbox.poll()[0].chunks()] == [module.CHUNK, 1]


def test_a_missing_folder_is_the_operators_to_mend(tmp_path):
    with pytest.raises(Misconfigured) as refused:
        FolderInbox(FolderIn(path=str(tmp_path / "none"), taken=str(tmp_path))).poll()

    assert refused.value.rule == "NET-008"


@pytest.mark.parametrize("code", [errno.EXDEV, errno.EACCES])
def test_a_file_that_cannot_be_moved_stays_and_says_so(watched, inbox, monkeypatch, code):
    (watched / "a.x12").write_bytes(b"ISA")
    inbox.poll()
    (file,) = inbox.poll()

    def broken(*_args, **_more):
        raise OSError(code, "no")

    monkeypatch.setattr(os, "link", broken)
    monkeypatch.setattr(module.Path, "rename", broken)

    with pytest.raises(Misconfigured) as refused:
        inbox.take(file)

    assert refused.value.rule == "NET-009"
    assert file.path.exists()


def test_a_name_that_another_process_takes_first_is_left_to_it(tmp_path, watched, inbox, monkeypatch):
    (watched / "a.x12").write_bytes(b"ISA")
    inbox.poll()
    (file,) = inbox.poll()
    link = os.link

    def raced(source, target, **more):
        if not target.exists():
            target.write_bytes(b"other")
        monkeypatch.setattr(os, "link", link)
        raise FileExistsError

    monkeypatch.setattr(os, "link", raced)

    assert inbox.take(file).name == "a.x12.1"
    assert (tmp_path / "taken" / "a.x12").read_bytes() == b"other"


def test_a_file_that_vanishes_during_the_look_is_no_parcel(watched, inbox, monkeypatch):
    class Gone:
        name = "a.x12"

        def stat(self, follow_symlinks):
            raise FileNotFoundError

    monkeypatch.setattr(os, "scandir", lambda _folder: [Gone()])

    assert inbox.poll() == []
