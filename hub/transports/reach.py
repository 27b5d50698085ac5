"""Whether a system can be reached at all: a folder that can be written, an address that answers, a certificate that is valid.

Sends nothing. The guard decides which addresses may be connected to, as it does for deliveries.
Example: `await reach(out, 10.0)` gives `Reached()` or says what is wrong.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import time
from dataclasses import dataclass
from pathlib import Path

from hub.errors import HubError
from hub.model.config import HttpOut, OutConfig
from hub.transports.guard import check_addresses, check_url


@dataclass(frozen=True, slots=True)
class Reached:
    """`problem`: "" where it can be reached. `days`: until its certificate ends, None where there is none."""

    problem: str = ""
    days: int | None = None


async def reach(out: OutConfig | None, deadline: float) -> Reached:
    """Try the one way that a system is reached by."""
    if out is None:
        return Reached("it has no `out`")
    if out.folder is not None:
        return folder(Path(out.folder.path))
    if out.http is None:
        return Reached()
    try:
        async with asyncio.timeout(deadline):
            return await _http(out.http)
    except TimeoutError:
        return Reached(f"no connection within {deadline:g} s")
    except HubError as problem:
        return Reached("; ".join(f"{name}: {value}" for name, value in problem.params.items()))
    except ssl.SSLError as problem:
        return Reached(f"TLS: {problem.reason or problem}")
    except OSError as problem:
        return Reached(f"{type(problem).__name__}: {problem}")


def folder(path: Path) -> Reached:
    """A folder that files are put into or taken from. One that is missing is not made: its disk may not be mounted."""
    if not path.exists():
        return Reached(f"there is no folder {path}")
    if not path.is_dir():
        return Reached(f"{path} is no folder")
    return Reached() if os.access(path, os.R_OK | os.W_OK | os.X_OK) else Reached(f"{path} cannot be read and written")


async def _http(config: HttpOut) -> Reached:
    url = check_url(config.url, private=config.private)
    host, port = url.host or "", url.port or 0
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=1)
    addresses = [str(row[4][0]) for row in found]
    check_addresses(host, addresses, private=config.private)
    tls = ssl.create_default_context() if url.scheme == "https" else None
    _, writer = await asyncio.open_connection(addresses[0], port, ssl=tls, server_hostname=host if tls else None)
    try:
        return Reached(days=_days(writer.get_extra_info("peercert")))
    finally:
        writer.close()


def _days(certificate: object) -> int | None:
    if not isinstance(certificate, dict) or "notAfter" not in certificate:
        return None
    return int((ssl.cert_time_to_seconds(str(certificate["notAfter"])) - time.time()) // 86_400)
