"""The vote weighted by gold."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from tasks.aggregation.encoding import Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import majority, weighted
from tasks.aggregation.labels.calibration import calibrate, log_loss

NO_GOLD = Gold(np.zeros(0, dtype=int), np.zeros(0, dtype=int))


def test_a_weight_is_what_gold_says_of_its_rater() -> None:
    """Rater 0 has 3 of 3 gold right, rater 1 none of 3: (8 + 3) / 14 and 8 / 14."""
    votes = Votes([0, 1, 2, 3] * 2, [0] * 4 + [1] * 4, [0, 0, 0, 0, 1, 1, 1, 1], 4, 2, 2)

    fit = weighted.fit(votes, gold=Gold([0, 1, 2], [0, 0, 0]))

    log_odds = np.log(11 / 3) - np.log(8 / 6)
    assert fit.raters.accuracy == pytest.approx([11 / 14, 8 / 14])
    assert fit.labels.strength[3] == pytest.approx(log_odds)
    assert fit.labels.probability[3, 0] == pytest.approx(expit(log_odds))


def test_without_gold_everybody_weighs_the_same() -> None:
    votes = Votes([0, 0, 0, 1, 1], [0, 1, 2, 0, 1], [1, 1, 0, 2, 2], 2, 3, 3)

    assert weighted.fit(votes, gold=NO_GOLD).labels.best.tolist() == majority.fit(votes).labels.best.tolist()


def test_gold_finds_those_who_guess() -> None:
    rng = np.random.default_rng(4)
    truth, accuracy = rng.integers(0, 2, 4000), np.where(np.arange(40) < 20, 0.95, 0.5)
    item = np.repeat(np.arange(4000), 3)
    rater = rng.permutation(np.resize(np.arange(40), item.size))
    label = np.where(rng.random(item.size) < accuracy[rater], truth[item], 1 - truth[item])
    votes = Votes(item, rater, label, 4000, 40, 2)

    fit = weighted.fit(votes, gold=Gold(np.arange(400), truth[:400]))

    rest = slice(400, None)
    right = np.mean(fit.labels.best[rest] == truth[rest])
    assert right > np.mean(majority.fit(votes).labels.best[rest] == truth[rest]) + 0.02
    assert np.mean(np.abs(fit.raters.accuracy - accuracy) < 3 * fit.raters.accuracy_error) > 0.9
    assert fit.raters.accuracy[:20].min() > fit.raters.accuracy[20:].max()
    assert fit.labels.confidence[rest].mean() == pytest.approx(right, abs=0.03)


def test_gold_does_not_vouch_for_the_raters_of_its_own_item() -> None:
    """Both raters of item 0 were right there and nowhere else: 8 / 11 without it, and the prior knows no more."""
    votes = Votes([0, 0, 1], [0, 1, 0], [0, 0, 1], 2, 2, 2)

    fit = weighted.fit(votes, gold=Gold([0], [0]))

    assert fit.labels.strength[0] == pytest.approx(2 * np.log(8 / 3))
    assert fit.labels.strength[1] == pytest.approx(-np.log(9 / 3))
    assert fit.labels.error[0] == pytest.approx(np.sqrt(2 * (1 / 8 + 1 / 3)))


def test_gold_items_are_as_hard_as_any_other_for_who_calibrates_on_them() -> None:
    rng = np.random.default_rng(5)
    n, n_gold, n_raters = 3000, 600, 300
    truth, accuracy = rng.integers(0, 2, n), rng.beta(8, 3, n_raters)
    item = np.repeat(np.arange(n), 3)
    rater = np.argsort(rng.random((n, n_raters)), axis=1)[:, :3].ravel()
    label = np.where(rng.random(item.size) < accuracy[rater], truth[item], 1 - truth[item])

    gold = Gold(np.arange(n_gold), truth[:n_gold])
    found = weighted.fit(Votes(item, rater, label, n, n_raters, 2), gold=gold).labels.probability

    on_gold, elsewhere = log_loss(found[:n_gold], gold.label), log_loss(found[n_gold:], truth[n_gold:])
    assert on_gold == pytest.approx(elsewhere, abs=0.05)
    assert calibrate(found, gold).temperature > 0.9
