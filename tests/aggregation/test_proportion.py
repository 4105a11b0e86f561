from __future__ import annotations

import pytest

from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.proportion import wilson


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    # Newcombe, Statistics in Medicine 17, 1998, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_interval_is_the_published_one(k: int, n: int, low: float, high: float) -> None:
    assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)


def test_interval_is_the_same_seen_from_the_other_side() -> None:
    low, high = wilson(7, 40)

    assert wilson(33, 40) == pytest.approx((1 - high, 1 - low))
    assert wilson(40, 40)[1] == 1


def test_nothing_seen_and_impossible_counts_are_refused() -> None:
    with pytest.raises(DegenerateData):
        wilson(0, 0)
    for k, n in ((3, 2), (-1, 2)):
        with pytest.raises(ValueError):
            wilson(k, n)
    with pytest.raises(ValueError):
        wilson(1, 2, level=1)
