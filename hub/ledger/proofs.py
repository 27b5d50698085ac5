"""Inclusion and consistency proofs from the stored leaves, in one pass over their hashes.

Reads only; verifying a proof needs nothing but `merkle`. Sizes are those of checkpoints.

>>> inclusion(connection, [0], 8)   # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hub.errors import Misconfigured
from hub.ledger import merkle
from hub.store import leaves

if TYPE_CHECKING:
    from sqlalchemy import Connection

_PAGE = 5000


def inclusion(connection: Connection, positions: Sequence[int], size: int) -> dict[int, list[bytes]]:
    """For each position the path that proves it in the tree of `size` leaves."""
    wanted = {position: merkle.inclusion_ranges(position, size) for position in positions}
    roots = _roots(connection, {part for ranges in wanted.values() for part in ranges}, size)
    return {position: [roots[part] for part in ranges] for position, ranges in wanted.items()}


def consistency(connection: Connection, old_size: int, size: int) -> list[bytes]:
    """The path that proves that the older tree is a prefix of the newer."""
    ranges = merkle.consistency_ranges(old_size, size)
    roots = _roots(connection, set(ranges), size)
    return [roots[part] for part in ranges]


def hashes(connection: Connection, size: int) -> Iterator[bytes]:
    """The hashes of the first `size` leaves in order; Misconfigured where one is missing."""
    done = 0
    while done < size:
        page = leaves.hashes(connection, done, min(_PAGE, size - done))
        for place, (position, hashed) in enumerate(page, done):
            if position != place:
                raise Misconfigured("LED-020", position=place)
            yield hashed
        done += len(page)
        if not page:
            raise Misconfigured("LED-020", position=done)


def _roots(connection: Connection, ranges: set[merkle.Range], size: int) -> dict[merkle.Range, bytes]:
    if not ranges:
        return {}
    return dict(merkle.range_roots(hashes(connection, size), ranges))
