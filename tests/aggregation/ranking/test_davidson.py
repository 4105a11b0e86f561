from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B
from tasks.aggregation.ranking.davidson import davidson
from tasks.aggregation.ranking.pairings import Comparisons, Control


def simulated(n: int, n_models: int, nu: float, seed: int) -> tuple[np.ndarray, Comparisons]:
    rng = np.random.default_rng(seed)
    score = rng.normal(size=n_models)
    first = rng.integers(0, n_models, n)
    second = (first + rng.integers(1, n_models, n)) % n_models
    strength = np.exp(score)
    odds = np.stack([strength[first], strength[second], nu * np.sqrt(strength[first] * strength[second])])
    outcome = (rng.random(n) > np.cumsum(odds / odds.sum(axis=0), axis=0)).sum(axis=0)
    return score - score.mean(), Comparisons.plain(first, second, np.minimum(outcome, TIE), n_models)


def minus_posterior(theta: np.ndarray, rows: Comparisons, ridge: float) -> float:
    """The paper's formula, row by row."""
    strength, nu = np.exp(theta[:-1]), np.exp(theta[-1])
    ours, theirs = strength[rows.first], strength[rows.second]
    total = ours + theirs + nu * np.sqrt(ours * theirs)
    taken = np.choose(rows.outcome, [ours, theirs, nu * np.sqrt(ours * theirs)])
    return float(-np.log(taken / total).sum() + ridge / 2 * theta @ theta)


@pytest.mark.parametrize("ridge", [0.01, 1.0])
def test_it_finds_the_maximum_of_the_formula(ridge: float) -> None:
    _, rows = simulated(800, 5, nu=0.7, seed=1)
    best = minimize(minus_posterior, np.zeros(6), (rows, ridge), jac="3-point", options={"gtol": 1e-7})
    found = davidson(rows.collapse(), ridge=ridge)

    assert np.append(found.score, found.log_tie) == pytest.approx(best.x, abs=1e-6)
    assert found.log_likelihood == pytest.approx(-minus_posterior(best.x, rows, 0), abs=1e-4)


def test_its_information_is_the_curvature_of_the_formula() -> None:
    _, rows = simulated(300, 3, nu=0.7, seed=2)
    found = davidson(rows.collapse())
    theta, step = np.append(found.score, found.log_tie), 1e-4 * np.eye(4)

    def at(shift: np.ndarray) -> float:
        return minus_posterior(theta + shift, rows, 0.01)

    curvature = [[(at(i + j) - at(i - j) - at(j - i) + at(-i - j)) / 4e-8 for j in step] for i in step]
    assert found.information == pytest.approx(np.array(curvature), abs=1e-3)


def test_it_recovers_what_made_the_data() -> None:
    score, rows = simulated(200_000, 20, nu=0.5, seed=3)
    found = davidson(rows.collapse())

    assert found.score == pytest.approx(score, abs=0.06)
    assert np.exp(found.log_tie) == pytest.approx(0.5, abs=0.02)


def test_the_chances_of_each_pair_are_those_of_the_formula() -> None:
    _, rows = simulated(500, 4, nu=0.7, seed=5)
    found = davidson(rows.collapse())
    strength, nu = np.exp(found.score), np.exp(found.log_tie)
    ties = nu * np.sqrt(np.outer(strength, strength))
    total = np.add.outer(strength, strength) + ties

    assert found.win_probability == pytest.approx(strength[:, None] / total)
    assert found.win_probability + found.win_probability.T + ties / total == pytest.approx(np.ones((4, 4)))


def test_nothing_but_ties_makes_all_models_equal() -> None:
    found = davidson(Comparisons.plain([0, 1, 2], [1, 2, 0], [TIE, TIE, BOTH_BAD], 3).collapse())

    assert found.score == pytest.approx([0, 0, 0], abs=1e-12)
    assert 0 < found.log_tie < np.inf


def test_no_tie_leaves_a_small_finite_nu() -> None:
    found = davidson(Comparisons.plain([0, 0, 1] * 100, [1, 1, 0] * 100, [A] * 300, 2).collapse())

    assert -np.inf < found.log_tie < -5
    assert found.score[0] - found.score[1] == pytest.approx(np.log(2), abs=1e-3)


def test_without_a_ridge_both_ties_and_decisions_are_needed() -> None:
    for outcomes in ([A, B], [TIE, TIE]):
        with pytest.raises(DegenerateData):
            davidson(Comparisons.plain([0, 0], [1, 1], outcomes, 2).collapse(), ridge=0)


def test_a_model_that_always_wins_is_never_not_a_number() -> None:
    found = davidson(Comparisons.plain([0] * 100_000, [1] * 100_000, [A] * 100_000, 2).collapse())

    assert np.isfinite(found.score).all()
    assert np.isfinite(found.inverse).all()


def test_steps_that_overshoot_are_halved() -> None:
    rows = Comparisons([0, 0, 1], [1, 2, 2], [TIE, A, TIE], [222.0, 1193.0, 2.0], 3)

    assert davidson(rows.collapse()).convergence.converged


def test_counts_beyond_what_a_step_can_resolve_still_come_to_rest() -> None:
    first, second = [0, 0, 0, 0, 1, 1, 1, 2, 2, 3], [1, 2, 3, 4, 2, 3, 4, 3, 4, 4]
    outcome = [TIE, A, B, A, A, B, A, A, A, A]
    weight = [511, 18645443, 23082507, 526807801, 1372, 28743, 2475990, 1996352754, 548623199, 72809]

    assert davidson(Comparisons(first, second, outcome, weight, 5).collapse()).convergence.converged


@pytest.mark.parametrize("level", [np.zeros(60, dtype=int), np.tile([0, 1, 2], 20)])
def test_controls_that_nothing_tells_apart_are_refused_without_a_ridge(level: np.ndarray) -> None:
    twice = [Control(name, level, np.array([0.0, 1.0, -1.0])) for name in ("one", "other")]
    rows = Comparisons.plain([0, 1, 2] * 20, [1, 2, 0] * 20, [A, B, TIE, TIE, A, B] * 10, 3, twice)

    with pytest.raises(DegenerateData, match="controls"):
        davidson(rows.collapse(), ridge=0)
