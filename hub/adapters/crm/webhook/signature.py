"""Signatures of Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`, under a secret that both sides know.

Pure: the moment is given. A secret is written `whsec_` and base64. While one is changed a call carries a signature for each.

>>> stated("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Final

from hub.errors import Misconfigured

WINDOW: Final = 300  # seconds, both ways, that a call may differ from our clock
MOST: Final = 16  # signatures that are looked at; a sender that changes its secret has two
_PREFIX: Final = "whsec_"
_SHORTEST: Final = 16  # bytes; the standard asks for 24, and older senders have less


def stated(secret: str, key: str, at: int, body: bytes) -> str:
    """One signature as it stands in the header: version, comma, base64."""
    mac = hmac.new(_bytes(secret), f"{key}.{at}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()


def holds(secret: str, key: str, at: int, body: bytes, header: str) -> bool:
    """Whether one of the signatures of a header is right; compared in constant time."""
    right = stated(secret, key, at, body).encode()
    found = [hmac.compare_digest(right, one.encode()) for one in header.split(" ")[:MOST]]
    return any(found)


def _bytes(secret: str) -> bytes:
    """The bytes of a secret. Raises Misconfigured for one that cannot be one: anybody could sign with nothing."""
    text = secret.strip().removeprefix(_PREFIX)
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise Misconfigured("NET-115", shortest=_SHORTEST) from problem
    if len(found) < _SHORTEST:
        raise Misconfigured("NET-115", shortest=_SHORTEST)
    return found
