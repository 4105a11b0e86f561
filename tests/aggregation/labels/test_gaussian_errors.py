"""Stated errors of raters and items hold: of intervals at 95 %, about 95 % contain what was planted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from tasks.aggregation.encoding import Scores
from tasks.aggregation.labels import gaussian


def planted(overlap: int, each: int, n_raters: int = 300) -> tuple[Scores, dict[str, np.ndarray]]:
    """Ratings from the model itself, raters from its priors; with their parameters and the items' theta."""
    rng = np.random.default_rng(11)
    n_items = n_raters * each // overlap
    item = np.repeat(np.arange(n_items), overlap)
    rater = rng.permutation(np.resize(np.arange(n_raters), item.size))
    theta, bias = rng.normal(size=n_items), rng.normal(0, 0.3, n_raters)
    scale, noise = np.abs(rng.normal(1.4, 0.3, n_raters)), 12 / rng.chisquare(10, n_raters)
    side = rng.choice([-1.0, 1.0], item.size)
    value = side * bias[rater] + scale[rater] * theta[item] + rng.normal(size=item.size) * noise[rater] ** 0.5
    data = Scores(item, rater, value, side, np.ones(item.size), n_items, n_raters)
    truth = {"bias": bias, "scale": scale / 1.4, "information": told(scale**2 / noise)}
    return data, truth | {"theta": theta}


def told(ratio: np.ndarray) -> np.ndarray:
    """Nats that a rating of that ratio of signal to noise tells of an item's side."""
    return np.log(2) * (1 - (1 + 2 * ratio / (np.pi * np.log(2))) ** -0.5)


@pytest.mark.parametrize(("overlap", "each"), [(3, 30), (2, 40), (5, 60)])
def test_intervals_of_raters_hold_what_was_planted(overlap: int, each: int) -> None:
    data, truth = planted(overlap, each)

    raters = gaussian.fit(data).quality

    for name in ("bias", "scale", "information"):
        off = np.abs(getattr(raters, name) - truth[name])
        assert 0.9 <= np.mean(off <= 1.96 * getattr(raters, f"{name}_error")) <= 0.99, name


@pytest.mark.parametrize("each", [10, 30])
def test_intervals_of_items_hold_although_raters_are_little_known(each: int) -> None:
    data, truth = planted(3, each)

    fit = gaussian.fit(data)

    sums = np.stack(
        [np.bincount(data.item, one) for one in fit.tell(data.rater, data.value, data.side)], axis=1
    )
    found, error = gaussian.posterior(sums)
    assert found.mean == pytest.approx(fit.mean, abs=1e-9)
    assert 0.93 <= np.mean(np.abs(found.mean - truth["theta"]) <= 1.96 * error) <= 0.97


def test_information_is_the_mutual_information_of_side_and_rating() -> None:
    theta = np.linspace(-8, 8, 4001)
    y = np.linspace(-40, 40, 8001)
    for scale, noise in ((0.3, 1.0), (1.0, 1.0), (2.0, 0.5)):
        joint = norm.pdf(y[:, None], scale * theta, noise**0.5) * norm.pdf(theta)
        right, every = joint[:, theta > 0].sum(axis=1), joint.sum(axis=1)
        p = np.clip(right / np.maximum(every, 1e-300), 1e-12, 1 - 1e-12)
        entropy = -(p * np.log(p) + (1 - p) * np.log1p(-p)) @ every / every.sum()

        assert told(np.array(scale**2 / noise)) == pytest.approx(np.log(2) - entropy, abs=0.003)


def test_a_rater_without_ratings_is_as_unknown_as_before() -> None:
    data, _ = planted(3, 30, n_raters=30)

    raters = gaussian.fit(replace(data, n_raters=31)).quality

    assert raters.bias_error[30] > raters.bias_error[:30].max()
    assert raters.scale_error[30] > raters.scale_error[:30].max()
