"""Whether a rater gives some kind of answer unusually often or seldom: ties, the same score for every aspect, ...

Raters differ in that without any fault, each with a share of their own s_w ~ Beta(c m, c (1 - m)), so that k of n
answers are a draw from the Beta-binomial; p-values are its two tails, the outcome itself included. m and c come from
the raters' counts (moments: Kleinman, Proportions with extraneous variance, JASA 68, 1973):

    m = sum k / sum n       rho = [sum k (k - 1) / sum n (n - 1) - m^2] / [m (1 - m)]       c = (1 - rho) / rho

Those who stand out would stretch the yardstick they are measured with. So it starts from what a tenth of the raters
cannot move: m is the median share, and rho = (S^2 - 1) / (mean n - 1), S being 1.4826 times the median distance from
the median of the residuals (k - n m) / sqrt(n m (1 - m)), whose variance is 1 + (n - 1) rho. It is learnt anew from the
raters whose tails are not below .003, until they stay the same or ten times. rho is kept within .001 and .3: where
raters are so unlike that the upper bound is met, nobody is usual and few stand out. Where one rater in five is
careless, or each gave only a dozen answers, half of those who are different stay hidden; honest raters are not taken
for them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, gammaln

from tasks.aggregation.columns import Floats, Ints, as_ints, require
from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.monitoring.others import TO_SIGMA

CORRELATIONS = (0.001, 0.3)
OUTSIDE = 0.003
MOST_ROUNDS = 10


@dataclass(frozen=True, eq=False)
class Shares:
    """Shares of W raters, each (W,), against Beta(`spread` m, `spread` (1 - m)) with m = `mean`.

    `p_more` and `p_less` are P(a usual rater has as many or more), and as many or fewer; 1 for a rater without answers.
    """

    share: Floats
    n: Ints
    p_more: Floats
    p_less: Floats
    mean: float
    spread: float


def compare(given: Ints, asked: Ints) -> Shares:
    """Compare the raters' shares.

    Parameters
    ----------
    given, asked : (W,)
        Of each rater's `asked` answers, `given` are of the kind.

    Raises
    ------
    DegenerateData
        When no rater has an answer.
    ValueError
        When a count is negative, or `given` is above `asked`.
    """
    given, asked = as_ints(given), as_ints(asked)
    require(bool(((given >= 0) & (given <= asked)).all()), "counts are 0 <= given <= asked")
    if not asked.any():
        raise DegenerateData("there is no answer to count")
    known, usual = asked > 0, np.zeros(asked.shape, dtype=bool)
    mean, spread = _start(given[known], asked[known])
    more, less = _tails(given, asked, mean, spread)
    for _ in range(MOST_ROUNDS):
        before, usual = usual, (np.minimum(more, less) >= OUTSIDE) & known
        if np.array_equal(before, usual) or not usual.any():
            break
        mean, spread = _moments(given[usual], asked[usual])
        more, less = _tails(given, asked, mean, spread)
    share = np.divide(given, asked, out=np.full(given.shape, np.nan), where=known)
    return Shares(share, asked, more, less, mean, spread)


def _start(given: Ints, asked: Ints) -> tuple[float, float]:
    mean = _inside(float(np.median(given / asked)), int(asked.sum()))
    residual = (given - asked * mean) / np.sqrt(asked * mean * (1 - mean))
    scale = TO_SIGMA * float(np.median(np.abs(residual - np.median(residual))))
    return mean, _spread((scale**2 - 1) / max(float(asked.mean()) - 1, 1))


def _spread(correlation: float) -> float:
    inside = min(max(correlation, CORRELATIONS[0]), CORRELATIONS[1])
    return (1 - inside) / inside


def _inside(mean: float, n: int) -> float:
    return (mean * n + 0.5) / (n + 1)


def _moments(given: Ints, asked: Ints) -> tuple[float, float]:
    mean = _inside(float(given.sum() / asked.sum()), int(asked.sum()))
    pairs = float((asked * (asked - 1)).sum())
    together = float((given * (given - 1)).sum()) / pairs if pairs else mean**2
    return mean, _spread((together - mean**2) / (mean * (1 - mean)))


def _tails(given: Ints, asked: Ints, mean: float, spread: float) -> tuple[Floats, Floats]:
    """P(as many or more) and P(as many or fewer) of the Beta-binomial, (W,) each, from one row an outcome."""
    first, last = spread * mean, spread * (1 - mean)
    rater = np.repeat(np.arange(asked.size), asked + 1)
    k = np.arange(rater.size) - (np.cumsum(asked + 1) - asked - 1)[rater]
    n = asked[rater]
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    mass = np.exp(ways + betaln(k + first, n - k + last) - betaln(first, last))
    more = np.bincount(rater, mass * (k >= given[rater]), asked.size)
    less = np.bincount(rater, mass * (k <= given[rater]), asked.size)
    return np.minimum(more, 1), np.minimum(less, 1)
