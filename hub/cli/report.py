"""What a person or a program is shown: findings with their place, JSON lines, failures in words.

Colour only on a terminal (NO_COLOR honoured by rich); text from documents is shown without its control characters, so that a parcel
cannot write on the terminal. Example: `Report("en").problem(problem)` prints `hub.yaml:3:5 error CFG-010`.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hub.catalogue import Language, explain
from hub.cli import exits
from hub.errors import HubError, TryAgain

if TYPE_CHECKING:
    from rich.console import Console

    from hub.model.location import Finding

_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan", "clean": "green", "warnings": "yellow", "rejected": "bold red"}
_WORDS = {
    "error": "错误", "warning": "警告", "info": "提示", "clean": "无误", "warnings": "有警告", "rejected": "拒收", "fix": "处理",
    "values mapped": "个值已映射", "residue": "个残留",
}  # fmt: skip

# Rules that say that the command line itself is wrong: a file, a system, a target or a kind that is not there.
_COMMAND_LINE = frozenset(("CLI-001", "CLI-002", "CLI-004", "CLI-005", "CLI-010", "CFG-042"))


class Report:
    """A printer for one language, to standard output or, for `errors=True`, to standard error."""

    def __init__(self, language: Language, *, errors: bool = False) -> None:
        self.language: Language = language
        self._errors = errors

    @cached_property
    def console(self) -> Console:
        """Made when first used: a command that prints JSON never loads rich."""
        from rich.console import Console

        return Console(stderr=self._errors, highlight=False, markup=False, emoji=False, soft_wrap=True)

    def word(self, word: str) -> str:
        """A fixed word in the language of the report."""
        return _WORDS.get(word, word) if self.language == "zh" else word

    def line(self, *parts: str | tuple[str, str]) -> None:
        """One line; a part is text, or text with the name of its style."""
        from rich.text import Text

        text = Text()
        for part in parts:
            words, style = (part, "") if isinstance(part, str) else part
            text.append(clean(words), _STYLES.get(style, style))
        self.console.print(text)

    def rule(self, place: str, severity: str, rule: str, params: Mapping[str, object]) -> None:
        """One rule broken at a place, in words."""
        words = explain(rule, params, self.language)
        self.rule_said(place, {"severity": severity, "rule": rule, "message": words.message, "fix": words.fix})

    def finding(self, place: str, finding: Finding) -> None:
        """One finding, at a place and its pointer."""
        spot = f"{place}  {finding.pointer}" if finding.pointer else place
        self.rule(spot, finding.severity, finding.rule, finding.params)

    def rule_said(self, place: str, said: Mapping[str, Any], *, shown: str = "") -> None:
        """One finding with its words: where, how bad, which rule; what stood there; what is wrong; what would be right."""
        self.line(f"{place}  " if place else "", (self.word(said["severity"]), said["severity"]), f" {said['rule']}")
        if shown:
            self.line("  ", (shown, "dim"))
        self.line(f"  {said['message']}")
        if said["fix"]:
            self.line(f"  {self.word('fix')}: {said['fix']}")


def print_json(value: Any) -> None:
    """One object on one line, with its characters as they are."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    sys.stdout.write("\n")


def say_failure(problem: Exception, language: Language = "en") -> int:
    """An exception that reached the door, in words on standard error; gives the exit code."""
    report = Report(language, errors=True)
    told = getattr(problem, "words", "")
    if isinstance(problem, HubError) and told:
        # A hub far away has put it into words already.
        report.rule_said("", {"severity": "error", "rule": problem.rule, "message": told, "fix": ""})
        return _exit_code(problem)
    if isinstance(problem, HubError):
        report.rule("", "error", problem.rule, problem.params)
        return _exit_code(problem)
    report.rule("", "error", "HUB-001", {"problem": f"{type(problem).__name__}: {problem}"})
    return exits.PROBLEMS


def _exit_code(problem: HubError) -> int:
    if problem.rule in _COMMAND_LINE:
        return exits.USAGE
    return exits.UNREACHABLE if isinstance(problem, TryAgain) else exits.PROBLEMS


def clean(text: str) -> str:
    """Text that cannot move the cursor, ring, or turn the writing direction: such characters become visible escapes."""
    if text.isprintable():
        return text
    return "".join(character if _harmless(character) else f"\\x{ord(character):02x}" for character in text)


def _harmless(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"
