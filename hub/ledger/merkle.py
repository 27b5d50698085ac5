"""The tree hash of RFC 9162 (and RFC 6962): leaves, nodes, a frontier that grows, roots and proofs.

Pure: bytes in, bytes out. A frontier is the roots of the perfect subtrees of a tree, largest first.

>>> root([]).hex()[:8]
'e3b0c442'
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence

_sha256 = hashlib.sha256
WIDTH = 32
Range = tuple[int, int]  # leaves from, up to but without
_Node = tuple[int, int]  # a perfect subtree: its first leaf, its number of leaves


def leaf_hash(body: bytes) -> bytes:
    """RFC 9162 2.1.1: SHA-256(0x00 || body)."""
    return _sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162 2.1.1: SHA-256(0x01 || left || right)."""
    return _sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that only grows: as many hashes as the size has one bits."""

    def __init__(self, size: int = 0, hashes: bytes = b"") -> None:
        self.size = size
        self._peaks = [hashes[start : start + WIDTH] for start in range(0, len(hashes), WIDTH)]
        if len(self._peaks) != size.bit_count() or len(hashes) % WIDTH:
            raise ValueError(f"a frontier of {size} leaves has {size.bit_count()} hashes of {WIDTH} bytes, not {len(hashes)} bytes")

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes at the right."""
        peaks, size = self._peaks, self.size
        for leaf in leaves:
            merges = size
            while merges & 1:  # every one bit at the end is a perfect subtree of the size of the new one
                leaf = _sha256(b"\x01" + peaks.pop() + leaf).digest()  # noqa: PLW2901
                merges >>= 1
            peaks.append(leaf)
            size += 1
        self.size = size

    def root(self) -> bytes:
        """The root of the tree so far."""
        return fold(self._peaks)

    def hashes(self) -> bytes:
        """What the constructor takes."""
        return b"".join(self._peaks)


def root(leaves: Iterable[bytes]) -> bytes:
    """The root of a list of leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def fold(peaks: Sequence[bytes]) -> bytes:
    """The hash over perfect subtrees of falling size, joined from the right; of none, that of an empty tree."""
    if not peaks:
        return _sha256(b"").digest()
    joined = peaks[-1]
    for peak in reversed(peaks[:-1]):
        joined = node_hash(peak, joined)
    return joined


def inclusion_ranges(position: int, size: int) -> list[Range]:
    """The ranges of leaves whose roots are the inclusion path (RFC 9162 2.1.3.1), deepest first."""
    if not 0 <= position < size:
        raise ValueError(f"a tree of {size} leaves has no position {position}")
    start, end, path = 0, size, list[Range]()
    while end - start > 1:
        middle = start + _split(end - start)
        if position < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_ranges(old_size: int, size: int) -> list[Range]:
    """The ranges of leaves whose roots are the consistency path (RFC 9162 2.1.4.1)."""
    if not 0 <= old_size <= size:
        raise ValueError(f"a tree of {size} leaves has no prefix of {old_size}")
    if old_size in (0, size):
        return []
    start, end, path = 0, size, list[Range]()
    while old_size != end:
        middle = start + _split(end - start)
        if old_size <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    if start:  # the old tree's own root is known to the verifier only when it is one subtree of the new one
        path.append((start, end))
    return path[::-1]


def range_roots(leaves: Iterable[bytes], ranges: Collection[Range]) -> Mapping[Range, bytes]:
    """The roots of ranges that RFC 9162 splits a tree into, in one pass; memory grows with the answer only."""
    parts = {wanted: _perfect(*wanted) for wanted in ranges}
    found = _subtrees(leaves, {node for nodes in parts.values() for node in nodes})
    return {wanted: fold([found[node] for node in nodes]) for wanted, nodes in parts.items()}


def verify_inclusion(leaf: bytes, position: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 2.1.3.2."""
    if not 0 <= position < size:
        return False
    place, last, joined = position, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            joined = node_hash(step, joined)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            joined = node_hash(joined, step)
        place, last = place >> 1, last >> 1
    return last == 0 and joined == root


def verify_consistency(old_size: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """RFC 9162 2.1.4.2; an empty old tree is a prefix of everything."""
    if old_size == size:
        return not path and old_root == root
    if old_size == 0:
        return not path and old_root == fold([])
    steps = [old_root, *path] if old_size & (old_size - 1) == 0 else list(path)
    if not 0 < old_size < size or not steps:
        return False
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old == old_root and new == root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _perfect(start: int, end: int) -> list[_Node]:
    nodes = []
    while start < end:
        size = 1 << ((end - start).bit_length() - 1)
        nodes.append((start, size))
        start += size
    return nodes


def _subtrees(leaves: Iterable[bytes], wanted: set[_Node]) -> dict[_Node, bytes]:
    found: dict[_Node, bytes] = {}
    peaks: list[bytes] = []
    last = max((start + size for start, size in wanted), default=0)
    for position, leaf in enumerate(leaves):
        if position >= last:
            break
        joined, size = leaf, 1
        while True:
            node = (position + 1 - size, size)
            if node in wanted:
                found[node] = joined
            if not position & size:
                break
            joined, size = node_hash(peaks.pop(), joined), size << 1
        peaks.append(joined)
    return found
