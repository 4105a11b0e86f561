"""How sure a ranking is where a few raters gave most of what is known, of all models or of one."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.encoding import TIE
from tasks.aggregation.ranking.pairings import Comparisons
from tasks.aggregation.ranking.ranks import Ranking, rank

K = 5


def ranked(rng: np.random.Generator, rater: np.ndarray, first: np.ndarray, second: np.ndarray) -> Ranking:
    """Rank models of which none is better, by raters with tastes of their own."""
    liked = rng.normal(0, 0.7, (rater.max() + 1, K))
    eta = liked[rater, first] - liked[rater, second]
    odds = np.stack([np.exp(eta / 2), np.exp(-eta / 2), np.full(eta.size, 0.5)])
    outcome = (rng.random(eta.size) > np.cumsum(odds / odds.sum(axis=0), axis=0)).sum(axis=0)
    return rank(Comparisons.plain(first, second, np.minimum(outcome, TIE), K), rater)


def by_shares(share: np.ndarray, seed: int) -> Ranking:
    rng = np.random.default_rng(seed)
    rater, first = rng.choice(share.size, 2000, p=share / share.sum()), rng.integers(0, K, 2000)
    return ranked(rng, rater, first, (first + rng.integers(1, K, 2000)) % K)


def with_a_late_model(n_raters: int, each: int, seed: int) -> Ranking:
    """Forty raters compare four models, and some of them the fifth."""
    rng = np.random.default_rng(seed)
    rater, first = rng.integers(0, 40, 1600), rng.integers(0, 4, 1600)
    second, late = (first + rng.integers(1, 4, 1600)) % 4, np.repeat(np.arange(n_raters), each)
    others = rng.integers(0, 4, late.size)
    return ranked(
        rng,
        np.append(rater, late),
        np.append(first, np.full(late.size, 4)),
        np.append(second, others),
    )


def is_held(found: Ranking) -> np.ndarray:
    return (found.low <= 0) & (found.high >= 0)


@pytest.mark.parametrize(
    "share",
    [1 / np.arange(1, 21), 1 / np.arange(1, 101), np.append(0.6, np.full(19, 0.4 / 19))],
    ids=["twenty", "a hundred", "one gives most"],
)
def test_intervals_hold_the_truth_where_few_raters_give_most(share: np.ndarray) -> None:
    found = [by_shares(share, seed) for seed in range(100)]

    assert np.mean([is_held(one) for one in found]) >= 0.9
    assert np.mean([(one.first_rank > 1) | (one.last_rank < K) for one in found]) <= 0.1


@pytest.mark.parametrize(("n_raters", "each"), [(1, 100), (2, 50), (5, 40)])
def test_a_model_that_few_raters_met_is_not_known_as_if_all_had(n_raters: int, each: int) -> None:
    found = [with_a_late_model(n_raters, each, seed) for seed in range(100)]

    assert np.mean([is_held(one)[4] for one in found]) >= 0.94
    assert np.mean([is_held(one)[:4] for one in found]) >= 0.84
    assert np.mean([(one.first_rank[4] > 1) | (one.last_rank[4] < K) for one in found]) <= 0.05


def rank_at(level: float, seed: int) -> Ranking:
    rng = np.random.default_rng(seed)
    rater, first = rng.integers(0, 20, 1000), rng.integers(0, K, 1000)
    second = (first + rng.integers(1, K, 1000)) % K
    outcome = (rng.random(1000) > np.array([[0.4], [0.8]])).sum(axis=0)
    return rank(Comparisons.plain(first, second, outcome, K), rater, level=level)


@pytest.mark.parametrize(("level", "apart"), [(0.5, 0.08), (0.99, 0.012)])
def test_intervals_are_as_wide_as_their_level_says(level: float, apart: float) -> None:
    found = [rank_at(level, seed) for seed in range(100)]

    assert np.mean([is_held(one) for one in found]) == pytest.approx(level, abs=apart)
