"""Stated errors of raters and items hold: of intervals at 95 %, about 95 % contain what was planted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

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
    truth = {"bias": bias, "scale": scale / 1.4, "information": np.log1p(scale**2 / noise) / 2}
    return data, truth | {"theta": theta}


@pytest.mark.parametrize(("overlap", "each"), [(3, 30), (2, 40), (5, 60)])
def test_intervals_of_raters_hold_what_was_planted(overlap: int, each: int) -> None:
    data, truth = planted(overlap, each)

    raters = gaussian.fit(data).raters

    for name in ("bias", "scale", "information"):
        off = np.abs(getattr(raters, name) - truth[name])
        assert 0.9 <= np.mean(off <= 1.96 * getattr(raters, f"{name}_error")) <= 0.99, name


@pytest.mark.parametrize("each", [10, 30])
def test_intervals_of_items_hold_although_raters_are_little_known(each: int) -> None:
    data, truth = planted(3, each)

    fit = gaussian.fit(data)

    off = np.abs(fit.strength - fit.typical_scale * truth["theta"])
    assert 0.93 <= np.mean(off <= 1.96 * fit.error) <= 0.97


@pytest.mark.parametrize(
    ("weights", "share", "held"),
    [((1.0, 9.0), 0.5, 0.88), ((1.0, 1 / 0.15), 0.4, 0.88), ((1.0, 100.0), 0.1, 0.85)],
)
def test_a_sample_that_stands_for_more_is_not_taken_for_more(
    weights: tuple[float, float], share: float, held: float
) -> None:
    data, truth = planted(3, 60)
    weight = np.random.default_rng(1).choice(weights, data.n, p=[1 - share, share])

    raters, plain = gaussian.fit(replace(data, weight=weight)).raters, gaussian.fit(data).raters

    for name in ("bias", "scale", "information"):
        off = np.abs(getattr(raters, name) - truth[name])
        assert np.mean(off <= 1.96 * getattr(raters, f"{name}_error")) > held, name
    assert raters.bias_error.mean() > plain.bias_error.mean()
    assert raters.scale_error.mean() > plain.scale_error.mean()


def test_a_rater_without_ratings_is_as_unknown_as_before() -> None:
    data, _ = planted(3, 30, n_raters=30)

    raters = gaussian.fit(replace(data, n_raters=31)).raters

    assert raters.bias_error[30] > raters.bias_error[:30].max()
    assert raters.scale_error[30] > raters.scale_error[:30].max()
