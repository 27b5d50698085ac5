"""What a rating states that does not fit together: values outside of their scale, one criterion twice, nobody's transaction.

Reads only. Example: `rating_doubts(rating)` yields QUA-006 for six stars of five.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.model.documents.checks.evidence import evidence_doubts
from hub.model.documents.checks.findings import warning
from hub.model.documents.checks.parties import parties_doubts
from hub.model.documents.checks.scores import scores_doubts
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.transaction_rating import TransactionRating

PARTIES = ("rater_party", "rated_party")


def rating_doubts(rating: TransactionRating) -> Iterator[Finding]:
    """Every doubt about a rating."""
    yield from parties_doubts(rating, PARTIES)
    yield from scores_doubts((one.score, f"/dimension/{at}/score") for at, one in enumerate(rating.dimension))
    seen: set[str] = set()
    for at, one in enumerate(rating.dimension):
        if one.criterion_code in seen:
            yield warning("QUA-018", f"/dimension/{at}/criterionCode", found=one.criterion_code)
        seen.add(one.criterion_code)
    yield from evidence_doubts(rating.evidence)
