"""Crowds that read the scale backwards, in part or as one, and what turns them around."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tasks.aggregation.encoding import BOTH_BAD, TIE, A, Preferences, Scores
from tasks.aggregation.gold import Gold, GoldScores
from tasks.aggregation.labels import gaussian, graded
from tests.aggregation.stated import stated


def half_backwards() -> Preferences:
    """Two of four raters read the scale backwards, so that nothing but a habit of thought says what is up."""
    rng = np.random.default_rng(1754)
    theta, scale = rng.normal(size=60), rng.choice([-1.5, 1.5], 4)
    strength = np.clip(np.rint(np.outer(theta, scale) + rng.normal(size=(60, 4)) / 2), -3, 3).astype(int)
    side, none = rng.choice([-1, 1], 240), np.zeros(240, dtype=int)
    item, rater = np.repeat(np.arange(60), 4), np.tile(np.arange(4), 60)
    return Preferences(item, rater, strength.ravel(), none, side, 61, 4)


def crowd(sign: int, n_items: int = 300, n_raters: int = 12) -> tuple[Scores, np.ndarray]:
    """Three ratings an item by raters who all read the scale alike: rightly, or backwards."""
    rng = np.random.default_rng(2)
    item = np.repeat(np.arange(n_items), 3)
    rater = np.concatenate([rng.permutation(n_raters)[:3] for _ in range(n_items)])
    theta = rng.normal(size=n_items)
    value = np.clip(np.rint(2 * theta[item] + rng.normal(size=item.size)), -3, 3)
    return Scores.plain(item, rater, sign * value, n_items, n_raters), theta


@pytest.mark.parametrize(
    "gold",
    [None, Gold([], []), Gold([60], [A]), Gold([60], [BOTH_BAD]), Gold([0], [TIE])],
    ids=["none", "empty", "unrated", "both bad", "tie"],
)
def test_without_gold_of_a_side_the_typical_rater_reads_it_right(gold: Gold | None) -> None:
    fit = graded.fit(half_backwards(), gold=gold)

    assert fit.sides.raters.typical_scale >= 0
    labels = stated(fit, half_backwards())
    sides, votes = labels.probability[:, :2], labels.p_vote[:, :2]
    assert np.array_equal(sides[:, 0] > sides[:, 1], votes[:, 0] > votes[:, 1])


@pytest.mark.parametrize("n_gold", [30, 100, 200])
def test_gold_turns_a_crowd_around_that_reads_the_scale_backwards(n_gold: int) -> None:
    data, theta = crowd(-1)

    fit = gaussian.fit(data, gold=GoldScores(np.arange(n_gold), theta[:n_gold]), learn_sizes=True)

    assert fit.raters.typical_scale < 0
    assert np.mean((fit.mean > 0) == (theta > 0)) > 0.85


def test_a_crowd_that_reads_the_scale_backwards_teaches_what_a_strength_is_worth() -> None:
    sizes = np.random.default_rng(4).integers(1, 4, 900)
    fits = []
    for sign in (1, -1):
        data, theta = crowd(sign)
        noise = replace(data, value=np.sign(data.value) * sizes)
        fits.append(gaussian.fit(noise, gold=GoldScores(np.arange(200), theta[:200]), learn_sizes=True))

    assert fits[1].raters.typical_scale < 0
    assert fits[1].worth == pytest.approx(fits[0].worth, abs=0.05)


@pytest.mark.parametrize(("n_gold", "n_wrong"), [(1, 1), (2, 2), (30, 10)])
def test_mistakes_in_gold_do_not_turn_a_crowd_around(n_gold: int, n_wrong: int) -> None:
    data, theta = crowd(1)
    sure = np.argsort(-np.abs(theta))[:n_gold]
    sign = np.sign(theta[sure]) * np.where(np.arange(n_gold) < n_wrong, -1, 1)

    fit = gaussian.fit(data, gold=GoldScores(sure, sign), learn_sizes=True)

    assert fit.raters.typical_scale > 0
    assert np.mean((fit.mean > 0) == (theta > 0)) > 0.85
