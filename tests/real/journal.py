"""The receivers' side of the soak: an append-only file of everything that ever arrived, in the order of its arrival.

A line is written before its request is answered: `moment system key document`. Nothing is looked up, merged or forgotten. Runs as a
process: `python -m tests.real.journal '{"file": …, "pause": 0.01}'` prints its port and ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request: when (seconds since 1970), at which system, under which key, with which document."""

    at: float
    system: str
    key: str
    document: str


def read(file: Path) -> Iterator[Arrival]:
    """Everything that arrived, in order."""
    for line in file.read_text().splitlines():
        at, system, key, document = line.split(" ")
        yield Arrival(float(at), system, key, document)


async def _receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, file: int, pause: float) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path, headers = head.split(" ", 2)[1], dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
            document = json.loads(await reader.readexactly(int(headers.get("content-length", "0"))))
            os.write(file, f"{time.time():.6f} {path.strip('/')} {headers['idempotency-key']} {document['id']}\n".encode())
            await asyncio.sleep(pause)
            writer.write(b'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"id":"n1"}')
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # the sender went away, perhaps by a kill
    finally:
        writer.close()


async def _serve(told: dict[str, Any]) -> None:
    file = os.open(told["file"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    server = await asyncio.start_server(lambda reader, writer: _receive(reader, writer, file, told["pause"]), "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(_serve(json.loads(sys.argv[1])))
