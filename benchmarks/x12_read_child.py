"""One reading of one file, in a process of its own, so that its peak memory can be asked of the kernel.

Imports the X12 format and nothing above it. Example: `python -m benchmarks.x12_read_child '{"path": "big.x12"}'`.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.children import answer, request
from hub.formats.base import InterchangeEnd, Reading
from hub.formats.discover import formats

CHUNK = 256 * 1024


def chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def main() -> None:
    asked = request()
    x12 = formats()["x12"]
    start = time.perf_counter()
    messages = findings = declared = 0
    for event in x12.read(chunks(Path(asked["path"])), Reading(structure_only=True)):
        if isinstance(event, InterchangeEnd):
            declared += event.messages
            findings += len(event.interchange.findings)
        elif type(event).__name__ == "MessageRead":
            messages += 1
            findings += len(event.message.findings)
    taken = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    answer({"seconds": taken, "peak_mb": peak, "exact": messages == declared and messages > 0 and findings == 0})


if __name__ == "__main__":
    main()
