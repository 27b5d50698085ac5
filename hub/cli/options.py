"""The options that several commands share, so that they are spelt and described in one way.

Declarations only; a command takes them as annotated parameters.
Example: `def lint(lang: Lang = "en") -> int: ...`.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hub.catalogue import Language


class Tongue(StrEnum):
    """The languages in which findings and remedies are told."""

    en = "en"
    zh = "zh"

    @property
    def language(self) -> Language:
        """The same as a literal."""
        return "zh" if self is Tongue.zh else "en"


def _tongue(text: str | Tongue) -> Tongue:
    """`zh-CN` and `zh_CN.UTF-8` are Chinese too."""
    word = str(text).lower().replace("_", "-").partition("-")[0]
    if word not in Tongue.__members__:
        raise typer.BadParameter("the languages are en and zh")
    return Tongue(word)


Lang = Annotated[
    Tongue, typer.Option("--lang", parser=_tongue, envvar="HUB_LANGUAGE", metavar="en|zh", help="The language of findings and remedies.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]
Config = Annotated[Path, typer.Option("--config", envvar="HUB_CONFIG", help="The configuration tree.")]
System = Annotated[
    str | None, typer.Option("--as", metavar="SYSTEM", help="Read as this system (member/system): its overlays, lists and assumptions.")
]
Source = Annotated[str, typer.Argument(metavar="FILE", help="A file, or - for standard input.")]
Sources = Annotated[list[str], typer.Argument(metavar="FILE...", help="Files, or - for standard input.")]
