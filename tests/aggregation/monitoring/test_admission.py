from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregation.monitoring import admission
from tasks.aggregation.monitoring.admission import ADMITTED, REJECTED, UNDECIDED
from tasks.aggregation.monitoring.checks import Checks

RIGHT, WRONG = np.log(0.6 / 0.8), np.log(0.4 / 0.2)
UPPER, LOWER = np.log(95), np.log(0.05 / 0.99)


def exactly(accuracy: float, steps: int = 1500) -> tuple[float, float]:
    """P(rejected) and the mean number of checks, from the chances of every count of wrong answers so far."""
    alive, rejected, mean = np.ones(1), 0.0, 0.0
    for n in range(1, steps):
        mean += alive.sum()
        alive = np.append(alive * accuracy, 0) + np.append(0, alive * (1 - accuracy))
        wrong = np.arange(n + 1)
        total = wrong * WRONG + (n - wrong) * RIGHT
        rejected += alive[total >= UPPER].sum()
        alive = np.where((total >= UPPER) | (total <= LOWER), 0, alive)
    return rejected, mean


def newcomers(accuracy: float, n_raters: int = 3000, each: int = 400) -> Checks:
    rng = np.random.default_rng(4)
    rater = np.repeat(np.arange(n_raters), each)
    return Checks(rater, rng.random(rater.size) < accuracy, n_raters)


@pytest.mark.parametrize(("accuracy", "rejected", "n"), [(0.6, 0.95, 43), (0.8, 0.01, 34)])
def test_risks_and_lengths_are_those_that_are_stated(accuracy: float, rejected: float, n: float) -> None:
    found = admission.decide(newcomers(accuracy))

    exact = exactly(accuracy)
    assert exact == pytest.approx((rejected, n), abs=0.8)
    assert exact[0] == pytest.approx(rejected, abs=0.008)
    assert np.mean(found.decision == REJECTED) == pytest.approx(exact[0], abs=0.012)
    assert found.n.mean() == pytest.approx(exact[1], rel=0.04)
    assert np.all(found.decision != UNDECIDED)


@settings(max_examples=80)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from((0.0, 0.1, 0.5, 1.0))), max_size=80))
def test_decision_is_that_of_the_first_bound_reached(rows: list[tuple[int, float]]) -> None:
    checks = Checks([rater for rater, _ in rows], [right for _, right in rows], 3)

    found = admission.decide(checks)

    for rater in range(3):
        total = np.cumsum(checks.log_ratio(0.8, 0.6)[checks.rater == rater])
        reached = np.flatnonzero((total >= UPPER) | (total <= LOWER))
        n = reached[0] + 1 if reached.size else total.size
        last = total[n - 1] if n else 0.0
        expected = REJECTED if last >= UPPER else ADMITTED if last <= LOWER else UNDECIDED
        assert (found.decision[rater], found.n[rater]) == (expected, n)
        assert found.log_ratio[rater] == pytest.approx(last, abs=1e-9)


def test_newcomer_without_a_check_is_undecided() -> None:
    found = admission.decide(Checks([1], [1], 2))

    assert found.decision.tolist() == [UNDECIDED, UNDECIDED]
    assert found.n.tolist() == [0, 1]


@pytest.mark.parametrize(("alpha", "beta"), [(0, 0.1), (0.1, 0), (0.5, 0.5)])
def test_risks_that_no_test_has_are_refused(alpha: float, beta: float) -> None:
    with pytest.raises(ValueError, match="risks"):
        admission.decide(Checks([0], [1], 1), alpha=alpha, beta=beta)
