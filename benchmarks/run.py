"""Runs the benchmarks and prints one JSON object a line: what was measured, against what was aimed at.

Aims are ratios taken within one run, or sizes; rates are told beside them for orientation. Ends with 0 whether aims are met or not, with
1 when a benchmark could not run. Example: `python -m benchmarks.run map x12_read`.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
import time

from benchmarks.children import NotHere
from benchmarks.measure import tell, void

BENCHES = (
    "x12_read", "x12_validate", "edifact_read", "edifact_validate", "peers", "map", "ubl_map", "ledger", "store", "intake_http", "deliveries",
)  # fmt: skip


def machine() -> dict[str, object]:
    """Where the numbers come from."""
    load = os.getloadavg()[0]
    return {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version(), "load": round(load, 1)}


def main(names: list[str]) -> int:
    """Run the named benches, or all."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no such bench: {' '.join(unknown)}; there are: {' '.join(BENCHES)}", file=sys.stderr)
        return 64
    print(json.dumps(machine()), flush=True)
    failed = 0
    for name in names or BENCHES:
        start = time.monotonic()
        try:
            for row in importlib.import_module(f"benchmarks.{name}").run():
                tell(row)
        except NotHere as absent:
            tell(void(name, "all", "", f"skipped: needs {absent}"))
        except Exception as problem:  # noqa: BLE001 - one broken bench must not hide what the others measure
            tell(void(name, "all", "", f"failed: {type(problem).__name__}: {problem}"))
            failed = 1
        print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
