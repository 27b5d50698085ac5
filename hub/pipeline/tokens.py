"""Tokens: how one is made, written down and taken apart. The secret is shown once; only its digest is kept.

Pure: ids, chance and the moment are handed in, the rows are committed by the caller. What a scope allows is decided by the faces.
Example: `plain, rows = mint(hub.ids.new, os.urandom, "erp", "acme", "acme/erp", ["send", "read"], now=hub.clock())`.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from hub.errors import Refused
from hub.ledger.leaves import leaf
from hub.model.member import is_member_id, is_system_id, member_of
from hub.store import members
from hub.store.items import Rows

SCOPES: Final[Mapping[str, str]] = {
    "read": "see what the member sent and received",
    "send": "hand in messages",
    "operate": "read, and set going again what stopped",
    "audit": "see everything in its scope; never write",
    "admin": "everything that operate allows, and the hub's own affairs",
}
# Whoever may see all members must have been given a reason to.
_EVERYWHERE: Final = frozenset(("operate", "audit", "admin"))
_SECRET_BYTES: Final = 32
# tp_<id, a UUID without hyphens>_<secret>: secret scanners can know it, people can tell which one it is.
_WRITTEN: Final = re.compile(r"tp_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")


def mint(
    ids: Callable[[], str],
    random: Callable[[int], bytes],
    name: str,
    member: str,
    system: str,
    scopes: Iterable[str],
    expires: int | None = None,
    *,
    now: int,
    actor: str = "",
) -> tuple[str, Rows]:
    """A new token as its holder writes it, and the rows that make it valid. `member`: "" for all members; `system`: "" for a person."""
    wanted = list(dict.fromkeys(scopes))
    _check(name, member, system, wanted)
    token_id = ids()
    secret = urlsafe_b64encode(random(_SECRET_BYTES)).rstrip(b"=").decode()
    row = {
        "id": token_id, "digest": members.token_digest(secret), "name": name, "member_id": member, "system_id": system,
        "scopes": " ".join(wanted), "created_at": now, "expires_at": expires, "revoked_at": None,
    }  # fmt: skip
    facts: dict[str, Any] = {
        "token": token_id,
        "name": name,
        "member": member,
        "system": system,
        "scopes": wanted,
        "expiresAt": expires,
        "actor": actor,
    }
    return f"tp_{token_id.replace('-', '')}_{secret}", Rows({"token": [row]}, leaves=[leaf("token.created", now, **facts)])


def take_apart(plain: str) -> tuple[str, str] | None:
    """The id, as the store writes it, and the secret of a token; None where the text cannot be one."""
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        return None
    number = found[1]
    return "-".join((number[:8], number[8:12], number[12:16], number[16:20], number[20:])), found[2]


def _check(name: str, member: str, system: str, scopes: list[str]) -> None:
    if not name.strip():
        raise Refused("TOK-001")
    if not scopes or not SCOPES.keys() >= set(scopes):
        raise Refused("TOK-002", scopes=" ".join(scopes), known=", ".join(SCOPES))
    if "audit" in scopes and len(scopes) > 1:
        raise Refused("TOK-003")
    if member and not is_member_id(member):
        raise Refused("TOK-004", member=member)
    if system and not (is_system_id(system) and member_of(system) == member):
        raise Refused("TOK-005", system=system, member=member)
    if not member and not _EVERYWHERE & set(scopes):
        raise Refused("TOK-006", scopes=" ".join(scopes))
