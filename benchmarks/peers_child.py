"""One file read by somebody else's parser, in a process of its own: segments, elements and envelope, as far as each goes.

Each is used as its own documentation says; pyx12 streams, the others hold the whole file. Example:
`python -m benchmarks.peers_child '{"peer": "pydifact", "format": "edifact", "path": "small.edi"}'`.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.children import answer, request

Counted = tuple[int, int]  # messages, and their segments with header and trailer
Peer = Callable[[Path], Counted]


def pydifact() -> Peer:
    from pydifact.segmentcollection import Interchange  # type: ignore[import-not-found] # installed by the benchmark

    def read(path: Path) -> Counted:
        sizes = [len(message.segments) + 2 for message in Interchange.from_str(path.read_text("latin-1")).get_messages()]
        return len(sizes), sum(sizes)

    return read


def mock_edi(format_: str) -> Peer:
    from mockedi import edifact, x12  # type: ignore[import-not-found] # installed by the benchmark

    parse = {"edifact": edifact, "x12": x12}[format_].parse

    def read(path: Path) -> Counted:
        messages = [message for group in parse(path.read_text("latin-1")).groups for message in group.messages]
        return len(messages), sum(len(message.segments) for message in messages)

    return read


def pyx12() -> Peer:
    from pyx12.x12file import X12Reader  # type: ignore[import-not-found] # installed by the benchmark

    def read(path: Path) -> Counted:
        tags = [segment.get_seg_id() for segment in X12Reader(str(path))]
        return tags.count("ST"), len(tags) - sum(map(tags.count, ("ISA", "GS", "GE", "IEA")))

    return read


def main() -> None:
    asked = request()
    makers: dict[str, Callable[[], Peer]] = {"pydifact": pydifact, "mock-edi": lambda: mock_edi(asked["format"]), "pyx12": pyx12}
    read = makers[asked["peer"]]()
    start = time.perf_counter()
    messages, segments = read(Path(asked["path"]))
    taken = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    answer({"seconds": taken, "peak_mb": peak, "messages": messages, "segments": segments})


if __name__ == "__main__":
    main()
