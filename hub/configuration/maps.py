"""The maps of one configuration: base maps with a system's overlays and lists, compiled when first asked for, then kept.

Pure: the texts come from the stored tree. A map that does not compile raises Misconfigured at its own file, line and column.
Example: `Maps(configuration, files).compiled("nordkran/erp", "x12/855")` gives the CompiledMap, or None where there is no such map.
"""

from __future__ import annotations

from collections.abc import Mapping

from hub.configuration.known import Known
from hub.formats.base import Format, LayoutError, Unnamed, laid_out
from hub.formats.discover import sniff
from hub.mapping import library
from hub.mapping.compile import CompiledMap, compile_map
from hub.mapping.lists import Lists
from hub.mapping.overlay import EffectiveMap
from hub.mapping.problem import RuleProblem
from hub.model.config import Configuration, SystemConfig

# What a compiled map is made of: message, release, the files laid over it, the member's lists.
_Ingredients = tuple[str, str, tuple[str, ...], tuple[tuple[str, str], ...]]


class Maps:
    """Effective and compiled maps by system and message (`x12/850`); `None` as the system means the base maps."""

    def __init__(self, configuration: Configuration, files: Mapping[str, str], known: Known | None = None) -> None:
        self._systems = configuration.systems
        self._files = files
        self._known = known or Known.here()
        self._compiled: dict[tuple[str | None, str, str], CompiledMap | None] = {}
        self._shared: dict[_Ingredients, CompiledMap] = {}
        self._lists: dict[str, Lists] = {}
        self._bound: dict[str, dict[str, Format]] = {}
        self._written: dict[tuple[str | None, str], Format] = {}
        self._names = [f"{name}/{type_}" for name, type_ in library.available() if name in self._known.formats]

    def names(self, system_id: str | None = None) -> list[str]:
        """Every message that there is a base map for (`x12/850`), and those that only this system has a map for."""
        system = self._system(system_id)
        own = [message for message in system.maps if self._own(system_id, message)] if system else []
        return [*self._names, *(message for message in own if message not in self._names)]

    def has(self, message: str, system_id: str | None = None) -> bool:
        """Whether there is a base map for a message, or a map of the system's own; a version after a colon (`edifact/ORDERS:D96A`)
        does not matter.
        """
        return message.partition(":")[0] in self._names or self._own(system_id, message)

    def _own(self, system_id: str | None, message: str) -> bool:
        """Whether the files of a system make a map for a message of its own: a whole one, or another name for a built-in table."""
        format_ = self._known.formats.get(message.partition("/")[0])
        files = self.overlays(system_id, message)
        if format_ is None or not files:
            return False
        try:
            return isinstance(format_, Unnamed) or library.whole(files[0][1], files[0][0])
        except RuleProblem:
            return True  # what is wrong in the file is told when it is compiled, at its place

    def format_of(self, message: str, system_id: str | None = None) -> Format:
        """The format of a message that has a map, under the layout of that map for one system."""
        format_ = self._known.formats[message.partition("/")[0]]
        if not isinstance(format_, Unnamed):
            return format_
        key = (system_id, message)
        if key not in self._written:
            effective = self.effective(system_id, message)
            self._written[key] = _laid_out(format_, [effective]) if effective is not None else format_
        return self._written[key]

    def sniffed(self, system_id: str | None, head: bytes) -> Format | None:
        """The format of bytes from a system, under the layouts of its maps; None when it is none, or a table that nobody explains."""
        found, spoken = sniff(head), self._spoken(system_id)
        if found is not None:
            return spoken.get(found.name, found)
        return next((format_ for format_ in spoken.values() if format_.sniff(head)), None)

    def _spoken(self, system_id: str | None) -> dict[str, Format]:
        """The formats that a system's maps explain, each under all of their layouts, in the order of the configuration."""
        key = system_id or ""
        if key not in self._bound:
            system = self._system(system_id)
            by_format: dict[str, list[EffectiveMap]] = {}
            for message in self._explained(system) if system else ():
                effective = self.effective(system_id, message)
                if effective is not None and effective.layout:
                    by_format.setdefault(message.partition("/")[0], []).append(effective)
            self._bound[key] = {name: _laid_out(self._known.formats[name], maps) for name, maps in by_format.items()}
        return self._bound[key]

    def _explained(self, system: SystemConfig) -> list[str]:
        """The messages whose maps explain what a system sends: those that it names, and those that its adapter speaks."""
        adapter = self._known.adapters.get(system.adapter)
        spoken = adapter.speaks.values() if adapter is not None else ()
        return [*system.maps, *(message for message in dict.fromkeys(spoken) if message not in system.maps and self.has(message))]

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
        overlays = self.overlays(system_id, message)
        if self.has(message):
            return library.load(format_name, message_type, (release,) if release else (), overlays)
        return library.own(message, overlays) if self._own(system_id, message) else None

    def overlays(self, system_id: str | None, message: str) -> list[tuple[str, str]]:
        """The overlay texts of a system for one message, as (file name, text)."""
        system = self._system(system_id)
        names = system.maps.get(message, []) if system else []
        return [(name, self._files[name]) for name in names if name in self._files]  # a missing file is told where it is named

    def lists(self, system_id: str | None) -> Lists:
        """The code lists of a system beside those of the package."""
        key = system_id or ""
        if key not in self._lists:
            system = self._system(system_id)
            named = system.lists if system else {}
            self._lists[key] = Lists.of({name: self._files[file] for name, file in named.items()})
        return self._lists[key]

    def _compile(self, system_id: str | None, message: str, release: str) -> CompiledMap | None:
        # Hundreds of systems take the same map as it is: it is compiled once for all of them.
        system = self._system(system_id)
        files = tuple(name for name, _ in self.overlays(system_id, message))
        made_of = (message, release, files, tuple(sorted(system.lists.items())) if system else ())
        if made_of not in self._shared:
            effective = self.effective(system_id, message, release)
            if effective is None:
                return None
            self._shared[made_of] = compile_map(effective, self.format_of(message, system_id).paths, self.lists(system_id))
        return self._shared[made_of]

    def _system(self, system_id: str | None) -> SystemConfig | None:
        return self._systems.get(system_id) if system_id is not None else None


def _laid_out(format_: Format, maps: list[EffectiveMap]) -> Format:
    """A format under the layouts of some maps; what is wrong in a layout is told at its own place."""
    for effective in maps:
        try:
            laid_out(format_, {effective.format.partition("/")[2]: effective.layout})
        except LayoutError as problem:
            origin = effective.layout_origin(problem.keys)
            raise origin.problem("MAP-024", keys=".".join(("layout", *problem.keys)), expected=problem.expected) from None
    return laid_out(format_, {effective.format.partition("/")[2]: effective.layout for effective in maps})
