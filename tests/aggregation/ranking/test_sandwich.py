from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.encoding import TIE, A, B
from tasks.aggregation.ranking import sandwich
from tasks.aggregation.ranking.davidson import Fit, davidson
from tasks.aggregation.ranking.pairings import Comparisons
from tasks.aggregation.ranking.sandwich import clustered

K = 5


def rated(n: int, n_raters: int, taste: float, seed: int) -> tuple[Comparisons, np.ndarray]:
    """Equal models, and raters each of whom has a taste of their own for each."""
    rng = np.random.default_rng(seed)
    rater, first = rng.integers(0, n_raters, n), rng.integers(0, K, n)
    second = (first + rng.integers(1, K, n)) % K
    liked = rng.normal(0, taste, (n_raters, K))
    eta = liked[rater, first] - liked[rater, second]
    outcome = np.where(rng.random(n) < 0.2, TIE, np.where(rng.random(n) < 1 / (1 + np.exp(-eta)), A, B))
    return Comparisons.plain(first, second, outcome, K), rater


def naive(fit: Fit, rows: Comparisons, cluster: np.ndarray) -> np.ndarray:
    """The formula with one gradient a row, by the paper's own parametrisation."""
    strength, nu = np.exp(fit.score), np.exp(fit.log_tie)
    gradients = np.zeros((cluster.max() + 1, K + 1))
    for i, j, outcome, w in zip(rows.first, rows.second, rows.outcome, cluster, strict=True):
        tie = nu * np.sqrt(strength[i] * strength[j])
        p = np.array([strength[i], strength[j], tie]) / (strength[i] + strength[j] + tie)
        expected = (p[A] - p[B]) / 2
        slope = (0.5, -0.5, 0.0)[outcome] - expected
        gradients[w, [i, j]] += slope, -slope
        gradients[w, K] += (outcome == TIE) - p[TIE]
    bread = np.linalg.pinv(fit.information - 0.01 * np.eye(K + 1))
    n = len(gradients)
    return np.asarray(bread @ gradients.T @ gradients @ bread * n / (n - 1))


def test_it_follows_the_formula() -> None:
    rows, rater = rated(2000, 12, taste=1.0, seed=1)
    fit = davidson(rows.collapse())

    assert clustered(fit, rows, [rater]).covariance == pytest.approx(
        naive(fit, rows, rater), rel=1e-2, abs=1e-6
    )


def test_blocks_of_clusters_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, rater = rated(2000, 70, taste=1.0, seed=2)
    fit = davidson(rows.collapse())
    whole = clustered(fit, rows, [rater]).covariance
    monkeypatch.setattr(sandwich, "BLOCK", 9 * (K + 1))

    assert clustered(fit, rows, [rater]).covariance == pytest.approx(whole)


def test_two_ways_with_the_same_clusters_are_one_way() -> None:
    rows, rater = rated(2000, 20, taste=1.0, seed=3)
    fit = davidson(rows.collapse())
    both = clustered(fit, rows, [rater, rater]).covariance

    assert both == pytest.approx(clustered(fit, rows, [rater]).covariance, abs=1e-9)


def covered(taste: float, *, by_rater: bool) -> float:
    """How often the interval of a score holds the truth, 0, over 150 worlds."""
    inside = []
    for seed in range(150):
        rows, rater = rated(1500, 20, taste, seed)
        found = clustered(davidson(rows.collapse()), rows, [rater if by_rater else np.arange(rows.n)])
        inside.append((found.low[:K] <= 0) & (found.high[:K] >= 0))
    return float(np.mean(inside))


def test_intervals_hold_the_truth_where_raters_have_tastes() -> None:
    assert 0.91 <= covered(0.7, by_rater=True) <= 0.985
    assert covered(0.7, by_rater=False) < 0.8


def test_a_model_that_always_wins_is_not_called_the_surest() -> None:
    rows = Comparisons.plain([0] * 90 + [1, 2] * 30, [1, 2] * 45 + [2, 1] * 30, [A] * 150, 3)
    found = clustered(davidson(rows.collapse()), rows, [np.arange(150) % 10])

    assert found.error[0] > 2 * np.sqrt(found.covariance[0, 0])
    assert found.difference[0, 1] > 5 * found.difference[1, 2] > 0


def test_one_rater_says_nothing_of_raters() -> None:
    rows, _ = rated(100, 1, taste=0, seed=4)

    with pytest.raises(DegenerateData):
        clustered(davidson(rows.collapse()), rows, [np.zeros(100, dtype=np.int64)])


def test_rows_that_weigh_nothing_make_no_rater() -> None:
    compared = Comparisons([0, 1, 0], [1, 0, 0], [A, A, B], [1.0, 1.0, 1.0], 2)

    with pytest.raises(DegenerateData):
        clustered(davidson(compared.collapse()), compared, [np.array([0, 0, 1])])
