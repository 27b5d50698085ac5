"""Signed heads of the log: C2SP checkpoints (c2sp.org/tlog-checkpoint) in C2SP signed notes, with Ed25519.

Bytes in, bytes out; keys are given. Nothing here reads the database or a clock.

>>> text(Checkpoint("hub.example/log", 2, bytes(32))).splitlines()[:2]
[b'hub.example/log', b'2']
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"  # c2sp.org/signed-note: signature type identifier
_DASH = "\u2014 ".encode()
_SIZE_OF_ID = 4


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head: the origin (name of the log), how many leaves, and their root; `note` is the signed text."""

    origin: str
    size: int
    root: bytes
    note: bytes = b""
    signed_at: int = 0


class Signer:
    """A private key under a name."""

    def __init__(self, name: str, private: bytes) -> None:
        self.name = _checked(name)
        self.private = private
        self._key = Ed25519PrivateKey.from_private_bytes(private)
        self.public = self._key.public_key().public_bytes_raw()
        self.key_id = key_id(name, self.public)

    @classmethod
    def generate(cls, name: str) -> Signer:
        """A new key."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    def sign(self, head: Checkpoint) -> bytes:
        """The note: the head's text and the signature line."""
        body = text(head)
        signature = b64encode(self.key_id + self._key.sign(body))
        return body + b"\n" + _DASH + self.name.encode() + b" " + signature + b"\n"

    def verifier_key(self) -> str:
        """The public key as c2sp.org/signed-note writes it, for those who keep it."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(_ED25519 + self.public).decode()}"


def key_id(name: str, public: bytes) -> bytes:
    """c2sp.org/signed-note: the first four bytes of SHA-256(name || LF || type || key)."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:_SIZE_OF_ID]


def text(head: Checkpoint) -> bytes:
    """What is signed: origin, size and root, a line each."""
    return f"{_checked(head.origin)}\n{head.size}\n{b64encode(head.root).decode()}\n".encode()


def read(note: bytes) -> Checkpoint:
    """The head that a note states, without looking at the signatures; ValueError if it states none."""
    lines = note.partition(b"\n\n")[0].decode().split("\n")
    if len(lines) < 3 or not lines[0] or not lines[1].isdecimal() or str(int(lines[1])) != lines[1]:
        raise ValueError("not a checkpoint")
    return Checkpoint(lines[0], int(lines[1]), b64decode(lines[2], validate=True), note)


def verify(note: bytes, name: str, public: bytes) -> bool:
    """Whether the note carries a good signature of this key."""
    body, found, signatures = note.partition(b"\n\n")
    if not found:
        return False
    prefix = _DASH + name.encode() + b" "
    lines = [line.removeprefix(prefix) for line in signatures.split(b"\n") if line.startswith(prefix)]
    return any(_good(line, body + b"\n", name, public) for line in lines)


def _good(line: bytes, body: bytes, name: str, public: bytes) -> bool:
    try:
        blob = b64decode(line, validate=True)
        if blob[:_SIZE_OF_ID] != key_id(name, public):
            return False
        Ed25519PublicKey.from_public_bytes(public).verify(blob[_SIZE_OF_ID:], body)
    except (ValueError, InvalidSignature):
        return False
    return True


def _checked(name: str) -> str:
    # c2sp.org/signed-note: a name is not empty and has neither white space nor a plus sign.
    if not name or "+" in name or name.split() != [name]:
        raise ValueError(f"{name!r} cannot be the name of a log or key")
    return name
