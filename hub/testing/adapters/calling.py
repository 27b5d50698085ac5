"""What an adapter promises when it is called: nothing is believed before the signature is right, and the same twice is one thing.

Example: `class TestCalls(ReceiveKit): adapter = Mine(); secret = b"s"` with `call` of your own, signed with the secret it is given.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from hub.adapters.inbound import Call, Received, Rejected, Source

AT = 1_790_000_000  # seconds since 1970 UTC
DAY = 86_400
ODD: Sequence[bytes] = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"7",
    b'"x"',
    b"\xff\xfe",
    b"[" * 5000,
    b'{"id": {"deeper": [null]}}',
    b'{"entry": [7, null]}',
)
SOON = 1.0  # seconds; a caller waits


class ReceiveKit:
    """Set `adapter`, `secret`, and `call(secret, at)`: one that is right, proved with this secret, made and received at this moment. `proof`: the names of the headers that prove who calls.

    `signs_body`: the proof covers the body, so that a byte of it cannot be altered. `signs_time`: it covers the moment, so that an old
    call is turned away. `handshake`: a call that asks for an answer, with some bytes that the answer must have.
    """

    adapter: ClassVar[Any]
    secret: ClassVar[bytes] = b"s3cret of both sides"
    proof: ClassVar[Sequence[str]] = ()
    signs_body: ClassVar[bool] = True
    signs_time: ClassVar[bool] = False
    handshake: ClassVar[tuple[Call, bytes] | None] = None
    call: Callable[[bytes, int], Call]

    def signed(self, body: bytes, secret: bytes) -> Call | None:  # noqa: ARG002
        """A call with this body, rightly proved; None where only its own bodies can be."""
        return None

    def test_it_is_a_source(self) -> None:
        assert isinstance(self.adapter, Source)

    def test_a_good_call_brings_something(self) -> None:
        found = self.adapter.receive(self.call(self.secret, AT), self.secret)
        assert isinstance(found, Received), found
        assert found.notices or found.parcels

    def test_a_call_under_another_secret_is_turned_away(self) -> None:
        self._rejected(self.call(b"another " + self.secret, AT))

    def test_an_empty_secret_opens_nothing(self) -> None:
        assert isinstance(self.adapter.receive(self.call(b"", AT), b""), Rejected)

    def test_a_call_without_proof_is_turned_away(self) -> None:
        call = self.call(self.secret, AT)
        for name in self.proof:
            assert name in call.headers, f"{name} is not a header of the good call"
            self._rejected(replace(call, headers={key: value for key, value in call.headers.items() if key != name}))
            self._rejected(replace(call, headers={**call.headers, name: ""}))
            self._rejected(replace(call, headers={**call.headers, name: "é" * 40}))

    def test_a_body_with_one_byte_altered_is_turned_away(self) -> None:
        if self.signs_body:
            for altered in self._altered():
                self._rejected(altered)

    def test_a_call_made_too_long_ago_or_in_the_future_is_turned_away(self) -> None:
        if self.signs_time:
            for off in (-DAY, DAY):
                self._rejected(replace(self.call(self.secret, AT + off), at=AT))

    def test_the_same_call_again_names_the_same_things(self) -> None:
        call = self.call(self.secret, AT)
        assert self._keys(call) == self._keys(call)

    def test_one_thing_is_named_once(self) -> None:
        keys = self._keys(self.call(self.secret, AT))
        assert len(set(keys)) == len(keys)

    def test_a_handshake_is_answered(self) -> None:
        if self.handshake is not None:
            call, said = self.handshake
            found = self.adapter.receive(call, self.secret)
            assert isinstance(found, Received)
            assert said in found.answer
            assert (found.notices, found.parcels) == ((), ())

    def test_whatever_is_signed_is_received_or_turned_away(self) -> None:
        for body in ODD:
            call = self.signed(body, self.secret)
            if call is not None:
                assert isinstance(self.adapter.receive(call, self.secret), Received | Rejected), body

    def test_whatever_is_not_signed_is_turned_away(self) -> None:
        for body in ODD:
            self._rejected(Call("POST", {}, body, at=AT))

    def test_the_caller_does_not_wait(self) -> None:
        call, began = self.call(self.secret, AT), time.perf_counter()
        self.adapter.receive(call, self.secret)
        assert time.perf_counter() - began < SOON

    # ── what the tests above share ──

    def _rejected(self, call: Call) -> None:
        found = self.adapter.receive(call, self.secret)
        assert isinstance(found, Rejected), found
        assert found.rule
        assert 400 <= found.status < 500

    def _altered(self) -> Iterator[Call]:
        call = self.call(self.secret, AT)
        for place in range(len(call.body)):
            body = bytearray(call.body)
            body[place] ^= 1
            yield replace(call, body=bytes(body))

    def _keys(self, call: Call) -> list[str]:
        found = self.adapter.receive(call, self.secret)
        assert isinstance(found, Received), found
        return [*(one.key for one in found.notices), *(one.key for one in found.parcels)]
