from __future__ import annotations

import choix
import evalica
import numpy as np
import pytest

from tasks.aggregation.convergence import DegenerateData, NotConverged
from tasks.aggregation.encoding import TIE, A, B
from tasks.aggregation.ranking.bradley_terry import bradley_terry
from tasks.aggregation.ranking.pairings import Comparisons

K = 6


def simulated(n: int, n_models: int, seed: int) -> tuple[np.ndarray, Comparisons]:
    rng = np.random.default_rng(seed)
    score = rng.normal(size=n_models)
    first = rng.integers(0, n_models, n)
    second = (first + rng.integers(1, n_models, n)) % n_models
    wins = rng.random(n) < 1 / (1 + np.exp(score[second] - score[first]))
    return score - score.mean(), Comparisons.plain(first, second, np.where(wins, A, B), n_models)


def beaten(rows: Comparisons) -> list[tuple[int, int]]:
    pairs = zip(rows.first.tolist(), rows.second.tolist(), rows.outcome.tolist(), strict=True)
    return [(first, second) if outcome == A else (second, first) for first, second, outcome in pairs]


@pytest.mark.parametrize("method", [choix.ilsr_pairwise, choix.mm_pairwise, choix.opt_pairwise])
def test_it_finds_the_maximum_that_choix_finds(method: object) -> None:
    _, rows = simulated(2000, 8, seed=1)
    theirs = method(8, beaten(rows), tol=1e-12, max_iter=100_000)  # type: ignore[operator]

    assert bradley_terry(rows.collapse(), ridge=0).score == pytest.approx(theirs - theirs.mean(), abs=1e-6)


def test_its_ridge_is_twice_the_penalty_of_choix() -> None:
    rows = Comparisons.plain([0] * 9 + [1], [1] * 9 + [2], [A] * 10, 3)
    theirs = choix.opt_pairwise(3, beaten(rows), alpha=0.05, tol=1e-12)

    assert bradley_terry(rows.collapse(), ridge=0.1).score == pytest.approx(theirs, abs=1e-6)


def test_a_tie_is_half_a_win_for_each_as_in_evalica() -> None:
    rng = np.random.default_rng(4)
    first = rng.integers(0, K, 900)
    second = (first + rng.integers(1, K, 900)) % K
    outcome = rng.integers(0, 3, 900)
    winners = [(evalica.Winner.X, evalica.Winner.Y, evalica.Winner.Draw)[one] for one in outcome]
    theirs = evalica.bradley_terry(
        first.tolist(), second.tolist(), winners, tolerance=1e-13, limit=100_000
    ).scores
    logs = np.log([theirs[model] for model in range(K)])
    ours = bradley_terry(Comparisons.plain(first, second, outcome, K).collapse(), ridge=0).score

    assert ours == pytest.approx(logs - logs.mean(), abs=1e-6)


def test_it_recovers_the_scores_that_made_the_data() -> None:
    score, rows = simulated(200_000, 20, seed=2)

    assert bradley_terry(rows.collapse()).score == pytest.approx(score, abs=0.06)


def test_a_model_that_always_wins_gets_a_finite_score_above_all_others() -> None:
    rows = Comparisons.plain([0] * 5000 + [1, 2], [1] * 2500 + [2] * 2500 + [2, 1], [A] * 5002, 3)
    found = bradley_terry(rows.collapse())

    assert np.isfinite(found.score).all()
    assert found.score[0] > 5
    assert found.score[1] == pytest.approx(found.score[2])


def test_without_a_ridge_such_a_model_has_no_score() -> None:
    rows = Comparisons.plain([0, 0, 1, 2], [1, 2, 2, 1], [A] * 4, 3)

    with pytest.raises(DegenerateData, match="1, 2; 0"):
        bradley_terry(rows.collapse(), ridge=0)


def test_groups_never_compared_are_named() -> None:
    rows = Comparisons.plain([0, 2, 3], [1, 3, 4], [A, B, TIE], 6)

    with pytest.raises(DegenerateData, match=r"2, 3, 4; 0, 1; 5$"):
        bradley_terry(rows.collapse())


def test_running_out_of_steps_is_an_error_unless_that_is_allowed() -> None:
    _, rows = simulated(500, 5, seed=3)

    with pytest.raises(NotConverged):
        bradley_terry(rows.collapse(), max_iter=1)
    assert not bradley_terry(rows.collapse(), max_iter=1, strict=False).convergence.converged
