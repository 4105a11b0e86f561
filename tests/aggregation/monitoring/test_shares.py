from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom

from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.monitoring import shares
from tasks.aggregation.monitoring.false_discovery import adjusted


def drawn(mean: float, spread: float, each: int, *, n: int = 1500, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.binomial(each, rng.beta(spread * mean, spread * (1 - mean), n))


@settings(max_examples=80)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=20))
def test_tails_are_those_of_the_beta_binomial(counts: list[tuple[int, int]]) -> None:
    given_, asked = (np.array([one(pair) for pair in counts]) for one in (min, max))
    if not asked.any():
        return

    found = shares.compare(given_, asked)

    usual = betabinom(asked, found.spread * found.mean, found.spread * (1 - found.mean))
    assert found.p_more == pytest.approx(np.minimum(usual.sf(given_ - 1), 1), abs=1e-7)
    assert found.p_less == pytest.approx(np.minimum(usual.cdf(given_), 1), abs=1e-7)
    assert 0 < found.mean < 1


@pytest.mark.parametrize(("mean", "spread", "each"), [(0.1, 5, 60), (0.1, 20, 60), (0.3, 200, 200)])
@pytest.mark.parametrize("bad", [0, 150])
def test_usual_raters_set_the_yardstick_whatever_the_others_do(
    mean: float, spread: float, each: int, bad: int
) -> None:
    given_ = drawn(mean, spread, each)
    given_[:bad] = each

    found = shares.compare(given_, np.full(given_.size, each))

    assert found.mean == pytest.approx(mean, abs=0.01)
    assert found.spread == pytest.approx(spread, rel=0.25)
    assert np.all(found.p_more[:bad] < 1e-3)
    assert np.mean(found.p_more[bad:] < 0.01) < 0.015
    assert np.mean(found.p_less[bad:] < 0.01) < 0.015


@pytest.mark.parametrize(("mean", "spread"), [(0.1, 50), (0.3, 5), (0.5, 20)])
def test_honest_raters_are_seldom_found(mean: float, spread: float) -> None:
    crowds = [drawn(mean, spread, 60, n=60, seed=seed) for seed in range(60)]

    found = [shares.compare(given_, np.full(60, 60)) for given_ in crowds]

    assert np.mean([np.any(adjusted(one.p_more) < 0.05) for one in found]) <= 0.1
    assert np.mean([np.any(adjusted(one.p_less) < 0.05) for one in found]) <= 0.1


def test_raters_who_all_do_the_same_are_usual() -> None:
    found = shares.compare(np.zeros(30, dtype=int), np.full(30, 50))

    assert np.all(found.p_less > 0.5)
    assert np.all(found.p_more == 1)


def test_one_who_does_what_nobody_does_stands_out() -> None:
    found = shares.compare(np.append(np.zeros(30, dtype=int), 12), np.full(31, 50))

    assert found.p_more[-1] < 1e-6


def test_rater_without_an_answer_is_neither_many_nor_few() -> None:
    found = shares.compare(np.array([3, 4, 0]), np.array([10, 10, 0]))

    assert (found.p_more[2], found.p_less[2]) == (1, 1)
    assert np.isnan(found.share[2])


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(DegenerateData):
        shares.compare(np.zeros(2, dtype=int), np.zeros(2, dtype=int))
    with pytest.raises(ValueError, match="given <= asked"):
        shares.compare(np.array([2]), np.array([1]))


def test_the_order_of_raters_does_not_matter() -> None:
    given_, asked, order = (
        np.array([31, 0, 0, 0, 40]),
        np.array([31, 2, 57, 48, 40]),
        np.array([4, 2, 0, 3, 1]),
    )

    one, other = shares.compare(given_, asked), shares.compare(given_[order], asked[order])

    assert other.p_more == pytest.approx(one.p_more[order])
