from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from tasks.aggregation.labels.calibration import (
    NONE,
    Calibration,
    Source,
    calibrate,
    calibration_error,
    log_loss,
)


def stated(n_classes: int, calibration: Calibration, n: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Over-confident probabilities, and labels drawn from what the calibration makes of them."""
    rng = np.random.default_rng(n_classes)
    sure = Calibration(1 / calibration.temperature).applied(rng.dirichlet(np.full(n_classes, 0.8), n))
    honest = calibration.applied(sure)
    label = np.minimum((honest.cumsum(axis=1) < rng.random((n, 1))).sum(axis=1), n_classes - 1)
    return sure, label


@pytest.mark.parametrize("n_classes", [2, 4])
@pytest.mark.parametrize("temperature", [0.6, 1.0, 2.5])
def test_planted_temperature_is_found(n_classes: int, temperature: float) -> None:
    probability, label = stated(n_classes, Calibration(temperature))

    found = calibrate(probability, label)

    assert found.temperature == pytest.approx(temperature, rel=0.1)
    assert found.floor < 0.03
    assert (found.source, found.n) == (Source.GOLD, 4000)
    assert calibration_error(found.applied(probability), label) < 0.025


def test_planted_floor_is_found() -> None:
    probability, label = stated(3, Calibration(1.5, 0.2), n=8000)

    found = calibrate(probability, label)

    assert found.floor == pytest.approx(0.2, abs=0.05)
    assert log_loss(found.applied(probability), label) < log_loss(probability, label) - 0.05


@pytest.mark.parametrize("n", [0, 1, 29])
def test_too_little_gold_changes_nothing_and_says_so(n: int) -> None:
    probability, label = stated(3, Calibration(2.5))

    found = calibrate(probability[:n], label[:n])

    assert found == NONE
    assert found.source == Source.NOTHING
    assert found.applied(probability) is probability


def test_groups_of_one_item_count_as_one() -> None:
    probability, label = stated(3, Calibration(2.5), n=400)

    whole = calibrate(probability, label)
    parts = calibrate(np.repeat(probability, 3, axis=0), np.repeat(label, 3), np.full(1200, 1 / 3))

    assert (parts.temperature, parts.floor) == pytest.approx((whole.temperature, whole.floor), abs=1e-3)
    assert parts.n == 400


@given(st.integers(0, 10_000), st.floats(0.25, 10), st.floats(0, 0.5))
def test_calibration_keeps_the_order_of_the_classes_and_their_names(
    seed: int, temperature: float, floor: float
) -> None:
    probability = np.random.default_rng(seed).dirichlet(np.ones(4), 5)

    found = Calibration(temperature, floor).applied(probability)

    assert np.array_equal(found.argsort(axis=1), probability.argsort(axis=1))
    assert found.sum(axis=1) == pytest.approx(np.ones(5))
    assert Calibration(temperature, floor).applied(probability[:, ::-1]) == pytest.approx(found[:, ::-1])


def test_classes_that_do_not_occur_stay_without_mass() -> None:
    found = Calibration(2.0, 0.1).applied(np.array([[0.9, 0.0, 0.1, 0.0]]), np.array([0, 2]))

    assert found[0] == pytest.approx([0.9 * 0.75 + 0.05, 0, 0.9 * 0.25 + 0.05, 0])


def test_calibration_error_is_the_mean_gap_over_bins() -> None:
    probability = np.array([[0.9, 0.1]] * 4 + [[0.4, 0.6]] * 2)
    label = np.array([0, 0, 1, 1, 1, 0])

    assert calibration_error(probability, label) == pytest.approx((4 * 0.4 + 2 * 0.1) / 6)


def test_certain_and_wrong_costs_much_but_not_infinitely_much() -> None:
    probability, label = np.array([[1.0, 0.0]] * 40), (np.arange(40) % 10 == 0).astype(int)

    found = calibrate(probability, label)

    assert np.isfinite(log_loss(probability, label))
    assert found.temperature > 1 or found.floor > 0.1


def test_thirty_right_answers_do_not_make_certainties() -> None:
    found = calibrate(np.tile([0.95, 0.05], (30, 1)), np.zeros(30, dtype=int))

    assert 0.3 < found.temperature < 1


def test_little_gold_spoils_little_where_nothing_was_wrong() -> None:
    lost = []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        first = expit(rng.normal(0, 4, 2030))
        probability = np.stack([first, 1 - first], axis=1)
        label = (rng.random(2030) > first).astype(int)
        after = calibrate(probability[:30], label[:30]).applied(probability[30:])
        lost.append(log_loss(after, label[30:]) - log_loss(probability[30:], label[30:]))

    assert np.mean(lost) < 0.02
