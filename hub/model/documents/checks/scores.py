"""Doubts about scores: values outside of their scale, scales upside down, one scale under two measures.

Computes no average and compares nothing across scales. Example: `scores_doubts([(score, "/rating/0/score")])`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from hub.model.documents.checks.findings import warning
from hub.model.documents.standing import Score
from hub.model.location import Finding


def scores_doubts(scores: Iterable[tuple[Score | None, str]]) -> Iterator[Finding]:
    """Doubts about every score of a document, each with its pointer."""
    known: dict[str, tuple[Decimal, Decimal]] = {}
    for score, pointer in scores:
        if score is None:
            continue
        ends = score.minimum, score.maximum
        yield from _score_doubts(score, pointer)
        if known.setdefault(score.scale_id, ends) != ends:
            least, greatest = known[score.scale_id]
            yield warning("QUA-008", pointer, scale=score.scale_id, found=f"{ends[0]}–{ends[1]}", expected=f"{least}–{greatest}")


def _score_doubts(score: Score, pointer: str) -> Iterator[Finding]:
    if score.minimum >= score.maximum:
        yield warning("QUA-007", pointer + "/maximum", minimum=score.minimum, maximum=score.maximum)
    elif not score.minimum <= score.value <= score.maximum:
        yield warning("QUA-006", pointer + "/value", found=score.value, minimum=score.minimum, maximum=score.maximum)
