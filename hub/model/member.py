"""A member and its systems, as names that other parts compare.

Configuration is in `hub/model/config.py`; this module only says what an id looks like.

>>> member_of("acme/erp")
'acme'
"""

from __future__ import annotations

import re

_MEMBER = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def is_member_id(text: str) -> bool:
    """Whether a text can be the id of a member: lower case letters, digits and inner hyphens, at most 63."""
    return _MEMBER.fullmatch(text) is not None


def is_system_id(text: str) -> bool:
    """Whether a text can be the id of a system: `member/system`."""
    member, slash, system = text.partition("/")
    return bool(slash) and is_member_id(member) and is_member_id(system)


def member_of(system_id: str) -> str:
    """The member that a system belongs to."""
    return system_id.partition("/")[0]
