"""The tree hash against published vectors and against the RFC's own recursive definition."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.ledger import merkle

# The eight leaves of certificate-transparency's merkletree tests, and the root after each.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]


def defined_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 9162 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = defined_split(len(leaves))
    return merkle.node_hash(defined_root(leaves[:k]), defined_root(leaves[k:]))


def defined_path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 9162 2.1.3.1, word for word."""
    if len(leaves) == 1:
        return []
    k = defined_split(len(leaves))
    if m < k:
        return [*defined_path(m, leaves[:k]), defined_root(leaves[k:])]
    return [*defined_path(m - k, leaves[k:]), defined_root(leaves[:k])]


def defined_subproof(m: int, leaves: Sequence[bytes], *, known: bool) -> list[bytes]:
    """RFC 9162 2.1.4.1, word for word."""
    n = len(leaves)
    if m == n:
        return [] if known else [defined_root(leaves)]
    k = defined_split(n)
    if m <= k:
        return [*defined_subproof(m, leaves[:k], known=known), defined_root(leaves[k:])]
    return [*defined_subproof(m - k, leaves[k:], known=False), defined_root(leaves[:k])]


def defined_split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(leaves: Sequence[bytes], ranges: list[merkle.Range]) -> list[bytes]:
    roots = merkle.range_roots(leaves, ranges)
    return [roots[part] for part in ranges]


leaf_lists = st.integers(1, 70).map(lambda number: [merkle.leaf_hash(bytes([one])) for one in range(number)])


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots(size: int) -> None:
    expected = ROOTS[size - 1] if size else hashlib.sha256(b"").hexdigest()

    assert merkle.root(HASHES[:size]).hex() == expected


@pytest.mark.parametrize("size", range(9))
def test_a_kept_frontier_goes_on_where_it_stopped(size: int) -> None:
    begun = merkle.Frontier()
    begun.extend(HASHES[:size])
    resumed = merkle.Frontier(size, begun.hashes())
    resumed.extend(HASHES[size:])

    assert resumed.root().hex() == ROOTS[-1]


@pytest.mark.parametrize("size, hashes", [(1, b""), (2, bytes(64)), (0, bytes(32)), (1, bytes(33))])
def test_a_frontier_that_cannot_be_is_refused(size: int, hashes: bytes) -> None:
    with pytest.raises(ValueError, match="frontier"):
        merkle.Frontier(size, hashes)


@given(leaves=leaf_lists)
def test_the_root_is_the_defined_one(leaves: list[bytes]) -> None:
    assert merkle.root(leaves) == defined_root(leaves)


@given(leaves=leaf_lists, data=st.data())
def test_an_inclusion_path_is_the_defined_one_and_verifies(leaves: list[bytes], data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(leaves) - 1))
    found = path(leaves, merkle.inclusion_ranges(position, len(leaves)))

    assert found == defined_path(position, leaves)
    assert merkle.verify_inclusion(leaves[position], position, len(leaves), found, defined_root(leaves))


@given(leaves=leaf_lists, data=st.data())
def test_a_consistency_path_is_the_defined_one_and_verifies(leaves: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(0, len(leaves)))
    found = path(leaves, merkle.consistency_ranges(old, len(leaves)))

    assert found == ([] if old in (0, len(leaves)) else defined_subproof(old, leaves, known=True))
    assert merkle.verify_consistency(old, defined_root(leaves[:old]), len(leaves), defined_root(leaves), found)


@given(leaves=leaf_lists, data=st.data())
def test_a_damaged_inclusion_proof_does_not_verify(leaves: list[bytes], data: st.DataObject) -> None:
    size = len(leaves)
    position = data.draw(st.integers(0, size - 1))
    good = {
        "leaf": leaves[position],
        "position": position,
        "size": size,
        "path": defined_path(position, leaves),
        "root": defined_root(leaves),
    }
    bad = good | data.draw(st.sampled_from(damages(good, "path", position, size)))

    assert not merkle.verify_inclusion(**bad)


@given(leaves=leaf_lists, data=st.data())
def test_a_damaged_consistency_proof_does_not_verify(leaves: list[bytes], data: st.DataObject) -> None:
    size = len(leaves)
    old = data.draw(st.integers(1, size))
    found = [] if old == size else defined_subproof(old, leaves, known=True)
    good = {"old_size": old, "old_root": defined_root(leaves[:old]), "size": size, "root": defined_root(leaves), "path": found}
    wrong = [{"old_root": bytes(32)}, {"root": bytes(32)}, {"path": [*found, bytes(32)]}, {"old_size": size + 1}, {"old_size": -1}]
    wrong += [{"path": found[:-1]}, {"path": [bytes(32), *found[1:]]}] if found else []

    assert not merkle.verify_consistency(**(good | data.draw(st.sampled_from(wrong))))


def damages(good: dict[str, object], name: str, position: int, size: int) -> list[dict[str, object]]:
    found = good[name]
    assert isinstance(found, list)
    wrong: list[dict[str, object]] = [
        {"leaf": bytes(32)},
        {"root": bytes(32)},
        {"path": [*found, bytes(32)]},
        {"position": size},
        {"position": -1},
    ]
    if found:
        wrong += [{"path": found[:-1]}, {"path": found[1:]}, {"path": [bytes(32), *found[1:]]}, {"position": position ^ 1}]
    return wrong


@pytest.mark.parametrize("position, size", [(0, 0), (3, 3), (-1, 2)])
def test_a_position_outside_of_the_tree_has_no_path(position: int, size: int) -> None:
    with pytest.raises(ValueError, match="position"):
        merkle.inclusion_ranges(position, size)


@pytest.mark.parametrize("old, size", [(4, 3), (-1, 2)])
def test_a_longer_tree_is_no_prefix(old: int, size: int) -> None:
    with pytest.raises(ValueError, match="prefix"):
        merkle.consistency_ranges(old, size)
