"""What is shown cannot harm a terminal, and a failure ends with the right code."""

from __future__ import annotations

import pytest

from hub.cli import exits
from hub.cli.report import Report, clean, print_json, say_failure
from hub.errors import HubError, Misconfigured, Refused, TryAgain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("商驿 Tradepost", "商驿 Tradepost"),
        ("red \x1b[31m", "red \\x1b[31m"),
        ("bell\x07 del\x7f csi\x9b", "bell\\x07 del\\x7f csi\\x9b"),
        ("turned \u202e round", "turned \\x202e round"),
        ("a\tb\nc", "a\\x09b\\x0ac"),
        ("no-break\u00a0blank", "no-break\u00a0blank"),
    ],
)
def test_text_of_others_cannot_steer_the_terminal(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (Misconfigured("CLI-001", file="x", reason="y"), exits.USAGE),
        (Refused("CFG-042", format="x", known="json"), exits.USAGE),
        (Misconfigured("CLI-006", file="x", count=1), exits.PROBLEMS),
        (TryAgain("HUB-001", problem="x"), exits.UNREACHABLE),
        (ZeroDivisionError("of course"), exits.PROBLEMS),
    ],
)
def test_a_failure_is_told_on_standard_error_with_its_code(capsys: pytest.CaptureFixture[str], problem: HubError, code: int) -> None:
    assert say_failure(problem) == code

    shown = capsys.readouterr()
    assert shown.out == ""
    assert "error" in shown.err


def test_json_keeps_its_characters_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "商驿", "text": "a\nb"})

    assert capsys.readouterr().out == '{"name":"商驿","text":"a\\nb"}\n'


def test_no_colour_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Report("en").line("a ", ("error", "error"), " [bold]b[/bold] :smile:")

    assert capsys.readouterr().out == "a error [bold]b[/bold] :smile:\n"
