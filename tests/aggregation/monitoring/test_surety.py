from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import linregress

from tasks.aggregation.columns import Floats, Ints
from tasks.aggregation.encoding import Votes
from tasks.aggregation.labels import one_coin
from tasks.aggregation.monitoring import peers, surety
from tasks.aggregation.monitoring.checks import Checks


def ratings(right_at: list[list[float]], each: int, seed: int = 1) -> tuple[Ints, Ints, Floats]:
    """Rows of raters who are right with a given probability at each level."""
    rng = np.random.default_rng(seed)
    rater = np.repeat(np.arange(len(right_at)), each)
    level = rng.integers(0, len(right_at[0]), rater.size)
    right = (rng.random(rater.size) < np.array(right_at)[rater, level]).astype(float)
    return rater, level, right


def assess(rater: Ints, level: Ints, right: Floats, n_raters: int, n_levels: int) -> surety.Surety:
    return surety.assess(Checks(rater, right, n_raters), level, n_levels)


def test_who_is_right_when_sure_has_a_rising_slope_and_who_is_not_has_none() -> None:
    found = assess(*ratings([[0.55, 0.75, 0.95], [0.75, 0.75, 0.75], [0.9, 0.7, 0.5]], 900), 3, 3)

    z = found.slope / found.slope_error
    assert z[0] > 5
    assert abs(z[1]) < 2.5
    assert z[2] < -5


def test_shares_are_those_of_the_rater_when_there_are_many() -> None:
    found = assess(*ratings([[0.5, 0.9], [0.9, 0.5]], 4000), 2, 2)

    assert found.share == pytest.approx(np.array([[0.5, 0.9], [0.9, 0.5]]), abs=0.03)


def test_a_rater_of_few_ratings_stays_near_the_others() -> None:
    rater, level, right = ratings([[0.8]] * 20, 50)
    novice = np.array([20]), np.array([0]), np.array([0.0])

    found = assess(*(np.concatenate(pair) for pair in zip((rater, level, right), novice, strict=True)), 21, 1)

    assert found.share[20, 0] == pytest.approx(10 * found.pooled[0] / 11)
    assert found.share_error[20, 0] > found.share_error[0, 0]


def test_slope_and_error_are_those_of_least_squares() -> None:
    rater, level, right = ratings([[0.4, 0.6, 0.7]], 3000)

    found, expected = assess(rater, level, right, 1, 3), linregress(level, right)

    assert found.slope[0] == pytest.approx(expected.slope, abs=1e-12)
    assert found.slope_error[0] == pytest.approx(expected.stderr, rel=1e-3)


def test_right_a_few_times_in_as_many_proves_nothing_of_the_slope() -> None:
    rater, level, right = ratings([[0.7, 0.7]] * 30, 40)
    flawless = np.full(4, 30), np.array([0, 1, 0, 1]), np.ones(4)

    found = assess(
        *(np.concatenate(pair) for pair in zip((rater, level, right), flawless, strict=True)), 31, 2
    )

    assert found.slope[30] == 0
    assert found.slope_error[30] > 2 * found.slope_error[:30].max()


def test_errors_cover_the_truth() -> None:
    found = assess(*ratings([[0.5, 0.65, 0.8]] * 2000, 120, seed=5), 2000, 3)

    assert np.mean(np.abs(found.slope - 0.15) < 1.96 * found.slope_error) == pytest.approx(0.95, abs=0.02)


def test_one_level_says_nothing_of_a_slope() -> None:
    found = assess(np.zeros(9, dtype=int), np.ones(9, dtype=int), np.ones(9), 2, 3)

    assert np.isnan(found.slope).all()
    assert np.isnan(found.pooled[[0, 2]]).all()
    assert found.share[0, 1] == 1


def test_peers_find_what_gold_would() -> None:
    """Three votes an item, right more often the firmer they are."""
    rng = np.random.default_rng(3)
    n_items, n_raters = 4000, 60
    item = np.repeat(np.arange(n_items), 3)
    rater = np.argsort(rng.random((n_items, n_raters)), axis=1)[:, :3].ravel()
    truth, level = rng.integers(0, 2, n_items), rng.integers(0, 3, item.size)
    is_right = rng.random(item.size) < np.array([0.6, 0.75, 0.9])[level]
    votes = Votes(item, rater, np.where(is_right, truth[item], 1 - truth[item]), n_items, n_raters, 2)

    found = assess(rater, level, peers.classes(votes, one_coin.fit(votes)), n_raters, 3)

    assert found.pooled == pytest.approx([0.6, 0.75, 0.9], abs=0.03)
    assert found.slope.mean() == pytest.approx(0.15, abs=0.03)
    assert np.mean(np.abs(found.slope - 0.15) < 1.96 * found.slope_error) >= 0.9


def test_what_says_nothing_does_not_count() -> None:
    rater, level, right = ratings([[0.5, 0.9]], 200)
    more = np.concatenate([rater, rater]), np.concatenate([level, level]), np.append(right, 0 * right + 0.5)

    found, plain = assess(*more, 1, 2), assess(rater, level, right, 1, 2)

    assert found.n == pytest.approx(plain.n)
    assert found.slope == pytest.approx(plain.slope)


def test_levels_of_other_rows_or_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="same rows"):
        surety.assess(Checks([0], [1.0], 1), [0, 1], 2)
    with pytest.raises(ValueError, match="level"):
        surety.assess(Checks([0], [1.0], 1), [2], 2)
