"""The maps of one configuration: base maps with a system's overlays and lists, compiled when first asked for, then kept.

Pure: the texts come from the stored tree. A map that does not compile raises Misconfigured at its own file, line and column.
Example: `Maps(configuration, files).compiled("nordkran/erp", "x12/855")` gives the CompiledMap, or None where there is no such map.
"""

from __future__ import annotations

from collections.abc import Mapping

from hub.configuration.known import Known
from hub.formats.base import Format
from hub.mapping import library
from hub.mapping.compile import CompiledMap, compile_map
from hub.mapping.lists import Lists
from hub.mapping.overlay import EffectiveMap
from hub.model.config import Configuration, SystemConfig


class Maps:
    """Effective and compiled maps by system and message (`x12/850`); `None` as the system means the base maps."""

    def __init__(self, configuration: Configuration, files: Mapping[str, str], known: Known | None = None) -> None:
        self._systems = configuration.systems
        self._files = files
        self._known = known or Known.here()
        self._compiled: dict[tuple[str | None, str, str], CompiledMap | None] = {}
        self._lists: dict[str, Lists] = {}
        self._names = [f"{name}/{type_}" for name, type_ in library.available() if name in self._known.formats]

    def names(self) -> list[str]:
        """Every message that there is a base map for: `x12/850`."""
        return list(self._names)

    def has(self, message: str) -> bool:
        """Whether there is a base map for a message; a version after a colon (`edifact/ORDERS:D96A`) does not matter."""
        return message.partition(":")[0] in self._names

    def format_of(self, message: str) -> Format:
        """The format of a message that has a map."""
        return self._known.formats[message.partition("/")[0]]

    def compiled(self, system_id: str | None, message: str, release: str = "") -> CompiledMap | None:
        """The map of a message for one system; None when this installation has no such map.

        `release`: the grammar that the message was read with or will be written in (`005010`), where the map has a variant for it.
        """
        key = (system_id, message, release)
        if key not in self._compiled:
            # Two threads may both compile; the results are equal, and one of them stays.
            self._compiled[key] = self._compile(system_id, message, release)
        return self._compiled[key]

    def effective(self, system_id: str | None, message: str, release: str = "") -> EffectiveMap | None:
        """The rules in force, before they are compiled."""
        format_name, _, message_type = message.partition("/")
        if not self.has(message):
            return None
        return library.load(format_name, message_type, (release,) if release else (), self.overlays(system_id, message))

    def overlays(self, system_id: str | None, message: str) -> list[tuple[str, str]]:
        """The overlay texts of a system for one message, as (file name, text)."""
        system = self._system(system_id)
        names = system.maps.get(message, []) if system else []
        return [(name, self._files[name]) for name in names]

    def lists(self, system_id: str | None) -> Lists:
        """The code lists of a system beside those of the package."""
        key = system_id or ""
        if key not in self._lists:
            system = self._system(system_id)
            named = system.lists if system else {}
            self._lists[key] = Lists.of({name: self._files[file] for name, file in named.items()})
        return self._lists[key]

    def _compile(self, system_id: str | None, message: str, release: str) -> CompiledMap | None:
        effective = self.effective(system_id, message, release)
        if effective is None:
            return None
        return compile_map(effective, self.format_of(message).paths, self.lists(system_id))

    def _system(self, system_id: str | None) -> SystemConfig | None:
        return self._systems.get(system_id) if system_id is not None else None
