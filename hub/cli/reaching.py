"""The checks of `hub doctor` that look outside: whether secrets lead to values, and systems can be reached and let us in.

Nothing is delivered. A system whose adapter can be probed is asked; of the others only the way is tried.
Example: `list(endpoints(rules))[0].state`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hub.cli.health import Check

if TYPE_CHECKING:
    from hub.adapters.base import Adapter
    from hub.configuration.active import ActiveConfiguration
    from hub.model.config import SystemConfig
    from hub.transports.wires import Wires

DEADLINE: Final = 10.0
SOON: Final = 30  # days before the end of a certificate at which somebody should act
SKEW: Final = 60.0  # seconds; signatures of most platforms allow for a few minutes


def credentials(rules: ActiveConfiguration) -> Iterator[Check]:
    """Every reference to a secret leads to a value here; the values are not looked at."""
    from hub.cli.folder import is_set
    from hub.model.config import is_secret_reference

    wanted: dict[str, set[str]] = {}
    for system_id, system in rules.configuration.systems.items():
        for text in _texts(system.model_dump(mode="json", by_alias=True)):
            if is_secret_reference(text):
                wanted.setdefault(text, set()).add(system_id)
    missing = sorted(reference for reference in wanted if not is_set(Path.cwd(), reference))
    if not missing:
        yield Check("credentials", "ok", f"{len(wanted)} named, all are set here")
    for reference in missing:
        yield Check(
            "credentials",
            "wrong",
            f"{reference} leads to nothing",
            f"Set it where the hub runs; {', '.join(sorted(wanted[reference]))} needs it.",
        )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def endpoints(rules: ActiveConfiguration) -> list[Check]:
    """Every system that has an `out`, all at once."""
    return asyncio.run(_endpoints(rules))


async def _endpoints(rules: ActiveConfiguration) -> list[Check]:
    from hub.compose import secret
    from hub.transports.http import HttpClient
    from hub.transports.memory import Boxes
    from hub.transports.wires import Wires

    wires = Wires(HttpClient(), Boxes(), secret)
    try:
        systems = [(name, system) for name, system in rules.configuration.systems.items() if system.out is not None]
        return list(await asyncio.gather(*(_endpoint(wires, name, system) for name, system in systems)))
    finally:
        await wires.close()


def inboxes(rules: ActiveConfiguration) -> Iterator[Check]:
    """Every folder that is watched is there, and files can be taken out of it."""
    from hub.transports.reach import folder

    for system_id, system in rules.configuration.systems.items():
        if system.in_ is not None and system.in_.folder is not None:
            found = folder(Path(system.in_.folder.path))
            todo = "Make it, or mount its disk, or correct its `in`." if found.problem else ""
            yield Check(f"inbox {system_id}", "wrong" if found.problem else "ok", found.problem or "is watched", todo)


async def _endpoint(wires: Wires, system_id: str, system: SystemConfig) -> Check:
    from hub.adapters.base import Adapter
    from hub.adapters.discover import adapters
    from hub.catalogue import explain
    from hub.errors import HubError
    from hub.transports.reach import reach

    name, kind = f"endpoint {system_id}", adapters().get(system.adapter)
    if kind is not None and kind.probe is not Adapter.probe:
        try:
            return await _probed(wires, name, system_id, system, kind(kind.settings_model.model_validate(system.settings)))
        except HubError as problem:
            words = explain(problem.rule, problem.params)
            return Check(name, "wrong", f"{problem.rule} {words.message}", words.fix)
    found = await reach(system.out, DEADLINE)
    if found.problem:
        return Check(name, "wrong", found.problem, "Ask whoever runs it, or correct its `out`. Deliveries to it are kept.")
    if found.days is not None and found.days < SOON:
        return Check(name, "warn", f"its certificate ends in {found.days} days", "Tell whoever runs it.")
    return Check(name, "ok", "can be reached")


async def _probed(wires: Wires, name: str, system_id: str, system: SystemConfig, adapter: Adapter) -> Check:
    from hub.adapters.base import Probe
    from hub.transports.fetching import collect

    found = await collect(adapter.probe(), wires.to(system_id, system.out, adapter), DEADLINE)
    if not isinstance(found, Probe):
        return Check(name, "wrong", f"no answer: {found.reason}", "Ask whoever runs it. Deliveries to it are kept.")
    if found.outcome != "ready":
        todo = "Check its credentials." if found.outcome == "refused" else "Ask whoever runs it. Deliveries to it are kept."
        return Check(name, "wrong", f"{found.outcome}: {found.rule} {found.reason}".strip(), todo)
    skew = _skew(found.clock)
    version = f", {found.version}" if found.version else ""
    if skew is not None and abs(skew) > SKEW:
        return Check(
            name,
            "warn",
            f"lets us in{version}; its clock is {skew:+.0f} s off ours",
            "Signatures and due dates may be refused: keep time by NTP.",
        )
    return Check(name, "ok", f"lets us in{version}")


def _skew(said: str) -> float | None:
    try:
        return parsedate_to_datetime(said).timestamp() - time.time() if said else None
    except (ValueError, TypeError, OverflowError):
        return None
