"""Checks of systems: whose they are, which adapter speaks to them, with which settings, over which one transport.

The adapter's own settings model judges `settings`; a problem there is placed in the tree like any other.
Example: `nordkran/crm` without a member `nordkran` is CFG-030.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import ValidationError

from hub.configuration.checks.base import Checked
from hub.configuration.problem import ConfigProblem
from hub.configuration.shape import shape_problems, suggest
from hub.model.config import OutConfig
from hub.model.member import is_system_id, member_of


def ids_name_a_member(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-032: the id is not `member/system`; CFG-030: there is no such member."""
    for system_id in checked.configuration.systems:
        path = ("systems", system_id)
        member = member_of(system_id)
        if not is_system_id(system_id):
            yield checked.marks.problem(path, "CFG-032", at="key", system=system_id)
        elif member not in checked.configuration.members:
            known = suggest(member, checked.configuration.members)
            yield checked.marks.problem(path, "CFG-030", at="key", system=system_id, member=member, known=known)


def adapters_exist(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-031: no adapter of that name is installed."""
    for system_id, system in checked.configuration.systems.items():
        if system.adapter not in checked.known.adapters:
            known = suggest(system.adapter, checked.known.adapters)
            yield checked.marks.problem(("systems", system_id, "adapter"), "CFG-031", adapter=system.adapter, known=known)


def settings_fit_the_adapter(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-010 … CFG-015 inside `settings`, as the adapter's model sees them."""
    for system_id, system in checked.configuration.systems.items():
        adapter = checked.known.adapters.get(system.adapter)
        if adapter is None:
            continue
        try:
            adapter.settings_model.model_validate(system.settings)
        except ValidationError as error:
            yield from shape_problems(error, checked.marks, adapter.settings_model, ("systems", system_id, "settings"))


def one_transport_out(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-033: `out` names no transport, or more than one."""
    for system_id, system in checked.configuration.systems.items():
        if system.out is None:
            continue
        named = [name for name in OutConfig.model_fields if getattr(system.out, name) is not None]
        if len(named) != 1:
            given, known = ", ".join(named) or "0", ", ".join(OutConfig.model_fields)
            yield checked.marks.problem(("systems", system_id, "out"), "CFG-033", at="key", system=system_id, given=given, known=known)


def urls_are_http(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-024: not an absolute http or https URL."""
    for system_id, system in checked.configuration.systems.items():
        if system.out is not None and system.out.http is not None and not _is_http(system.out.http.url):
            yield checked.marks.problem(("systems", system_id, "out", "http", "url"), "CFG-024", url=system.out.http.url)


def polled_systems_can_be_polled(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-037: the adapter cannot be asked what is new, or has no stream of that name."""
    for system_id, system in checked.configuration.systems.items():
        adapter = checked.known.adapters.get(system.adapter)
        if adapter is None or system.in_ is None or system.in_.poll is None:
            continue
        streams: tuple[str, ...] = getattr(adapter, "streams", ())
        path, known = ("systems", system_id, "in", "poll"), ", ".join(streams) or "-"
        if not streams:
            yield checked.marks.problem(path, "CFG-037", at="key", system=system_id, adapter=system.adapter, stream="", known=known)
        for ordinal, stream in enumerate(system.in_.poll.streams or ()):
            if stream not in streams:
                place = (*path, "streams", ordinal)
                yield checked.marks.problem(place, "CFG-037", system=system_id, adapter=system.adapter, stream=stream, known=known)


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
