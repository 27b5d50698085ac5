"""The newest checkpoint, for those who keep a copy."""

from __future__ import annotations

import time

from hub.ledger import checkpoint


def test_the_newest_head_is_told_with_its_signed_note(house):
    house.send()
    for _ in range(200):
        answer = house.client("corax").get("/v1/checkpoints")
        if answer.status == 200:
            break
        time.sleep(0.05)

    head = checkpoint.read(answer.json["note"].encode())
    assert (head.origin, head.size, head.root.hex()) == (answer.json["origin"], answer.json["size"], answer.json["root"])
