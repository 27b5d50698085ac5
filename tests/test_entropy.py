"""Random bytes come in pages, and no byte is given twice: not to another thread, not to a forked process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from hub.entropy import PAGE, Entropy


@pytest.mark.parametrize("size", [0, 1, 16, PAGE, PAGE + 1])
def test_it_gives_as_many_bytes_as_asked(size: int) -> None:
    entropy = Entropy()

    assert [len(entropy(size)) for _ in range(3)] == [size] * 3


def test_nothing_is_given_twice() -> None:
    entropy = Entropy()
    with ThreadPoolExecutor(4) as threads:
        given = list(threads.map(entropy, [16] * 2000))

    assert len(set(given)) == len(given)


def test_another_process_gets_bytes_of_its_own() -> None:
    entropy = Entropy()
    entropy(16)
    kept = entropy._page
    entropy._process -= 1  # as after a fork

    assert entropy(16) not in kept
