"""A fresh store for the demo, never over somebody's own: only what an earlier demo left is removed.

Example: `fresh(None).database` is `.hub/hub.db`, unless a store that no demo made is there.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

MARK = "made-by-demo"  # a file that the demo leaves beside its store
HOME = Path(".hub")
BESIDE = Path(".hub-demo")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the demo lives. `usual`: other commands find its store without being told."""

    folder: Path
    usual: bool

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "hub.db"

    @property
    def prefix(self) -> str:
        """What has to stand before other commands so that they read this store."""
        return "" if self.usual else f"HUB_DATABASE=sqlite:///{self.database} "


def fresh(folder: Path | None) -> Place:
    """An empty folder for a demo: the usual one, or one beside it where a store of somebody's own is in the way."""
    if folder is not None:
        return _emptied(Place(folder, usual=False))
    if _free(HOME):
        return _emptied(Place(HOME, usual=True))
    return _emptied(Place(BESIDE, usual=False))


def _free(folder: Path) -> bool:
    return (folder / MARK).exists() or not (folder / "hub.db").exists()


def _emptied(place: Place) -> Place:
    if not _free(place.folder):
        raise FileExistsError(f"{place.folder} holds a store that no demo made; name another --folder")
    if (place.folder / MARK).exists():
        shutil.rmtree(place.folder)
    place.folder.mkdir(parents=True, exist_ok=True)
    (place.folder / MARK).write_text("`hub demo` removes this folder when it runs again.\n", "utf-8")
    return place
