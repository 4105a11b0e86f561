"""Whether a newcomer may be let in: Wald's sequential test over their first checks.

    Z_t = sum of x over the first t checks,   x = ln f(p1) - ln f(p0) as in `drift`
    rejected at the first Z >= ln((1 - beta) / alpha) = ln 95,   admitted at the first Z <= ln(beta / (1 - alpha))

alpha is the risk of rejecting a rater of accuracy p0 and beta that of admitting one of p1, both kept but for what Z
overshoots (Wald, Sequential tests of statistical hypotheses, Annals of Mathematical Statistics 16, 1945). No test with
these risks needs fewer checks on average at p0 or at p1 (Wald and Wolfowitz, same journal 19, 1948).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_ints, require
from tasks.aggregation.monitoring.checks import Checks
from tasks.aggregation.monitoring.drift import P0, P1
from tasks.aggregation.monitoring.histories import Histories

ALPHA, BETA = 0.01, 0.05
REJECTED, UNDECIDED, ADMITTED = -1, 0, 1


@dataclass(frozen=True, eq=False)
class Admission:
    """What the test says of W raters.

    Attributes
    ----------
    decision : (W,)
        REJECTED, UNDECIDED or ADMITTED.
    n : (W,)
        Checks until the decision; all of them where there is none yet.
    log_ratio : (W,)
        Z after those checks, in nats.
    """

    decision: Ints
    n: Ints
    log_ratio: Floats


def decide(
    checks: Checks, *, p0: float = P0, p1: float = P1, alpha: float = ALPHA, beta: float = BETA
) -> Admission:
    """Decide on each rater by the first bound that their checks reach.

    Parameters
    ----------
    checks
        R checks of W raters, each rater's in order of time.
    p0, p1
        The accuracy that is good enough, and the one that is not.
    alpha, beta
        Risks of rejecting at p0 and of admitting at p1; their sum is below 1.
    """
    require(alpha > 0 and beta > 0 and alpha + beta < 1, "risks are above 0, and their sum below 1")
    upper, lower = log((1 - beta) / alpha), log(beta / (1 - alpha))
    rows = Histories.of(checks.rater, checks.n_raters)
    total = rows.running(checks.log_ratio(p0, p1)[rows.order])
    n = rows.n.copy()
    reached = np.flatnonzero((total >= upper) | (total <= lower))[::-1]
    n[rows.rater[reached]] = rows.place[reached] + 1
    log_ratio = np.zeros(checks.n_raters)
    is_checked = rows.n > 0
    log_ratio[is_checked] = total[(rows.start + n - 1)[is_checked]]
    decision = np.select([log_ratio >= upper, log_ratio <= lower], [REJECTED, ADMITTED], UNDECIDED)
    return Admission(as_ints(decision), as_ints(n), log_ratio)
