from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from tasks.aggregation.agreement import alpha, fleiss, gwet, pairwise
from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.agreement.resampling import Statistic, bootstrap
from tasks.aggregation.convergence import DegenerateData

STATISTICS: list[Statistic] = [
    alpha.resampled,
    partial(alpha.resampled, metric="nominal"),
    fleiss.resampled,
    gwet.resampled,
    pairwise.resampled,
]


def drawn(n_items: int, seed: int, n_classes: int = 3, sure: float = 0.7) -> Patterns:
    """Three raters who see what an item is 7 times in 10, and else guess."""
    rng = np.random.default_rng(seed)
    truth = np.repeat(rng.integers(0, n_classes, n_items), 3)
    label = np.where(rng.random(truth.size) < sure, truth, rng.integers(0, n_classes, truth.size))
    return Patterns.of_labels(np.repeat(np.arange(n_items), 3), label, n_classes)


@pytest.mark.parametrize("statistic", STATISTICS)
def test_a_resample_is_the_coefficient_of_the_items_drawn(statistic: Statistic) -> None:
    found = drawn(40, seed=1)
    items = np.random.default_rng(2).multinomial(40, found.items / 40, size=3)
    each = [Patterns(found.count[row > 0], row[row > 0], found.value) for row in items]

    expected = [float(statistic(one, one.items[None, :])[0]) for one in each]
    assert statistic(found, items) == pytest.approx(expected)


def test_the_mean_agreement_has_the_error_of_a_mean() -> None:
    found = drawn(2000, seed=3)
    each = pairwise.agreement_of_patterns(found)
    mean = found.items @ each / 2000
    spread = np.sqrt(found.items @ (each - mean) ** 2 / 2000)

    assert bootstrap(found, pairwise.resampled, seed=0).error == pytest.approx(
        spread / np.sqrt(2000), rel=0.1
    )


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    truth = float(alpha.resampled(found := drawn(200_000, seed=4), found.items[None, :], "nominal")[0])
    statistic = partial(alpha.resampled, metric="nominal")
    bounds = [bootstrap(drawn(150, seed), statistic, seed=seed, n_resamples=300) for seed in range(200)]

    assert 0.89 <= np.mean([one.low <= truth <= one.high for one in bounds]) <= 0.99


@pytest.mark.parametrize("statistic", STATISTICS)
def test_thirty_items_have_an_interval_that_holds_the_truth(statistic: Statistic) -> None:
    truth = float(statistic(found := drawn(200_000, 4, 7, 0.35), found.items[None, :])[0])
    bounds = [bootstrap(drawn(30, seed, 7, 0.35), statistic, seed=seed) for seed in range(400)]

    assert 0.915 <= np.mean([one.low <= truth <= one.high for one in bounds]) <= 0.985


def test_one_item_says_nothing_of_items() -> None:
    with pytest.raises(DegenerateData, match="one item"):
        bootstrap(Patterns.of_labels([0, 0, 0], [0, 1, 1], 2), alpha.resampled, seed=0)


def test_the_same_seed_gives_the_same_interval() -> None:
    found = drawn(50, seed=5)

    assert bootstrap(found, alpha.resampled, seed=6) == bootstrap(found, alpha.resampled, seed=6)
    assert bootstrap(found, alpha.resampled, seed=6) != bootstrap(found, alpha.resampled, seed=7)


def test_resamples_without_a_coefficient_are_told() -> None:
    few = Patterns.of_labels([0, 0, 1, 1, 2, 2], [0, 0, 0, 0, 1, 1], 2)

    assert bootstrap(few, alpha.resampled, seed=0).undefined == pytest.approx((8 + 1) / 27, abs=0.05)


@pytest.mark.parametrize("rows", [([], []), ([0, 0], [1, 1])])
def test_data_without_a_coefficient_have_no_interval(rows: tuple[list[int], list[int]]) -> None:
    with pytest.raises(DegenerateData):
        bootstrap(Patterns.of_labels(*rows, 2), alpha.resampled, seed=0)


def test_what_has_no_coefficient_has_no_resample_either() -> None:
    same = Patterns.of_values([0, 0, 1, 1], [5.0, 5.0, 5.0, 5.0])
    lenient = partial(gwet.resampled, weights=np.ones((2, 2)))

    with pytest.raises(DegenerateData):
        bootstrap(same, gwet.resampled, seed=0)
    with pytest.raises(DegenerateData):
        bootstrap(drawn(40, seed=1, n_classes=2), lenient, seed=0)


def test_a_level_is_what_the_interval_is_wide_by() -> None:
    found = drawn(400, seed=3)
    half, most = (bootstrap(found, pairwise.resampled, seed=0, level=level) for level in (0.5, 0.99))

    assert (most.high - most.low) / (half.high - half.low) == pytest.approx(2.576 / 0.674, rel=0.15)
    with pytest.raises(ValueError, match="level"):
        bootstrap(found, pairwise.resampled, seed=0, level=95)
