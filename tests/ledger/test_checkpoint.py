"""Checkpoints: the text that is signed, and what a signature is good for."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest

from hub.ledger import checkpoint
from hub.ledger.checkpoint import Checkpoint, Signer

SIGNER = Signer("hub.example/log", bytes(range(32)))
# The example of Go's golang.org/x/mod/sumdb/note, from which c2sp.org/signed-note was written.
NEUMANN = b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
NEUMANN_NOTE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
HEAD = Checkpoint("hub.example/log", 7, bytes(range(32, 64)))


def test_the_text_is_origin_size_and_root() -> None:
    assert checkpoint.text(HEAD) == b"hub.example/log\n7\nICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=\n"


def test_a_note_is_read_back_and_verifies() -> None:
    note = SIGNER.sign(HEAD)
    head = checkpoint.read(note)

    assert (head.origin, head.size, head.root) == (HEAD.origin, HEAD.size, HEAD.root)
    assert checkpoint.verify(note, SIGNER.name, SIGNER.public)


def test_the_signature_line_is_that_of_a_signed_note() -> None:
    line = SIGNER.sign(HEAD).decode().split("\n\n")[1]

    assert line.startswith("\u2014 hub.example/log ")
    assert line.endswith("\n")


def test_a_known_key_has_its_known_id() -> None:
    assert checkpoint.key_id("PeterNeumann", NEUMANN) == bytes.fromhex("c74f20a3")


def test_a_note_that_others_signed_verifies() -> None:
    assert checkpoint.verify(NEUMANN_NOTE.encode(), "PeterNeumann", NEUMANN)


def test_the_verifier_key_names_key_and_id() -> None:
    name, key_id, key = SIGNER.verifier_key().split("+", 2)

    assert (name, key_id, key) == (SIGNER.name, SIGNER.key_id.hex(), b64encode(b"\x01" + SIGNER.public).decode())


@pytest.mark.parametrize("place", range(0, len(SIGNER.sign(HEAD)), 3))
def test_no_changed_byte_verifies(place: int) -> None:
    note = bytearray(SIGNER.sign(HEAD))
    note[place] ^= 1

    assert not checkpoint.verify(bytes(note), SIGNER.name, SIGNER.public)


def test_another_key_of_the_same_name_does_not_verify() -> None:
    assert not checkpoint.verify(SIGNER.sign(HEAD), SIGNER.name, Signer.generate(SIGNER.name).public)


@pytest.mark.parametrize(
    "note", [b"", b"x\n", b"x\n07\nAA==\n\n", b"x\n-1\nAA==\n\n", b"x\n7\n*\n\n", b"\n7\nAA==\n\n", b"\xff\n7\nAA==\n\n"]
)
def test_what_is_no_checkpoint_is_not_read(note: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # which of the three lines is wrong does not matter
        checkpoint.read(note)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n"])
def test_a_name_that_a_note_cannot_carry_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        Signer(name, bytes(32))
