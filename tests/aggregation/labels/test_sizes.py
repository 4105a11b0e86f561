"""What a strength is worth, learnt from how far the item's other ratings bear it out."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.encoding import Preferences
from tasks.aggregation.labels import graded
from tasks.aggregation.labels.sizes import PLAIN, values


def crowd(sizes: np.ndarray, n: int = 600) -> Preferences:
    """Three ratings an item of raters who see the side well; the size of each is drawn from some."""
    rng = np.random.default_rng(0)
    item, rater = np.repeat(np.arange(n), 3), np.tile(np.arange(3), n)
    sign = np.sign(rng.normal(size=n))[item] * np.where(rng.random(3 * n) < 0.15, -1, 1)
    strength = (sign * rng.choice(sizes, 3 * n)).astype(int)
    none = np.zeros(3 * n, dtype=int)
    return Preferences(item, rater, strength, none, none, n, 3)


def test_sizes_are_looked_up_by_sign() -> None:
    assert values(np.array([-3, -1, 0, 2]), np.array([0, 0.5, 2, 2.5])).tolist() == [-2.5, -0.5, 0, 2]


def test_sizes_that_mean_nothing_are_worth_the_same() -> None:
    worth = graded.fit(crowd(np.array([1, 2, 3]))).sides.worth

    assert np.ptp(worth[1:]) < 0.5


def test_worth_never_falls_and_keeps_its_mean_square() -> None:
    data = crowd(np.array([1, 2, 3]))

    worth = graded.fit(data).sides.worth

    assert np.all(np.diff(worth) >= 0)
    said = values(data.strength, worth)
    assert (said**2).mean() == pytest.approx((data.strength**2).mean(), rel=1e-6)


def test_size_that_nobody_used_lies_between_its_neighbours() -> None:
    worth = graded.fit(crowd(np.array([1, 3]))).sides.worth

    assert worth[1] <= worth[2] <= worth[3]
    assert worth[2] == pytest.approx((worth[1] + worth[3]) / 2)


def test_a_crowd_that_bears_nothing_out_teaches_nothing() -> None:
    data = Preferences([0, 0, 1, 1], [0, 1, 0, 1], [2, -2, -1, 1], [0] * 4, [0] * 4, 2, 2)

    assert graded.fit(data).sides.worth == pytest.approx(PLAIN)


def test_items_rated_once_teach_nothing() -> None:
    data = Preferences(np.arange(50), np.arange(50) % 5, np.resize([3, -1, 1], 50), [0] * 50, [0] * 50, 50, 5)

    assert graded.fit(data).sides.worth == pytest.approx(PLAIN)
