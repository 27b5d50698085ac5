"""A hub in a process of its own that ends itself with SIGKILL at a named step. Started by test_crash.py.

Arguments, as one JSON object: database, step, count, deadline, grace. Prints one line when it listens: its port.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading


def main() -> None:
    told = json.loads(sys.argv[1])
    armed = threading.Event()
    left = [told["count"]]
    lock = threading.Lock()

    def trip(step: str) -> None:
        if step == "before-accept":
            armed.set()  # what happens before the first parcel is not the journey
        if step != told["step"] or not armed.is_set():
            return
        with lock:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    from hub.api.background import Background
    from hub.compose import Hub
    from hub.settings import Settings

    settings = Settings(
        database=told["database"], deadline=told["deadline"], grace=told["grace"], seal_every=0.2, inline_limit=told["inline_limit"]
    )
    hub = Hub.open(settings, trip=trip)
    with Background(hub) as server:
        hub.start(deliver=True)
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        sys.stdin.read()  # until the parent closes it
    hub.stop()


if __name__ == "__main__":
    main()
