"""When a rater began to be less right than before: a CUSUM over each rater's checks in order of time.

    S_0 = 0       S_t = max(0, S_(t-1) + x_t)       x_t = ln f_t(p1) - ln f_t(p0)       alarm when S_t >= h

f is the likelihood of a check (`checks`): for gold x is ln(p1 / p0) = -.288 when right and ln((1 - p1) / (1 - p0)) =
+.693 when wrong, with accuracies p0 = .80 as it should be and p1 = .60 as it should not; a check that says nothing
moves nothing. The alarm's likeliest beginning is the check after S was last at 0 (Page, Biometrika 41, 1954); no chart
of its false alarm rate finds such a change sooner (Moustakides, Annals of Statistics 14, 1986). After an alarm S starts
from 0 again, so that one that goes on is raised again.

What h costs in false and late alarms says `run_length`. Where items are so hard that honest raters stay below p0, take
p0 from the project, or everyone will be called.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_ints, require
from tasks.aggregation.monitoring.checks import Checks
from tasks.aggregation.monitoring.histories import Histories

P0, P1, THRESHOLD = 0.80, 0.60, 4.0


@dataclass(frozen=True, eq=False)
class Chart:
    """The charts of W raters.

    Attributes
    ----------
    path : (R,)
        S after each check, before it starts again where that raised an alarm.
    level : (W,)
        S now.
    rater, began, raised : (L,)
        Of each alarm, by the row that raised it: whose it is, and the rows of its likeliest beginning and of the alarm.
    """

    path: Floats
    level: Floats
    rater: Ints
    began: Ints
    raised: Ints


def cusum(checks: Checks, *, p0: float = P0, p1: float = P1, threshold: float = THRESHOLD) -> Chart:
    """Chart each rater's checks.

    Parameters
    ----------
    checks
        R checks of W raters, each rater's in order of time.
    p0, p1
        The accuracy that is expected, and the lower one that is to be found.
    threshold
        h, above 0, in nats.
    """
    require(threshold > 0, "the threshold is above 0")
    charts = _Charts(Histories.of(checks.rater, checks.n_raters), checks.log_ratio(p0, p1), threshold)
    for place in range(int(charts.rows.n.max(initial=0))):
        charts.advance(place)
    raised = np.flatnonzero(charts.path >= threshold)
    return Chart(charts.path, charts.level, checks.rater[raised], charts.began[raised], as_ints(raised))


class _Charts:
    """The charts on their way, all raters one check further at a time: O(R), and as many steps as one rater has rows.

    Raters stand in order of falling length, so that those who are still at it are the first ones.
    """

    def __init__(self, rows: Histories, step: Floats, threshold: float) -> None:
        self.rows, self.step, self.threshold = rows, step, threshold
        self.longest_first = np.argsort(-rows.n, kind="stable")
        self.falling = -rows.n[self.longest_first]
        self.level = np.zeros(rows.n.size)
        self.since = np.zeros(rows.n.size, dtype=np.int64)
        self.path = np.zeros(rows.order.size)
        self.began = np.zeros(rows.order.size, dtype=np.int64)

    def advance(self, place: int) -> None:
        """Take the check at that place of every history that is long enough."""
        rater = self.longest_first[: np.searchsorted(self.falling, -place)]
        row = self.rows.order[self.rows.start[rater] + place]
        before = self.level[rater]
        since = np.where(before > 0, self.since[rater], row)
        level = np.maximum(0, before + self.step[row])
        self.path[row], self.began[row], self.since[rater] = level, since, since
        self.level[rater] = np.where(level >= self.threshold, 0, level)
