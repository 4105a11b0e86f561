from __future__ import annotations

from itertools import pairwise
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import entr
from scipy.stats import norm

from tasks.aggregation.sequential.gain import expected_gain, expected_gain_of_vote
from tasks.aggregation.sequential.incremental import UNIT, Evidence, Rater


def evidence(mean: float, lam: float) -> Evidence:
    return Evidence(round(mean * lam * UNIT), round((lam - 1) * UNIT))


def entropy(p: np.ndarray) -> np.ndarray:
    return np.asarray(entr(p) + entr(1 - p))


@pytest.mark.parametrize("lam", [1.0, 2.0, 6.0])
@pytest.mark.parametrize("z", [0.0, 0.5, -1.0, 2.0, 4.0])
@pytest.mark.parametrize("told", [0.1, 1.0, 4.0, 40.0])
def test_it_is_the_integral_over_what_the_rating_may_say(lam: float, z: float, told: float) -> None:
    mean, after = z / lam**0.5, lam + told
    spread = (1 / lam - 1 / after) ** 0.5
    left = quad(
        lambda x: norm.pdf(x) * entropy(norm.cdf((mean + spread * x) * after**0.5)),
        -9,
        9,
        points=[-mean / spread],
    )[0]

    exact = float(entropy(norm.cdf(z))) - left
    assert expected_gain(evidence(mean, lam), Rater(0.3, told**0.5, 1)) == pytest.approx(exact, abs=0.002)


def test_what_is_expected_is_what_ratings_tell_on_average() -> None:
    rng = np.random.default_rng(1)
    theta = 0.4 + rng.normal(size=200_000) / 2**0.5
    seen = 1.5 * theta + rng.normal(size=theta.size)
    mean = (0.8 + 1.5 * seen) / 4.25

    told = float(entropy(norm.cdf(0.4 * 2**0.5))) - entropy(norm.cdf(mean * 4.25**0.5)).mean()
    assert expected_gain(evidence(0.4, 2.0), Rater(0.0, 1.5, 1.0)) == pytest.approx(told, abs=0.004)


def test_more_is_expected_of_open_items_and_of_better_raters() -> None:
    gains = [expected_gain(evidence(0.0, 2.0), Rater(0, scale, 1)) for scale in (0.0, 0.5, 1.0, 2.0, 100.0)]

    assert gains[0] == 0
    assert all(low < high for low, high in pairwise(gains))
    assert gains[-1] == pytest.approx(log(2), abs=0.02)
    assert expected_gain(evidence(1.5, 2.0), Rater(0, 1, 1)) < gains[2] / 2


@given(st.floats(-50, 50), st.floats(1, 1e6), st.floats(-10, 10), st.floats(1e-3, 1e3))
def test_it_is_between_nothing_and_one_bit(mean: float, lam: float, scale: float, noise: float) -> None:
    assert -1e-12 <= expected_gain(evidence(mean, lam), Rater(0, scale, noise)) <= log(2)


@pytest.mark.parametrize(
    ("found", "accuracy"), [((0.6, 0.3, 0.1), 0.7), ((0.5, 0.5), 0.9), ((0.9, 0.1), 0.6)]
)
def test_a_vote_is_expected_to_tell_what_posteriors_lose_in_entropy(
    found: tuple[float, ...], accuracy: float
) -> None:
    q, n = np.array(found), len(found)
    says = np.full((n, n), (1 - accuracy) / (n - 1)) + (accuracy - (1 - accuracy) / (n - 1)) * np.eye(n)
    joint = q[:, None] * says

    after = sum(float(joint[:, k].sum() * entr(joint[:, k] / joint[:, k].sum()).sum()) for k in range(n))

    assert expected_gain_of_vote(found, accuracy) == pytest.approx(float(entr(q).sum()) - after)


def test_a_vote_by_chance_tells_nothing_and_unclear_items_gain_most() -> None:
    gains = [expected_gain_of_vote((q, 1 - q), 0.8) for q in (0.5, 0.7, 0.9, 0.99)]

    assert expected_gain_of_vote((0.2, 0.3, 0.5), 1 / 3) == pytest.approx(0)
    assert expected_gain_of_vote((0.4, 0.6, 0.0, 0.0), 1 / 2) == pytest.approx(0)
    assert expected_gain_of_vote((1.0, 0.0), 0.9) == 0
    assert all(high > low for high, low in pairwise(gains))
