"""Writes or checks docs/reference/openapi.json, which is the interface as others build on it.

Needs no hub and no database. Example: `python -m hub.api.openapi --check`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from hub.api.app import bare

FILE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"


def text() -> str:
    """The document as it is checked in."""
    return json.dumps(bare().openapi(), ensure_ascii=False, indent=2) + "\n"


def main(arguments: list[str]) -> int:
    """`--write` makes the file, `--check` compares it."""
    if arguments == ["--write"]:
        FILE.parent.mkdir(parents=True, exist_ok=True)
        FILE.write_text(text(), "utf-8")
        return 0
    if arguments == ["--check"]:
        if FILE.is_file() and FILE.read_text("utf-8") == text():
            return 0
        sys.stderr.write(f"{FILE.name} is not that of the code: run python -m hub.api.openapi --write\n")
        return 1
    sys.stderr.write("python -m hub.api.openapi --check | --write\n")
    return 64


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
