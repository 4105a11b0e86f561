"""How long a CUSUM over gold runs until it raises an alarm: what its threshold costs.

    L(s) = 1 + p L(max(0, s - r)) + (1 - p) L(s + w),    L = 0 from h on
    r = ln(p0 / p1)    w = ln((1 - p1) / (1 - p0))

L(s) is the mean number of gold items from S = s to the alarm, for a rater of accuracy p. S moves on a lattice where
w / r is a fraction. The nearest fraction that leaves at most a thousand states below h puts it there (53/22 for .80 and
.60, off by 1 in 7,000), and L solves a linear system of one equation a state (Brook and Evans, An approach to the
probability distribution of cusum run length, Biometrika 59, 1972). Beyond some 1e15 items the system is too near to
singular for more than the order of magnitude.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, log

import numpy as np

from tasks.aggregation.columns import require
from tasks.aggregation.monitoring.drift import P0, P1, THRESHOLD

STATES = 1000


def mean_run_length(
    accuracy: float, *, p0: float = P0, p1: float = P1, threshold: float = THRESHOLD
) -> float:
    """Compute the mean number of gold items to the first alarm of a rater of that accuracy.

    Parameters
    ----------
    accuracy
        0 to below 1; at p0 or above the alarms are false ones.
    p0, p1, threshold
        As in `drift.cusum`.
    """
    require(0 < p1 < p0 < 1, "accuracies are 0 < p1 < p0 < 1")
    require(0 <= accuracy < 1 and threshold > 0, "an accuracy is 0 to below 1, and a threshold above 0")
    up, down = log((1 - p1) / (1 - p0)), log(p0 / p1)
    ratio = Fraction(up / down).limit_denominator(max(1, int(STATES * down / threshold)))
    n_states = ceil(threshold * ratio.numerator / up - 1e-9)
    state = np.arange(n_states)
    system = np.eye(n_states)
    system[state, np.maximum(0, state - ratio.denominator)] -= accuracy
    is_within = state + ratio.numerator < n_states
    system[state[is_within], state[is_within] + ratio.numerator] -= 1 - accuracy
    return float(np.linalg.solve(system, np.ones(n_states))[0])
