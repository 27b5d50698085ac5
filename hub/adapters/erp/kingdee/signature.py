"""Kingdee's signature of a request: two keyed hashes in headers, one under a key that hides in the application id.

Pure. Both values are base64 of the *hexadecimal* digest. Example: `headers(settings, "env app id", "secret", Signing(...))`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Final
from urllib.parse import quote

from hub.adapters.base import Signing
from hub.adapters.erp.kingdee.settings import KingdeeSettings
from hub.errors import Misconfigured

# The second half of an application id is a key, combined with these bytes. It hides nothing: whoever has the id has the key.
_MASK: Final = b"0054f397c6234378b09ca7d3e5debce7"
_KEY_LENGTH: Final = 32


def headers(settings: KingdeeSettings, signing: Signing) -> dict[str, str]:
    """The headers that say who asks, at which moment, and prove it. `signing.secrets` has `app_id` and `app_secret`."""
    (app_id, *_), (secret, *_) = signing.secrets["app_id"], signing.secrets["app_secret"]
    client, key = client_of(app_id)
    at = str(signing.at)
    told = f"{settings.account},{settings.user},{settings.language},{settings.login_organisation}"
    return {
        "X-Api-ClientID": client,
        "X-Api-Auth-Version": "2.0",
        "x-api-timestamp": at,
        "x-api-nonce": signing.nonce,
        "x-api-signheaders": "x-api-timestamp,x-api-nonce",
        "X-Api-Signature": keyed(f"POST\n{_place(signing.url)}\n\nx-api-nonce:{signing.nonce}\nx-api-timestamp:{at}\n", key),
        "X-Kd-Appkey": app_id,
        "X-Kd-Appdata": base64.b64encode(told.encode()).decode(),
        "X-Kd-Signature": keyed(app_id + told, secret),
    }


def client_of(app_id: str) -> tuple[str, str]:
    """The client's id and its key: an application id is both, with `_` between them."""
    client, _, hidden = app_id.partition("_")
    try:
        held = base64.b64decode(hidden, validate=True)
    except (binascii.Error, ValueError):
        held = b""
    if not client or len(hidden) != _KEY_LENGTH or not held:
        raise Misconfigured("NET-118", system="Kingdee")
    return client, base64.b64encode(bytes(one ^ mask for one, mask in zip(held, _MASK, strict=False))).decode()


def keyed(text: str, key: str) -> str:
    """Base64 of the hexadecimal HMAC-SHA256."""
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest().encode()).decode()


def _place(url: str) -> str:
    """What follows the host, quoted down to its slashes."""
    _, _, rest = url.partition("://")
    return quote("/" + rest.partition("/")[2], safe="")
