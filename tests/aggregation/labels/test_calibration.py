from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from tasks.aggregation.gold import Gold
from tasks.aggregation.labels.calibration import calibrate, calibration_error, log_loss, tempered


def stated(n_classes: int, temperature: float, n: int = 4000) -> tuple[np.ndarray, Gold]:
    """Honest probabilities made over-confident by 1/temperature, and labels drawn from the honest ones."""
    rng = np.random.default_rng(n_classes)
    honest = rng.dirichlet(np.full(n_classes, 0.8), n)
    label = np.minimum((honest.cumsum(axis=1) < rng.random((n, 1))).sum(axis=1), n_classes - 1)
    return tempered(honest, 1 / temperature), Gold(np.arange(n), label)


@pytest.mark.parametrize("n_classes", [2, 4])
@pytest.mark.parametrize("temperature", [0.6, 1.0, 2.5])
def test_planted_temperature_is_found(n_classes: int, temperature: float) -> None:
    report = calibrate(*stated(n_classes, temperature))

    assert report.temperature == pytest.approx(temperature, rel=0.08)
    assert report.calibration_error[1] < 0.025


def test_report_says_what_was_gained() -> None:
    probability, gold = stated(4, 2.5)

    report = calibrate(probability, gold)

    assert report.is_fitted
    assert report.n_gold == 4000
    assert report.log_loss[0] == log_loss(probability, gold.label)
    assert report.log_loss[1] < report.log_loss[0] - 0.05
    assert report.calibration_error[1] < report.calibration_error[0] / 3


@pytest.mark.parametrize("n", [0, 1, 29])
def test_too_little_gold_changes_nothing_and_says_so(n: int) -> None:
    probability, gold = stated(3, 2.5)

    report = calibrate(probability, Gold(gold.item[:n], gold.label[:n]))

    assert (report.temperature, report.is_fitted, report.n_gold) == (1.0, False, n)


@given(st.integers(0, 10_000), st.integers(2, 5))
def test_it_is_never_worse_on_its_gold_than_leaving_all_as_it_was(seed: int, n_classes: int) -> None:
    rng = np.random.default_rng(seed)
    probability = rng.dirichlet(np.full(n_classes, 0.5), 40)

    report = calibrate(probability, Gold(np.arange(40), rng.integers(0, n_classes, 40)))

    assert report.log_loss[1] <= report.log_loss[0]


@given(st.integers(0, 10_000), st.floats(0.25, 10))
def test_temperature_keeps_the_order_of_the_classes_and_their_names(seed: int, temperature: float) -> None:
    probability = np.random.default_rng(seed).dirichlet(np.ones(4), 5)

    found = tempered(probability, temperature)

    assert np.array_equal(found.argsort(axis=1), probability.argsort(axis=1))
    assert found.sum(axis=1) == pytest.approx(np.ones(5))
    assert tempered(probability[:, ::-1], temperature) == pytest.approx(found[:, ::-1])


def test_calibration_error_is_the_mean_gap_over_bins() -> None:
    probability = np.array([[0.9, 0.1]] * 4 + [[0.4, 0.6]] * 2)
    label = np.array([0, 0, 1, 1, 1, 0])

    assert calibration_error(probability, label) == pytest.approx((4 * 0.4 + 2 * 0.1) / 6)


def test_certain_and_wrong_costs_much_but_not_infinitely_much() -> None:
    probability = np.array([[1.0, 0.0]] * 40)

    report = calibrate(probability, Gold(np.arange(40), np.arange(40) % 10 == 0))

    assert np.isfinite(report.log_loss).all()
    assert report.temperature > 1


def test_unknown_gold_is_refused() -> None:
    with pytest.raises(ValueError):
        calibrate(np.full((3, 2), 0.5), Gold([3], [0]))


def test_thirty_right_answers_do_not_make_certainties() -> None:
    probability = np.tile([0.95, 0.05], (30, 1))

    report = calibrate(probability, Gold(np.arange(30), np.zeros(30, dtype=int)))

    assert 0.5 < report.temperature < 1


def test_little_gold_spoils_little_where_nothing_was_wrong() -> None:
    lost = []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        first = expit(rng.normal(0, 4, 2030))
        probability, label = np.stack([first, 1 - first], axis=1), (rng.random(2030) > first).astype(int)
        temperature = calibrate(probability, Gold(np.arange(30), label[:30])).temperature
        after = log_loss(tempered(probability[30:], temperature), label[30:])
        lost.append(after - log_loss(probability[30:], label[30:]))

    assert np.mean(lost) < 0.015
