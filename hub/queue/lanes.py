"""Which lane a delivery waits in: deliveries of one lane go one after the other, lanes go side by side.

A lane is (receiving system, thread). Nothing here reads rows; it only names the thread part.

>>> lane_thread("thread", "PO-1", "m1"), lane_thread("fifo", "PO-1", "m1"), lane_thread("parallel", "PO-1", "m1")
('PO-1', '*', 'm1')
"""

from __future__ import annotations

from typing import Final, Literal

Policy = Literal["thread", "fifo", "parallel"]

WHOLE_SYSTEM: Final = "*"


def lane_thread(policy: Policy, thread: str, message_id: str) -> str:
    """The thread part of the lane. A message that belongs to no thread depends on nothing and waits for nothing."""
    if policy == "fifo":
        return WHOLE_SYSTEM
    if policy == "parallel":
        return message_id
    return thread or message_id
