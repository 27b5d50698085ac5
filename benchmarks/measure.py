"""How results are taken and told: repetitions in turn, medians, a ratio against an aim, one JSON object a line.

Knows nothing of the hub. Two variants that are compared run in turn within one run, so that a noisy minute hits both.
Example: `ratio("map", "written by hand", slow, quick, aim="<= 3")`.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

AIMS: dict[str, Callable[[float, float], bool]] = {">=": float.__ge__, "<=": float.__le__}


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the report. `value` None: the run is void, `note` says why. `met` None: there is no aim."""

    bench: str
    metric: str
    value: float | None
    unit: str
    n: int = 1
    min: float | None = None
    max: float | None = None
    aim: str | None = None
    met: bool | None = None
    note: str = ""


def result(bench: str, metric: str, values: Sequence[float], unit: str, aim: str | None = None, note: str = "") -> Result:
    """The median of what was measured, with its range, held against the aim."""
    middle = float(statistics.median(values))
    return Result(bench, metric, tidy(middle), unit, len(values), tidy(min(values)), tidy(max(values)), aim, judged(middle, aim), note)


def void(bench: str, metric: str, unit: str, why: str, aim: str | None = None) -> Result:
    """A measurement that must not be quoted: something that had to hold did not."""
    return Result(bench, metric, None, unit, 0, aim=aim, met=False if aim else None, note=why)


def judged(value: float, aim: str | None) -> bool | None:
    """Whether the value meets an aim such as `>= 0.6`."""
    if aim is None:
        return None
    sign, bound = aim.split()
    return AIMS[sign](float(value), float(bound))


def tidy(value: float) -> float:
    """Four significant digits: more would be noise."""
    return float(f"{value:.4g}")


def tell(row: Result) -> None:
    """Print one line at once, so that an interrupted run has told what it knew."""
    values = asdict(row)
    if not row.note:
        del values["note"]
    sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes, with the garbage of the calls before cleared away."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(rounds: int, *variants: Callable[[], float]) -> list[list[float]]:
    """Each variant measured `rounds` times, in turn; the first round warms up and is not counted."""
    for variant in variants:
        variant()
    rows = [[variant() for variant in variants] for _ in range(rounds)]
    return [list(column) for column in zip(*rows, strict=True)]


def quotients(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """The ratio of each round, so that its spread is known too."""
    return [a / b for a, b in zip(above, below, strict=True)]
