from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.monitoring import drift
from tasks.aggregation.monitoring.checks import Checks
from tasks.aggregation.monitoring.run_length import mean_run_length


def simulated(accuracy: float, **options: float) -> float:
    """Checks an alarm of long histories; a chart starts again after each, so that alarms are so many runs."""
    rng = np.random.default_rng(1)
    rater = np.repeat(np.arange(500), 4000)
    chart = drift.cusum(Checks(rater, rng.random(rater.size) < accuracy, 500), **options)
    return float(rater.size / (chart.raised.size + chart.level.astype(bool).sum() / 2))


@pytest.mark.parametrize(
    ("threshold", "accuracy", "gold_items"),
    [(3, 0.8, 271), (3, 0.6, 24), (3, 0.5, 14), (4, 0.8, 824), (4, 0.6, 33), (4, 0.5, 19), (5, 0.6, 41)],
)
def test_alarms_come_as_late_as_was_simulated(threshold: float, accuracy: float, gold_items: float) -> None:
    found = mean_run_length(accuracy, threshold=threshold)

    assert found == pytest.approx(gold_items, rel=0.05)


@pytest.mark.parametrize(
    ("accuracy", "options"),
    [(0.8, {}), (0.6, {}), (0.9, {"p0": 0.9, "p1": 0.75, "threshold": 3.0}), (0.45, {"p0": 0.55, "p1": 0.3})],
)
def test_equations_agree_with_the_chart_itself(accuracy: float, options: dict[str, float]) -> None:
    assert mean_run_length(accuracy, **options) == pytest.approx(simulated(accuracy, **options), rel=0.06)


def test_better_raters_and_higher_thresholds_wait_longer() -> None:
    by_accuracy = [mean_run_length(p) for p in (0.4, 0.6, 0.8, 0.9)]
    by_threshold = [mean_run_length(0.8, threshold=h) for h in (1, 2, 4, 6)]

    assert np.all(np.diff(by_accuracy) > 0)
    assert np.all(np.diff(by_threshold) > 0)


def test_always_wrong_needs_the_fewest_steps_there_are() -> None:
    assert mean_run_length(0.0) == pytest.approx(np.ceil(4 / np.log(2)))


@pytest.mark.parametrize("accuracy", [-0.1, 1.0])
def test_accuracy_that_never_raises_an_alarm_is_refused(accuracy: float) -> None:
    with pytest.raises(ValueError):
        mean_run_length(accuracy)
