"""`make fuzz`: one process a target with atheris, each for SECONDS; a crash leaves its input in `.fuzz/<target>/`.

Needs atheris (see `tests/fuzz/requirements.txt`), which only runs on Linux and macOS. Example: `python -m tests.fuzz.run format-x12`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SECONDS = int(os.environ.get("SECONDS_EACH", "60"))
KEPT = Path(".fuzz")


def main(names: list[str]) -> int:
    """Run the named targets, or all; the number that failed."""
    if names[:1] == ["--one"]:
        return one(names[1])
    from tests.fuzz.targets import targets

    failed = 0
    for name in names or targets():
        folder = KEPT / name
        seeds = folder / "seeds"
        seeds.mkdir(parents=True, exist_ok=True)
        for at, seed in enumerate(targets()[name].seeds):
            (seeds / str(at)).write_bytes(seed)
        sys.stdout.write(f"{name}: {targets()[name].invariant}\n")
        sys.stdout.flush()
        options = [
            f"-max_total_time={SECONDS}",
            f"-artifact_prefix={folder}/",
            "-max_len=20000",
            "-timeout=20",
            "-rss_limit_mb=2048",
            "-verbosity=0",
        ]
        code = subprocess.run([sys.executable, "-m", "tests.fuzz.run", "--one", name, *options, str(seeds)], check=False).returncode
        failed += bool(code)
        sys.stdout.write(f"{name}: {'FAILED, see ' + str(folder) if code else 'held'}\n")
    return failed


def one(name: str) -> int:
    """One target in this process, until the time is over or something does not hold."""
    import atheris

    with atheris.instrument_imports(include=["hub"]):
        from tests.fuzz.targets import targets

    atheris.Setup([sys.argv[0], *sys.argv[3:]], targets()[name].run)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
