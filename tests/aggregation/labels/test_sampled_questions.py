"""A question asked of a sample only: weights of one over the chance of being asked stand for those who were not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from tasks.aggregation.encoding import Scores
from tasks.aggregation.labels import aspects

LENIENT = np.linspace(-0.6, 0.6, 8)
Chance = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Asked:
    """The fits of one sample, with its weights and without, and what it was drawn from."""

    weighted: aspects.Fit
    plain: aspects.Fit
    worth: np.ndarray


def asked(seed: int, chance_of: Chance, n_items: int = 400) -> Asked:
    """Two of eight raters an answer, of mean 3; a score is asked for with a chance that knows it and the answer."""
    rng = np.random.default_rng(seed)
    worth = rng.normal(3, 0.8, n_items)
    item = np.repeat(np.arange(n_items), 2)
    rater = np.concatenate([rng.permutation(8)[:2] for _ in range(n_items)])
    score = np.clip(np.rint(worth[item] + LENIENT[rater] + rng.normal(0, 0.5, item.size)), 1, 5)
    chance = chance_of(worth[item], score)
    kept = rng.random(item.size) < chance
    rows = (item[kept], rater[kept], score[kept], np.zeros(kept.sum()))

    def fit(weight: np.ndarray) -> aspects.Fit:
        return aspects.fit(Scores(*rows, weight, n_items, 8), strict=False)

    return Asked(fit(1 / chance[kept]), fit(np.ones(kept.sum())), worth)


def of_poor_scores(worth: np.ndarray, score: np.ndarray) -> np.ndarray:
    return np.where(score <= 2, 1.0, 0.15)


def of_poor_answers(worth: np.ndarray, score: np.ndarray) -> np.ndarray:
    return np.where(worth < 2.3, 1.0, 0.15)


@pytest.mark.parametrize("chance", [of_poor_scores, of_poor_answers])
def test_the_overall_mean_is_that_of_all_in_expectation(chance: Chance) -> None:
    draws = [asked(seed, chance) for seed in range(100)]
    overall = np.array([one.weighted.overall for one in draws])

    assert np.mean([one.plain.overall for one in draws]) < 2.6
    assert overall.mean() == pytest.approx(3, abs=3 * overall.std() / 10)


def test_answers_that_were_asked_about_for_being_poor_keep_their_means() -> None:
    draws = [asked(seed, of_poor_answers) for seed in range(30)]

    def off(fit: aspects.Fit, worth: np.ndarray) -> float:
        return float((fit.mean - worth)[fit.n > 0].mean())

    assert abs(np.mean([off(one.weighted, one.worth) for one in draws])) < 0.04
    assert np.mean([off(one.plain, one.worth) for one in draws]) < -0.12


def test_raters_are_as_lenient_as_they_are_whatever_scores_are_asked_for() -> None:
    draws = [asked(seed, of_poor_scores) for seed in range(30)]

    def slope(fit: aspects.Fit) -> float:
        return float(np.polyfit(LENIENT, fit.raters.bias, 1)[0])

    assert 0.88 < np.mean([slope(one.weighted) for one in draws]) < 1.05
    assert np.mean([slope(one.plain) for one in draws]) < 0.86
