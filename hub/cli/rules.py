"""The configuration that `--config` and `--as` name, ready to answer; none is needed where neither is given.

Nothing here reads secrets. A tree with errors is refused as a whole, with the way to see them.
Example: `rules_for(Path("hub.yaml"), "lanmei/srm")`.
"""

from __future__ import annotations

from pathlib import Path

from hub.cli.folder import read_folder, tree_file
from hub.configuration.active import ActiveConfiguration
from hub.configuration.shape import suggest
from hub.errors import Misconfigured


def rules_for(path: Path, *systems: str | None) -> ActiveConfiguration | None:
    """The configuration for reading or writing as systems; None for the base maps. Raises Misconfigured when the tree cannot be used."""
    named = [system for system in systems if system is not None]
    if not named:
        return None
    loaded = read_folder(path)
    errors = [problem for problem in loaded.problems if problem.severity == "error"]
    if loaded.configuration is None or errors:
        raise Misconfigured("CLI-006", file=str(tree_file(path)), count=len(errors))
    for system in named:
        if system not in loaded.configuration.systems:
            known = suggest(system, loaded.configuration.systems)
            raise Misconfigured("CLI-002", system=system, file=str(tree_file(path)), known=known)
    return ActiveConfiguration(loaded.configuration, loaded.files)
