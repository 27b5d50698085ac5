"""One reading of one file, in a process of its own, so that its peak memory can be asked of the kernel.

Imports the formats and nothing above them. Example: `python -m benchmarks.read_child '{"format": "x12", "path": "big.x12"}'`.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.children import answer, request
from hub.formats.base import InterchangeEnd, MessageRead, Reading
from hub.formats.discover import formats

CHUNK = 256 * 1024


def chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def main() -> None:
    asked = request()
    format_ = formats()[asked["format"]]
    start = time.perf_counter()
    messages = segments = findings = declared = 0
    for event in format_.read(chunks(Path(asked["path"])), Reading(structure_only=True)):
        if isinstance(event, InterchangeEnd):
            declared += event.messages
            findings += len(event.interchange.findings)
        elif isinstance(event, MessageRead):
            messages += 1
            segments += event.message.segments
            findings += len(event.message.findings)
    taken = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    exact = messages == declared and messages > 0 and findings == 0
    answer({"seconds": taken, "peak_mb": peak, "messages": messages, "segments": segments, "exact": exact})


if __name__ == "__main__":
    main()
