"""The command line as a whole: exit codes, no traceback, nothing loaded that a client verb does not need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hub.cli import COMMANDS, build, exits, main
from tests.services import REPOSITORY

SERVER = ("fastapi", "starlette", "uvicorn", "aiohttp", "sqlalchemy", "alembic", "dramatiq", "hub.store", "hub.api")
ORDER = REPOSITORY / "examples" / "samples" / "order.x12"
CLIENT_VERBS = [
    ["--help"],
    ["try", "--json", str(ORDER)],
    ["convert", str(ORDER), "--to", "json"],
    ["ack", str(ORDER)],
    ["lint", str(REPOSITORY / "examples")],
    ["schema", "config"],
    ["map", "explain", "x12/850"],
]


def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    program = [sys.executable, "-c", "import sys; from hub.cli import main; sys.exit(main())", *arguments]
    return subprocess.run(program, input=stdin, capture_output=True, check=False, cwd=REPOSITORY, env={**os.environ, **environment})


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["try"],
        ["try", "--no-such-option", "x"],
        ["try", "no-such-file.x12"],
        ["try", "--lang", "fr", str(ORDER)],
        ["convert", str(ORDER)],
        ["convert", str(ORDER), "--to", "x12/999999"],
        ["convert", str(ORDER), "--to", "smoke"],
        ["map"],
        ["map", "explain", "x12/851"],
        ["schema", "no-such-kind"],
        ["try", str(ORDER), "--as", "nobody/erp", "--config", str(REPOSITORY / "examples")],
        [],
    ],
)
def test_a_wrong_command_line_ends_with_64_and_says_why(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(arguments) == exits.USAGE

    shown = capsys.readouterr()
    assert shown.err or "Usage" in shown.out
    assert "Traceback" not in shown.err


def test_every_module_of_commands_adds_at_least_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == exits.OK

    assert len(COMMANDS) == len(set(COMMANDS))
    assert "try" in capsys.readouterr().out
    assert build().registered_commands


@pytest.mark.slow
@pytest.mark.parametrize("arguments", CLIENT_VERBS, ids=lambda arguments: arguments[0])
def test_a_client_verb_loads_no_server(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom hub.cli import main\ncode = main(sys.argv[1:])\n"
        f"loaded = [name for name in {SERVER!r} if name in sys.modules]\n"
        "sys.stderr.write(' '.join(loaded))\nsys.exit(code)\n"
    )

    ended = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, check=False, cwd=REPOSITORY)

    assert ended.stderr == b""
    assert ended.returncode == 0


@pytest.mark.slow
def test_the_command_line_is_ready_in_a_moment(tmp_path: Path) -> None:
    """The processor's time, for a busy machine is no fault of ours."""
    program = (
        "import time, resource\nfrom hub.cli import build\nimport typer.main\ntyper.main.get_command(build())\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\nprint(used.ru_utime + used.ru_stime)\n"
    )
    compiled = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path)}

    seconds = [float(subprocess.check_output([sys.executable, "-c", program], cwd=REPOSITORY, env=compiled)) for _ in range(5)]

    assert min(seconds[1:]) < 0.3  # the first one compiles the modules


@pytest.mark.slow
def test_a_bug_of_ours_is_told_in_words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of course")

    monkeypatch.setattr("hub.pipeline.check.check", broken)

    assert main(["try", str(ORDER)]) == exits.PROBLEMS

    shown = capsys.readouterr().err
    assert "HUB-001" in shown
    assert "Traceback" not in shown


@pytest.mark.slow
def test_a_reader_that_leaves_early_is_no_error() -> None:
    program = [sys.executable, "-c", "import sys; from hub.cli import main; sys.exit(main())", "try", "--json", *[str(ORDER)] * 200]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=REPOSITORY) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        process.stdout = None
        assert process.stderr.read() == b""
